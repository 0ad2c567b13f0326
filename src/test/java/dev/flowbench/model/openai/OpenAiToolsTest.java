package dev.flowbench.model.openai;

import static dev.flowbench.model.openai.FakeServer.DONE;
import static dev.flowbench.model.openai.FakeServer.USAGE;
import static dev.flowbench.model.openai.FakeServer.event;
import static dev.flowbench.model.openai.FakeServer.finish;
import static dev.flowbench.model.openai.FakeServer.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelReply.Finish;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ModelRequest.Turn;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
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
import java.util.stream.Stream;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static String call(String index, String id, String name, String arguments) {
        return "{" + index + (id.isEmpty() ? "" : "\"id\":\"" + id + "\",") + "\"function\":{"
                + (name.isEmpty() ? "" : "\"name\":\"" + name + "\",") + "\"arguments\":" + arguments + "}}";
    }

    /** Two calls, as different servers say them. */
    static Stream<Arguments> twoCalls() {
        String zero = "\"index\":0,";
        String one = "\"index\":1,";
        String x = "\"{\\\"x\\\":1}\"";
        String y = "\"{\\\"y\\\":2}\"";
        return Stream.of(
                Arguments.of("one after the other", piece(call(zero, "a", "f", "\"\"")) + piece(call(zero, "", "", x))
                        + piece(call(one, "b", "g", "\"\"")) + piece(call(one, "", "", y))),
                Arguments.of("in turn", piece(call(zero, "a", "f", "\"\"") + "," + call(one, "b", "g", "\"\""))
                        + piece(call(one, "", "", "\"{\\\"y\\\":\"")) + piece(call(zero, "", "", x))
                        + piece(call(one, "", "", "\"2}\""))),
                Arguments.of("all of the first index", piece(call(zero, "a", "f", x)) + piece(call(zero, "b", "g", y))),
                Arguments.of("all of the first index at once",
                        piece(call(zero, "a", "f", x) + "," + call(zero, "b", "g", y))),
                Arguments.of("without an index", piece(call("", "a", "f", x)) + piece(call("", "b", "g", y))),
                Arguments.of("id and name with every piece",
                        piece(call(zero, "a", "f", "\"{\\\"x\\\"\"")) + piece(call(zero, "a", "f", "\":1}\""))
                                + piece(call(one, "b", "g", "\"{\\\"y\\\"\"")) + piece(call(one, "b", "g", "\":2}\""))),
                Arguments.of("arguments as objects",
                        piece(call(zero, "a", "f", "{\"x\":1}")) + piece(call(one, "b", "g", "{\"y\":2}"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twoCalls")
    void serversSayTwoCallsInManyWays(String way, String pieces) throws Exception {
        // Some say "stop" all the same.
        server.says(stream(pieces + finish("tool_calls") + DONE), stream(pieces + finish("stop") + DONE));
        for (int i = 0; i < 2; i++) {
            ModelReply reply = model.call(request(List.of(new Turn(Role.USER, "1+2?"))), FakeCall.of("ops"));
            assertEquals(List.of(new ToolUse("a", "f", Requests.tree("{\"x\":1}")),
                    new ToolUse("b", "g", Requests.tree("{\"y\":2}"))), reply.toolCalls(), way);
            assertEquals(Finish.TOOL_CALL, reply.finish());
        }
    }

    @Test
    void callsWithoutIdsGetSome() throws Exception {
        server.says(stream(piece(call("\"index\":0,", "", "f", "\"{}\"")) + piece(call("\"index\":0,", "", "g", "null"))
                + finish("tool_calls") + DONE));
        List<ToolUse> calls = model.call(request(List.of(new Turn(Role.USER, "1+2?"))), FakeCall.of("ops")).toolCalls();
        assertEquals(List.of("f", "g"), calls.stream().map(ToolUse::tool).toList());
        assertEquals(2, calls.stream().map(ToolUse::id).distinct().count());
        assertTrue(calls.get(1).arguments().isObject());
    }

    /** What is nobody's protocol and seen all the same. */
    @ParameterizedTest
    @ValueSource(strings = {
        "{'choices':[{'index':0,'delta':{'content':[{'type':'thinking','thinking':[]},{'type':'text','text':'hi'}]}}]}",
        "{'choices':[],'prompt_filter_results':[{'prompt_index':0}],'usage':null}|{'choices':[{'index':0,'delta':{'content':'hi'},'finish_reason':''}]}",
        "{'created':'now','choices':[{'index':'0','delta':{'content':'hi'},'logprobs':7}]}",
        "{'choices':[{'index':0,'delta':{'content':'hi'}}]}|{'choices':[{'index':0,'delta':null}],'usage':{'prompt_tokens':1.5}}"})
    void whatServersAddIsNoMatter(String events) throws Exception {
        var said = new StringBuilder();
        for (String one : events.replace('\'', '"').split("\\|")) said.append(event(one));
        server.says(stream(said + finish("stop") + DONE), stream("\ufeff: busy\n\n" + said + finish("stop") + DONE),
                stream(said.toString()));
        for (int i = 0; i < 2; i++) {
            assertEquals("hi", model.call(server.request(), FakeCall.of("n")).text());
        }
        assertEquals(ErrorCode.NET_LOST,
                assertThrows(ModelException.class, () -> model.call(server.request(), FakeCall.of("n"))).code());
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
