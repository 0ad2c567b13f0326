package dev.flowbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
    @TempDir private Path home;

    private static MockResponse models(int status, String body) {
        return new MockResponse.Builder().code(status).setHeader("Content-Type", "application/json").body(body).build();
    }

    @Test
    void modelsAreListedAndTried() throws Exception {
        try (var typed = new Typed(home); var server = new MockWebServer()) {
            server.start();
            String base = "http://localhost:" + server.getPort() + "/v1";
            assertThat(typed.type("models", "list", "openai-compatible", "--base-url", base).ends(5).err())
                    .contains("flowbench settings");
            assertThat(server.getRequestCount()).isZero();
            typed.type("settings", "allow", "localhost:" + server.getPort()).ends(0);

            String list = "{\"data\":[{\"id\":\"qwen3\",\"context_length\":40960},{\"id\":\"llama\"}]}";
            for (int i = 0; i < 9; i++) server.enqueue(models(404, "{\"error\":\"not here\"}"));
            assertThat(typed.type("models", "list", "openai-compatible", "--base-url", base).ends(5).err())
                    .contains(" has nothing at this address: not here. Check");
            assertThat(typed.type("models", "test", "openai-compatible", "--base-url", base).ends(5).err())
                    .doesNotContain("''").contains("not here. Check");
            server.setDispatcher(new mockwebserver3.QueueDispatcher());
            for (int i = 0; i < 4; i++) server.enqueue(models(200, list));
            assertThat(typed.type("models", "list", "openai-compatible", "--base-url", base).ends(0).out())
                    .isEqualTo("llama\nqwen3  (40,960 tokens)\n");
            assertThat(typed.type("models", "list", "openai-compatible", "--json", "--base-url", base).ends(0).out())
                    .contains("\"contextTokens\" : 40960");
            Path file = home.resolve("one.flow.json");
            Files.writeString(file, """
                    {"flowbench": 1, "id": "one", "models": {"writer": {"provider": "openai-compatible", "model": "qwen3",
                    "baseUrl": "%s"}, "other": {"provider": "openai-compatible", "model": "qwen9", "baseUrl": "%s"}},
                    "graph": {"nodes": [], "wires": []}}""".formatted(base, base));
            assertThat(typed.type("models", "test", "writer", "--in", file.toString()).ends(0).out()).contains("qwen3");
            assertThat(typed.type("models", "test", "other", "--in", file.toString()).ends(5).err())
                    .contains("qwen9", "qwen3");
        }
    }

    @Test
    void whatIsTypedWrongIsSaid() throws Exception {
        try (var typed = new Typed(home)) {
            assertThat(typed.type("models").ends(2).err()).contains("list PROVIDER");
            assertThat(typed.type("models", "list", "opanai").ends(2).err()).contains("anthropic, gemini");
            assertThat(typed.type("models", "test", "writer").ends(2).err()).contains("--in FILE");
            assertThat(typed.type("models", "test", "anthropic").ends(5).err()).contains("ANTHROPIC_API_KEY");
            assertThat(typed.type("models", "list", "openai-compatible").ends(2).err()).contains("--base-url");
            assertThat(typed.type("models", "test", "openai-compatible").ends(2).err()).contains("--base-url");
            assertThat(typed.type("models", "list", "openai", "--base-url", "http://ann:pw@localhost/v1").ends(2).err())
                    .contains("This base address is not usable: localhost/v1.");
        }
    }
}
