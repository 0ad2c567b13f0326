package dev.flowbench.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flowbench.net.AddressPolicy;
import dev.flowbench.net.Credential;
import dev.flowbench.net.HostPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.Redaction;
import dev.flowbench.net.Secret;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteEmbedderTest {
    private static final String KEY = "sk-embed-canary-0815";

    private final MockWebServer server = new MockWebServer();
    private Http http;
    private RemoteEmbedder embedder;

    @BeforeEach
    void begin() throws Exception {
        server.start();
        http = new Http(HostPolicy.ANY, new Redaction(),
                name -> Optional.of(new Secret(name, KEY, Set.of("127.0.0.1:" + server.getPort()))), Limits.USUAL,
                "test");
        embedder = new RemoteEmbedder(http, base(), "tiny", Credential.bearer("EMBED_KEY"));
    }

    @AfterEach
    void end() {
        http.close();
        server.close();
    }

    private URI base() {
        return URI.create("http://127.0.0.1:" + server.getPort() + "/v1/");
    }

    private void says(int status, String body) {
        server.enqueue(new MockResponse.Builder().code(status).setHeader("Content-Type", "application/json").body(body)
                .build());
    }

    @Test
    void asksWithItsKeyAndReadsInWhateverOrder() throws Exception {
        says(200, """
                {"data": [{"index": 1, "embedding": [0, 2.5]}, {"index": 0, "embedding": [1, 0]}]}""");
        List<float[]> vectors = embedder.embed(List.of("x".repeat(9_000), ""));
        assertArrayEquals(new float[]{1, 0}, vectors.get(0));
        assertArrayEquals(new float[]{0, 2.5f}, vectors.get(1));
        var request = server.takeRequest();
        assertEquals("POST /v1/embeddings HTTP/1.1", request.getRequestLine());
        assertEquals("Bearer " + KEY, request.getHeaders().get("Authorization"));
        var body = new ObjectMapper().readTree(request.getBody().utf8());
        assertEquals("tiny", body.path("model").asText());
        assertEquals(6_000, body.path("input").path(0).asText().length());
        assertEquals("-", body.path("input").path(1).asText());
    }

    @Test
    void manyGoInBatches() throws Exception {
        says(200, answer(64));
        says(200, answer(6));
        assertEquals(70, embedder.embed(Collections.nCopies(70, "x")).size());
        assertEquals(2, server.getRequestCount());
    }

    private static String answer(int count) {
        return "{\"data\": [" + String.join(",", Collections.nCopies(count, "{\"embedding\": [1]}")) + "]}";
    }

    @ParameterizedTest
    @CsvSource({"401", "404", "429", "500"})
    void aFailureIsToldWithoutTheKey(int status) {
        says(status, "{\"error\": {\"message\": \"no way with " + KEY + "\"}}");
        var failed = assertThrows(Embedder.Failed.class, () -> embedder.embed(List.of("x")));
        assertTrue(failed.why().contains("127.0.0.1") && failed.why().contains(Integer.toString(status))
                && failed.why().contains("no way"), failed::why);
        assertFalse(failed.why().contains(KEY), failed::why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "[]", "{\"data\": []}", "{\"data\": [{\"embedding\": []}]}",
        "{\"data\": [{\"embedding\": [\"a\"]}]}", "{\"data\": [{\"index\": 7, \"embedding\": [1]}]}",
        "{\"data\": [{\"index\": 0, \"embedding\": [1]}, {\"index\": 1, \"embedding\": [1, 2]}]}",
        "{\"data\": [{\"embedding\": [1]}, {\"embedding\": [1e99]}]}"})
    void whatIsNoListOfVectorsIsAFailure(String body) {
        says(200, body);
        assertTrue(assertThrows(Embedder.Failed.class, () -> embedder.embed(List.of("x", "y"))).why()
                .contains("no list of embeddings"));
    }

    @Test
    void aServerThatIsNotThereIsAFailure() {
        server.close();
        assertTrue(assertThrows(Embedder.Failed.class, () -> embedder.embed(List.of("x"))).why()
                .contains("did not answer"));
    }

    @Test
    void anAddressThatIsNotAllowedIsAFailure() {
        try (var strict = new Http(new AddressPolicy(Set::of), new Redaction(), Limits.USUAL,
                "test")) {
            var refused = new RemoteEmbedder(strict, base(), "tiny", null);
            assertThrows(Embedder.Failed.class, () -> refused.embed(List.of("x")));
            assertEquals(0, server.getRequestCount());
        }
    }
}
