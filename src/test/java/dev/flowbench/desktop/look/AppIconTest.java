package dev.flowbench.desktop.look;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import javafx.scene.image.Image;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ui")
class AppIconTest {

    @BeforeAll
    static void start() throws Exception {
        FxThread.start();
    }

    @Test
    void everySizeIsThereAndOfThatSize() {
        assertEquals(AppIcon.SIZES, AppIcon.images().stream().map(image -> (int) image.getWidth()).toList());
        for (Image image : AppIcon.images()) {
            assertEquals(image.getWidth(), image.getHeight());
            assertEquals(0, image.getPixelReader().getArgb(0, 0) >>> 24, "corners are clear");
        }
        assertThrows(IllegalArgumentException.class, () -> AppIcon.image(17));
    }
}
