package dev.flowbench.model.openai;

import static dev.flowbench.model.openai.FakeServer.DONE;
import static dev.flowbench.model.openai.FakeServer.USAGE;
import static dev.flowbench.model.openai.FakeServer.event;
import static dev.flowbench.model.openai.FakeServer.finish;
import static dev.flowbench.model.openai.FakeServer.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelReply.Finish;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ModelRequest.Turn;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.flow.Message.Role;
import dev.flowbench.model.FakeCall;
import dev.flowbench.model.Requests;
import dev.flowbench.model.TestKeys;
import dev.flowbench.model.wire.WireModel;
import dev.flowbench.net.HostPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.Redaction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenAiToolsTest {
    private static final ToolSpec CALCULATOR = new ToolSpec("calculator", "Computes.", Requests.tree("""
            {"type":"object","required":["expression"],"additionalProperties":false,
             "properties":{"expression":{"type":"string","maxLength":200}}}"""));

    private final Http http = new Http(HostPolicy.ANY, new Redaction(), new TestKeys(Map.of("MY_KEY", "k")),
            Limits.USUAL, "Flowbench/test");
    private final ChatModel model = new WireModel(OpenAi.COMPATIBLE, http);
    private FakeServer server;

    @BeforeEach
    void start() throws IOException { server = new FakeServer(); }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    private ModelRequest request(List<Turn> messages) {
        ModelRequest plain = server.request(null, null);
        return new ModelRequest(plain.alias(), plain.provider(), plain.model(), plain.baseUrl(), plain.secret(),
                messages, null, 77, null, List.of(CALCULATOR), null);
    }

    private static String piece(String call) {
        return event("{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + call + "]}}]}");
    }

    @Test
    void callsComeInPiecesAndGoBackAsTheyCame() throws Exception {
        server.says(stream(
                piece("{\"index\":0,\"id\":\"c7\",\"type\":\"function\",\"function\":{\"name\":\"calculator\",\"arguments\":\"\"}}")
                        + piece("{\"index\":0,\"function\":{\"arguments\":\"{\\\"expression\\\":\"}}")
                        + piece("{\"index\":0,\"function\":{\"arguments\":\"\\\"1+2\\\"}\"}}")
                        + piece("{\"index\":1,\"id\":\"c8\",\"type\":\"function\",\"function\":{\"name\":\"nowhere\",\"arguments\":\"{not json\"}}")
                        + finish("tool_calls") + USAGE + DONE),
                stream(FakeServer.text("3") + finish("stop") + DONE));
        var task = new Turn(Role.USER, "1+2?");
        ModelReply reply = model.call(request(List.of(task)), FakeCall.of("ops"));
        assertEquals(List.of(new ToolUse("c7", "calculator", Requests.tree("{\"expression\":\"1+2\"}")),
                new ToolUse("c8", "nowhere", Requests.tree("[\"{not json\"]").get(0))), reply.toolCalls());
        assertEquals(Finish.TOOL_CALL, reply.finish());
        JsonNode tool = server.sent().at("/tools/0/function");
        assertEquals("calculator", tool.get("name").asText());
        assertEquals(200, tool.at("/parameters/properties/expression/maxLength").asInt(), "no keyword is lost");
        assertEquals("expression", tool.at("/parameters/required/0").asText());

        model.call(request(List.of(task, new Turn(Role.ASSISTANT, "", reply.toolCalls(), null),
                new Turn(Role.USER, "3", List.of(), "c7"),
                new Turn(Role.USER, "There is no such tool.", List.of(), "c8"))),
                FakeCall.of("ops"));
        JsonNode sent = server.sent();
        assertEquals(List.of("user", "assistant", "tool", "tool"), sent.get("messages").findValuesAsText("role"));
        assertEquals("c7", sent.at("/messages/2/tool_call_id").asText());
        assertEquals("{not json", sent.at("/messages/1/tool_calls/1/function/arguments").asText());
    }

    @Test
    void aServerThatDoesNotStreamMayCallToo() throws Exception {
        server.says(new mockwebserver3.MockResponse.Builder().code(200)
                .headers(Headers.of("Content-Type", "application/json"))
                .body("{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"\","
                        + "\"type\":\"function\",\"function\":{\"name\":\"calculator\",\"arguments\":\"{}\"}}]},"
                        + "\"finish_reason\":\"tool_calls\"}]}"));
        ModelReply reply = model.call(request(List.of(new Turn(Role.USER, "1+2?"))), FakeCall.of("ops"));
        assertEquals("calculator", reply.toolCalls().getFirst().tool());
        assertTrue(!reply.toolCalls().getFirst().id().isBlank(), "a call has an id by which it is answered");
    }

    @Test
    void boundOfTheInputCountsToolsAndTheirCalls() {
        var task = new Turn(Role.USER, "1+2?");
        long plain = model.inputBound(server.request(null, null));
        long withTools = model.inputBound(request(List.of(task)));
        assertTrue(withTools >= CALCULATOR.parameters().toString().length());
        long later = model.inputBound(request(List.of(task, new Turn(Role.ASSISTANT, "",
                List.of(new ToolUse("c", "calculator", Requests.tree("{\"expression\":\"" + "1".repeat(500) + "\"}"))),
                null))));
        assertTrue(later >= withTools + 500 && plain > 0);
    }
}
