package dev.flowbench.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.model.ConnectionTest.Result;
import dev.flowbench.model.ConnectionTest.Verdict;
import dev.flowbench.model.wire.ModelPage;
import dev.flowbench.net.AddressPolicy;
import dev.flowbench.net.HostPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.Redaction;
import dev.flowbench.net.Secrets;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a provider has, and what is said when it cannot be reached. */
class ConnectionsTest {
    private static final Duration MOST = Duration.ofSeconds(20);
    private static final String KEY = "tell-nobody-4711-canary";
    private static final String MODELS = "{\"object\":\"list\",\"data\":[{\"id\":\"qwen3:latest\",\"object\":\"model\"},"
            + "{\"id\":\"llama3.2:3b\",\"context_length\":131072}]}";

    private final MockWebServer server = new MockWebServer();
    private final Http http = with(new TestKeys(Map.of("MY_KEY", KEY)), HostPolicy.ANY);

    @BeforeEach
    void start() throws IOException { server.start(); }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    private static Http with(Secrets secrets, HostPolicy policy) {
        return new Http(policy, new Redaction(), secrets, Limits.USUAL, "Flowbench/test");
    }

    /** Bodies by path; everything else is not found. */
    private void has(Map<String, MockResponse> paths) {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return paths.getOrDefault(request.getUrl().encodedPath(),
                        said(404, "404 page not found", "text/plain"));
            }
        });
    }

    private static MockResponse said(int status, String body, String type) {
        return new MockResponse.Builder().code(status).setHeader("Content-Type", type).body(body).build();
    }

    private static MockResponse json(int status, String body) { return said(status, body, "application/json"); }

    private String at(String path) { return "http://127.0.0.1:" + server.getPort() + path; }

    private Result test(String provider, String base, String model) {
        Result result = new ConnectionTest(http).of(new ModelCatalog.Account(provider, base, "MY_KEY"), model, MOST);
        String said = result.message() + result.wayOut();
        assertThat(said).doesNotContain(KEY).doesNotContain("null").doesNotContain("{0}");
        assertThat(result.verdict() == Verdict.WORKS).isEqualTo(result.wayOut().isEmpty());
        return result;
    }

    @Test
    void modelsAreListedByAskingInTheProvidersOwnWay() throws Exception {
        server.enqueue(json(200, MODELS));
        server.enqueue(json(200, """
                {"data":[{"type":"model","id":"claude-b","display_name":"Claude B","max_input_tokens":200000,
                "max_tokens":64000}],"has_more":true,"first_id":"claude-b","last_id":"claude-b"}"""));
        server.enqueue(json(200, "{\"data\":[{\"id\":\"claude-a\"}],\"has_more\":false,\"last_id\":\"claude-a\"}"));
        server.enqueue(json(200, """
                {"models":[{"name":"models/gemini-x","displayName":"Gemini X","inputTokenLimit":1048576,
                "outputTokenLimit":65536,"supportedGenerationMethods":["generateContent","countTokens"]},
                {"name":"models/embedder","supportedGenerationMethods":["embedContent"]}]}"""));
        var catalog = new ModelCatalog(http);
        assertThat(catalog.list(new ModelCatalog.Account("openai-compatible", at("/v1"), "MY_KEY"), MOST))
                .containsExactly(new ModelPage.Entry("llama3.2:3b", "llama3.2:3b", 131072, 0),
                        new ModelPage.Entry("qwen3:latest", "qwen3:latest", 0, 0));
        assertThat(catalog.list(new ModelCatalog.Account("anthropic", at("/v1"), "MY_KEY"), MOST))
                .containsExactly(new ModelPage.Entry("claude-a", "claude-a", 0, 0),
                        new ModelPage.Entry("claude-b", "Claude B", 200000, 64000));
        assertThat(catalog.list(new ModelCatalog.Account("gemini", at("/v1beta"), "MY_KEY"), MOST))
                .containsExactly(new ModelPage.Entry("gemini-x", "Gemini X", 1048576, 65536));
        RecordedRequest openai = server.takeRequest();
        assertThat(openai.getUrl().encodedPath()).isEqualTo("/v1/models");
        assertThat(openai.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
        RecordedRequest anthropic = server.takeRequest();
        assertThat(anthropic.getHeaders().get("x-api-key")).isEqualTo(KEY);
        assertThat(anthropic.getHeaders().get("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(server.takeRequest().getUrl().queryParameter("after_id")).isEqualTo("claude-b");
        RecordedRequest gemini = server.takeRequest();
        assertThat(gemini.getHeaders().get("x-goog-api-key")).isEqualTo(KEY);
        assertThat(gemini.getUrl().toString()).doesNotContain(KEY);
    }

    @ParameterizedTest
    @CsvSource({"'',WORKS", "qwen3,WORKS", "qwen3:latest,WORKS", "llama3.2:3b,WORKS", "llama3.2,NO_SUCH_MODEL"})
    void aModelIsThereOrTheNearestIsNamed(String model, Verdict verdict) {
        has(Map.of("/v1/models", json(200, MODELS)));
        Result result = test("openai-compatible", at("/v1"), model);
        assertThat(result.verdict()).isEqualTo(verdict);
        if (verdict != Verdict.WORKS) assertThat(result.wayOut()).contains("llama3.2:3b");
    }

    @Test
    void aliasesStandForDatedNames() {
        List<ModelPage.Entry> models = List.of(new ModelPage.Entry("claude-sonnet-4-5-20250929", "", 0, 0),
                new ModelPage.Entry("gpt-4.1-mini-2025-04-14", "", 0, 0));
        assertThat(ModelCatalog.has(models, "claude-sonnet-4-5")).isTrue();
        assertThat(ModelCatalog.has(models, "gpt-4.1-mini")).isTrue();
        assertThat(ModelCatalog.has(models, "gpt-4.1")).isFalse();
        assertThat(ModelCatalog.has(models, "claude-sonnet-4")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'',/v1", "/v1/chat/completions,/v1", "/openai,/openai/v1", "/api,/api/v1"})
    void aWrongPathIsNamedWithTheRightOne(String given, String right) {
        has(Map.of(right + "/models", json(200, MODELS), "/", said(200, "Ollama is running", "text/plain"), "/models",
                json(200, "{\"error\":\"Unexpected endpoint or method. (GET /models)\"}")));
        Result result = test("openai-compatible", at(given), "qwen3");
        assertThat(result.verdict()).isEqualTo(Verdict.WRONG_PATH);
        assertThat(result.betterBaseUrl()).isEqualTo(at(right));
        assertThat(result.wayOut()).contains(at(right));
    }

    @Test
    void aWrongKeyAtTheRightPathIsToldByTheServer() {
        has(Map.of("/v1/models", json(401, "{\"error\":{\"message\":\"Incorrect API key provided: " + KEY + "\"}}")));
        Result result = test("openai-compatible", at("/v1"), "qwen3");
        assertThat(result.verdict()).isEqualTo(Verdict.BAD_KEY);
        assertThat(result.wayOut()).contains("MY_KEY");
        has(Map.of("/v1beta/models", json(400, """
                {"error":{"code":400,"message":"API key not valid. Please pass a valid API key.",
                "status":"INVALID_ARGUMENT"}}""")));
        assertThat(test("gemini", at("/v1beta"), "").verdict()).isEqualTo(Verdict.BAD_KEY);
    }

    @Test
    void whatIsNoServerOfModelsIsCalledSo() {
        has(Map.of("/v1/models", said(200, "<html><body>Welcome to nginx!</body></html>", "text/html")));
        assertThat(test("openai-compatible", at("/v1"), "").verdict()).isEqualTo(Verdict.NOT_AN_API);
        has(Map.of());
        assertThat(test("anthropic", at("/v1"), "").verdict()).isEqualTo(Verdict.NOT_AN_API);
        has(Map.of("/v1/models", json(503, "{}")));
        assertThat(test("openai-compatible", at("/v1"), "").verdict()).isEqualTo(Verdict.BUSY);
    }

    @Test
    void nobodyThereNoKeyAndNotAllowedAreTold() throws Exception {
        int nobody;
        try (var socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        assertThat(test("openai-compatible", "http://127.0.0.1:" + nobody + "/v1", "").verdict())
                .isEqualTo(Verdict.UNREACHABLE);
        assertThat(test("openai-compatible", "http://nobody.invalid/v1", "").verdict()).isEqualTo(Verdict.UNREACHABLE);
        assertThat(test("openai-compatible", "localhost:11434", "").verdict()).isEqualTo(Verdict.WRONG_ADDRESS);
        assertThat(test("nobody", at("/v1"), "").verdict()).isEqualTo(Verdict.WRONG_ADDRESS);
        var account = new ModelCatalog.Account("openai-compatible", at("/v1"), null);
        try (Http strict = with(Secrets.NONE, new AddressPolicy(Set::of))) {
            Result refused = new ConnectionTest(strict).of(account, "", MOST);
            assertThat(refused.verdict()).isEqualTo(Verdict.NOT_ALLOWED);
            assertThat(refused.wayOut()).isNotBlank();
            Result noKey = new ConnectionTest(strict).of(new ModelCatalog.Account("anthropic", null, null), "", MOST);
            assertThat(noKey.verdict()).isEqualTo(Verdict.NO_KEY);
            assertThat(noKey.message() + noKey.wayOut()).contains("ANTHROPIC_API_KEY");
        }
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aDeploymentOfAzureIsKnownByItsResource() {
        has(Map.of("/openai/v1/models", json(200, MODELS)));
        Result result = test("openai-compatible", at("/openai/deployments/mine?api-version=2024-10-21"), "gpt-4.1");
        assertThat(result.verdict()).isEqualTo(Verdict.WORKS);
    }
}
