package dev.flowbench.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ModelRequest.Turn;
import dev.flowbench.flow.Message.Role;
import dev.flowbench.net.HostPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.Redaction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEstimateTest {
    private final TokenEstimate estimate = new TokenEstimate();

    /** Counts that OpenAI's own tokenizer gives. */
    @ParameterizedTest
    @CsvSource({"gpt-4o,hello world,2", "gpt-4,hello world,2", "gpt-4,antidisestablishmentarianism,6",
        "openai/gpt-4.1-mini,'',0", "o3,<|endoftext|>,7"})
    void countsAsTheModelDoes(String model, String text, long tokens) {
        assertThat(estimate.of("openai", model, text)).isEqualTo(new TokenEstimate.Count(tokens, true));
    }

    @Test
    void otherModelsCountInTheirOwnWay() {
        assertThat(estimate.of("anthropic", "claude-opus-5", "hello world").own()).isFalse();
        assertThat(estimate.of("openai-compatible", "qwen3", "hello world").tokens()).isEqualTo(2);
    }

    @Test
    void anEstimateIsNeverOverTheBound() {
        try (var http = new Http(HostPolicy.ANY, new Redaction(), Limits.USUAL, "test")) {
            var models = Models.of(http);
            for (String text : List.of("Hello", "Grüße aus 東京 😀".repeat(50), "a b c ".repeat(400),
                    "𝔘𝔫𝔦".repeat(99))) {
                for (String provider : Provider.ids()) {
                    var request = new ModelRequest("m", provider, "gpt-4o", "http://localhost/v1", null,
                            List.of(new Turn(Role.SYSTEM, "Be brief."), new Turn(Role.USER, text,
                                    List.of("data:image/png;base64,aGk="))),
                            Requests.tree("{\"type\":\"object\"}"), 10, null);
                    assertThat(estimate.of(request).tokens()).isBetween(10L, models.inputBound(request));
                }
            }
        }
    }
}
