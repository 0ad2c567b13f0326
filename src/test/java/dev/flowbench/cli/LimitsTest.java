package dev.flowbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway does is seen: calls that wait for a limit, and answers that were not paid again. */
class LimitsTest {
    @TempDir Path folder;

    private final MockWebServer server = new MockWebServer();
    private Typed typed;

    @BeforeEach
    void begin() throws IOException {
        typed = new Typed(folder.resolve("home"));
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder().setHeader("Content-Type", "text/event-stream")
                        .headersDelay(200, TimeUnit.MILLISECONDS).body("""
                                data: {"id":"1","model":"m","choices":[{"index":0,"delta":{"content":"hi"},\
                                "finish_reason":"stop"}],"usage":{"prompt_tokens":30,"completion_tokens":10,\
                                "total_tokens":40}}

                                data: [DONE]

                                """).build();
            }
        });
        server.start();
        typed.type("settings", "allow", "localhost:" + server.getPort()).ends(0);
    }

    @AfterEach
    void end() {
        typed.close();
        server.close();
    }

    private String file() throws IOException {
        return Files.writeString(folder.resolve("two.flow.json"), """
                {"flowbench": 1, "id": "two",
                 "models": {"m": {"provider": "openai-compatible", "model": "m", "baseUrl": "%s"}},
                 "nodes": [
                  {"id": "a", "kind": "llm", "model": "m", "cache": true, "maxOutputTokens": 50,
                   "messages": [{"role": "user", "text": "Say a."}]},
                  {"id": "b", "kind": "llm", "model": "m", "cache": true, "maxOutputTokens": 50,
                   "messages": [{"role": "user", "text": "Say b."}]}],
                 "wires": ["a.result -> out.a", "b.result -> out.b"]}
                """.formatted(server.url("/v1"))).toString();
    }

    @Test
    void ownPricesThatDoNotCountAreSaidWithFileAndPlace() throws IOException {
        Path prices = folder.resolve("home").resolve("prices.json");
        Files.writeString(prices, "{\"providers\": {\"openai\": [{\"names\": [\"m\"], \"output\": 1}]}}");
        for (String[] typed : new String[][]{{"run", file(), "--simulate"}, {"preflight", file()}}) {
            assertThat(this.typed.type(typed).ends(0).err())
                    .contains("prices.json: providers.openai[0].input must be a number");
        }
        Files.writeString(prices, "{");
        assertThat(typed.type("run", file(), "--simulate").ends(0).err()).contains("prices.json: Line 1, column");
        Files.writeString(prices, "{bad");
        assertThat(typed.type("run", file(), "--simulate").ends(0).err()).contains("prices.json: Line 1, column")
                .doesNotContain("code 98");
        Files.writeString(folder.resolve("home").resolve("settings.json"),
                "{\"limits\": {\"openai\": {\"concurrent\": 0}}}");
        assertThat(typed.type("run", file(), "--simulate").ends(0).err())
                .contains("settings.json: limits.openai.concurrent must be a number from 1");
        Files.writeString(folder.resolve("home").resolve("settings.json"), "{");
        assertThat(typed.type("run", file(), "--simulate").ends(0).err()).contains("settings.json cannot be read");
    }

    @Test
    void aCallThatWaitsSaysSoAndWhatTheCacheSavedIsSummedUp() throws IOException {
        typed.type("settings", "limit", "openai-compatible", "--concurrent", "1").ends(0);
        typed.watched = true;
        var first = typed.type("run", file(), "--trust").ends(0);
        assertThat(first.err()).containsPattern(
                "… [ab]  Waits for a free place at openai-compatible, which takes one call at once\\.")
                .containsPattern("calls waited \\d+ ms for limits");
        assertThat(typed.type("runs", "show", "last").ends(0).out()).containsPattern("done, waited \\d+ ms");
        typed.type("replay", "last").ends(0);

        var again = typed.type("run", file(), "--trust").ends(0);
        assertThat(again.err()).contains("2 answers from the cache, 80 tokens saved").doesNotContain("for limits");
        assertThat(typed.type("runs", "show", "last").ends(0).out()).contains("done, cached, 40 tokens saved");
        assertThat(typed.type("runs", "show", "last", "--json").ends(0).out()).contains("\"cachedCalls\" : 2");
        assertThat(server.getRequestCount()).isEqualTo(2);
    }
}
