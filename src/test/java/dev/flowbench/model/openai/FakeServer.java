package dev.flowbench.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.flow.Message.Role;
import dev.flowbench.model.Requests;
import java.io.IOException;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** A server on loopback that says what it is told to. */
final class FakeServer implements AutoCloseable {
    static final String DONE = "data: [DONE]\n\n";
    static final String USAGE = event(
            "{\"id\":\"c1\",\"model\":\"gpt-x\",\"choices\":[],\"usage\":{\"prompt_tokens\":12,"
                    + "\"completion_tokens\":34,\"total_tokens\":46,\"prompt_tokens_details\":{\"cached_tokens\":8},"
                    + "\"completion_tokens_details\":{\"reasoning_tokens\":5}}}");

    final MockWebServer server = new MockWebServer();

    FakeServer() throws IOException {
        server.start();
    }

    static String event(String json) { return "data: " + json + "\n\n"; }

    static String text(String text) {
        return event(
                "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"gpt-x\",\"choices\":[{\"index\":0,"
                        + "\"delta\":{\"content\":" + Requests.tree("[\"" + text + "\"]").get(0)
                        + "},\"finish_reason\":null}]}");
    }

    static String finish(String reason) {
        return event("{\"id\":\"c1\",\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\""
                + reason + "\"}]}");
    }

    static MockResponse.Builder stream(String body) {
        return new MockResponse.Builder().code(200).setHeader("Content-Type", "text/event-stream")
                .setHeader("x-request-id", "req-7").body(body);
    }

    static MockResponse.Builder status(int code, String body) {
        return new MockResponse.Builder().code(code).headers(Headers.of("Content-Type", "application/json")).body(body);
    }

    FakeServer says(MockResponse.Builder... responses) {
        for (MockResponse.Builder response : responses) server.enqueue(response.build());
        return this;
    }

    String base() { return "http://127.0.0.1:" + server.getPort() + "/v1"; }

    ModelRequest request() { return request(null, null); }

    ModelRequest request(@Nullable JsonNode schema, @Nullable Double temperature) {
        return request("openai-compatible", schema, temperature);
    }

    ModelRequest request(String provider, @Nullable JsonNode schema, @Nullable Double temperature) {
        return new ModelRequest("writer", provider, "gpt-x", base(), "MY_KEY",
                List.of(new ModelRequest.Turn(Role.SYSTEM, "Be brief."), new ModelRequest.Turn(Role.USER, "Say hello."),
                        new ModelRequest.Turn(Role.ASSISTANT, "Hello."), new ModelRequest.Turn(Role.USER, "Again.")),
                schema, 77, temperature);
    }

    JsonNode sent() throws InterruptedException { return Requests.tree(taken().getBody().utf8()); }

    RecordedRequest taken() throws InterruptedException { return server.takeRequest(); }

    @Override
    public void close() { server.close(); }
}
