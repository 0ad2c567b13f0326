package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

/** What the engine says to people. */
class TextsTest {
    @Test
    void everyPlaceholderIsFilled() {
        ResourceBundle bundle = ResourceBundle.getBundle("dev.flowbench.engine.messages");
        for (String key : bundle.keySet()) {
            assertThat(Texts.text(key, "a", 1, 2L, 0.5, "e")).as(key).isNotBlank().doesNotContain("{", "}", "''");
        }
    }

    @Test
    void numbersAreShownAsTheyAre() {
        assertThat(Texts.text("error.tooLarge", "big", 1_234_567, 1_000)).contains("1234567").contains("1000");
    }
}
