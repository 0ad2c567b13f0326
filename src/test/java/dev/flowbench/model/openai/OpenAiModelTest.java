package dev.flowbench.model.openai;

import static dev.flowbench.model.openai.FakeServer.DONE;
import static dev.flowbench.model.openai.FakeServer.USAGE;
import static dev.flowbench.model.openai.FakeServer.event;
import static dev.flowbench.model.openai.FakeServer.finish;
import static dev.flowbench.model.openai.FakeServer.status;
import static dev.flowbench.model.openai.FakeServer.stream;
import static dev.flowbench.model.openai.FakeServer.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelReply.Finish;
import dev.flowbench.engine.event.ModelReply.Usage;
import dev.flowbench.engine.event.ModelRequest;
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
import dev.flowbench.net.Secret;
import dev.flowbench.net.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiModelTest {
    private static final String KEY = "tell-nobody-4711-canary";
    private static final String HELLO = text("Hel") + text("lo!");

    private final Http http = new Http(HostPolicy.ANY, new Redaction(), new TestKeys(Map.of("MY_KEY", KEY + "\n")),
            Limits.USUAL, "Flowbench/test");
    private final ChatModel compatible = new WireModel(OpenAi.COMPATIBLE, http);
    private final ChatModel openai = new WireModel(OpenAi.ITSELF, http);
    private FakeServer server;

    @BeforeEach
    void start() throws IOException { server = new FakeServer(); }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    @Test
    void streamsAnAnswer() throws Exception {
        server.says(stream(event("{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}")
                + HELLO + finish("stop") + USAGE + DONE));
        var call = FakeCall.of("draft");
        ModelReply reply = compatible.call(server.request(null, 0.5), call);

        assertEquals("Hello!", reply.text());
        assertEquals("Hello!", call.text());
        assertEquals(2, call.deltas());
        assertEquals(new Usage(12, 8, 0, 34, 5), reply.usage());
        assertEquals(Finish.STOP, reply.finish());
        assertEquals("gpt-x", reply.model());
        assertEquals("req-7", reply.requestId());
        assertTrue(reply.firstTokenMicros() > 0);

        var taken = server.taken();
        assertEquals("/v1/chat/completions", taken.getUrl().encodedPath());
        assertEquals("Bearer " + KEY, taken.getHeaders().get("Authorization"));
        assertEquals("Flowbench/test", taken.getHeaders().get("User-Agent"));
        JsonNode sent = Requests.tree(taken.getBody().utf8());
        assertEquals("gpt-x", sent.get("model").asText());
        assertTrue(sent.get("stream").asBoolean());
        assertTrue(sent.at("/stream_options/include_usage").asBoolean());
        assertEquals(77, sent.get("max_tokens").asInt());
        assertFalse(sent.has("max_completion_tokens"));
        assertEquals(0.5, sent.get("temperature").asDouble());
        assertFalse(sent.has("response_format"));
        assertEquals(List.of("system", "user", "assistant", "user"),
                sent.get("messages").findValuesAsText("role"));
    }

    @Test
    void openAiTakesTheNewNameOfTheCapAndNoTemperatureUnasked() throws Exception {
        server.says(stream(HELLO + finish("stop") + USAGE + DONE));
        openai.call(server.request("openai", null, null), FakeCall.of("draft"));
        JsonNode sent = server.sent();
        assertEquals(77, sent.get("max_completion_tokens").asInt());
        assertFalse(sent.has("max_tokens"));
        assertFalse(sent.has("temperature"));
    }

    @Test
    void aSchemaGoesStrictlyAndWithItsNumbers() throws Exception {
        server.says(stream(text("{}") + finish("stop") + DONE), stream(text("{}") + finish("stop") + DONE));
        openai.call(server.request("openai",
                Requests.tree(
                        """
                {"type":"object","required":["score"],"properties":{"score":{"type":"number","minimum":0,"maximum":1}}}"""),
                null), FakeCall.of("judge"));
        JsonNode format = server.sent().get("response_format");
        assertEquals("json_schema", format.get("type").asText());
        assertTrue(format.at("/json_schema/strict").asBoolean());
        assertEquals(1, format.at("/json_schema/schema/properties/score/maximum").asInt(-1));
        assertFalse(format.at("/json_schema/schema/additionalProperties").asBoolean(true));

        // An optional property: strict mode has no word for it.
        openai.call(server.request("openai", Requests.tree("""
                {"type":"object","properties":{"note":{"type":"string","maxLength":9}}}"""), null),
                FakeCall.of("judge"));
        JsonNode loose = server.sent().get("response_format");
        assertFalse(loose.at("/json_schema/strict").asBoolean());
        assertEquals(9, loose.at("/json_schema/schema/properties/note/maxLength").asInt());
    }

    @Test
    void whatOpenAiCannotBeToldStandsInThePrompt() throws Exception {
        server.says(stream(text("```json\\n[1]\\n```") + finish("stop") + DONE));
        ModelReply reply = openai.call(server.request("openai", Requests.tree("{\"type\":\"array\"}"), null),
                FakeCall.of("list"));
        assertEquals("[1]", reply.text());
        JsonNode sent = server.sent();
        assertFalse(sent.has("response_format"));
        assertTrue(sent.at("/messages/0/content").asText().startsWith("Be brief.\n\nAnswer with one JSON value"));
    }

    @Test
    void aServerWithoutResponseFormatIsAskedInThePromptAndRemembered() throws Exception {
        server.says(status(400, "{\"error\":\"'response_format.type' must be 'text'\"}"),
                stream(text("<think>Hm.</think> {\\\"a\\\":1}") + finish("stop") + DONE),
                stream(text("{\\\"a\\\":2}") + finish("stop") + DONE));
        ModelRequest request = server.request(Requests.tree("{\"type\":\"object\"}"), null);
        assertEquals("{\"a\":1}", compatible.call(request, FakeCall.of("n")).text());
        assertEquals("{\"a\":2}", compatible.call(request, FakeCall.of("n")).text());
        assertEquals(3, server.server.getRequestCount());
        assertTrue(server.sent().has("response_format"));
        assertFalse(server.sent().has("response_format"));
        assertTrue(server.sent().at("/messages/0/content").asText().contains("\"type\":\"object\""));
    }

    @Test
    void localServersDiffer() throws Exception {
        // No usage, no [DONE], no ids, fields nobody knows, thoughts beside the text, a comment, CRLF.
        server.says(stream((": keep-alive\n\n"
                + event("{\"choices\":[{\"delta\":{\"reasoning_content\":\"Hm\"},\"x\":[1]}],"
                        + "\"timings\":{\"n\":1},\"usage\":null}")
                + event("{\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}"))
                .replace("\n", "\r\n")).removeHeader("x-request-id"));
        ModelReply reply = compatible.call(server.request(), FakeCall.of("n"));
        assertEquals("Hi", reply.text());
        assertNull(reply.usage());
        assertEquals("gpt-x", reply.model());
    }

    @Test
    void aServerThatDoesNotStreamIsUnderstood() throws Exception {
        server.says(status(200, """
                {"id":"c9","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},
                "finish_reason":"length"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"""));
        ModelReply reply = compatible.call(server.request(), FakeCall.of("n"));
        assertEquals("Hi", reply.text());
        assertEquals(Finish.LENGTH, reply.finish());
        assertEquals(new Usage(1, 2), reply.usage());
    }

    @Test
    void noKeyGoesWhereNoneIsNamed() throws Exception {
        server.says(stream(HELLO + finish("stop") + DONE));
        var request = new ModelRequest("m", "openai-compatible", "q", server.base() + "/", null,
                List.of(new ModelRequest.Turn(Role.USER, "Hi")), null, 10, null);
        compatible.call(request, FakeCall.of("n"));
        var taken = server.taken();
        assertNull(taken.getHeaders().get("Authorization"));
        assertEquals("/v1/chat/completions", taken.getUrl().encodedPath());
    }

    @Test
    void lettersMayBeSplitBetweenPackets() throws Exception {
        server.says(stream("").body(new Buffer()).chunkedBody(new Buffer().writeUtf8(
                text("Grüße, 東京 😀!") + finish("stop") + DONE), 1));
        assertEquals("Grüße, 東京 😀!", compatible.call(server.request(), FakeCall.of("n")).text());
    }

    @ParameterizedTest
    @CsvSource({"stop,STOP", "length,LENGTH", "tool_calls,TOOL_CALL", "eos,STOP", "weird,OTHER"})
    void finishReasons(String word, Finish finish) throws Exception {
        server.says(stream(HELLO + finish(word) + DONE));
        assertEquals(finish, compatible.call(server.request(), FakeCall.of("n")).finish());
    }

    @ParameterizedTest
    @CsvSource({"400,BAD_REQUEST", "401,AUTH", "402,AUTH", "403,AUTH", "404,NO_MODEL", "408,TIMEOUT",
        "409,PROVIDER_ERROR", "413,BAD_REQUEST", "422,BAD_REQUEST", "429,RATE_LIMIT", "500,PROVIDER_ERROR",
        "502,PROVIDER_ERROR", "503,PROVIDER_ERROR", "529,PROVIDER_ERROR", "307,BAD_REQUEST"})
    void aStatusOfFailureHasItsCode(int status, ErrorCode code) {
        server.says(status(status, "{\"error\":{\"message\":\"Bad day for key " + KEY + " or sk-proj-abcdefgh1234.\"}}")
                .setHeader("Location", "http://elsewhere.example/v1?key=" + KEY));
        ModelException e = fails();
        assertEquals(code, e.code());
        assertEquals(-1, e.retryAfterMillis());
        if (status != 307) assertTrue(e.getMessage().contains("Bad day for key [secret] or [secret]"), e.getMessage());
        assertEquals(1, server.server.getRequestCount());
    }

    @Test
    void waitingIsAskedForInSecondsMillisecondsOrByDate() {
        server.says(status(429, "").setHeader("Retry-After", "7"), status(503, "").setHeader("Retry-After", "1.5"),
                status(429, "").setHeader("retry-after-ms", "250").setHeader("Retry-After", "1"),
                status(429, "").setHeader("Date", "Sat, 21 Nov 2026 08:00:00 GMT")
                        .setHeader("Retry-After", "Sat, 21 Nov 2026 08:00:42 GMT"),
                status(429, "").setHeader("Retry-After", "soon"));
        assertEquals(List.of(7000L, 1500L, 250L, 42_000L, -1L),
                List.of(fails().retryAfterMillis(), fails().retryAfterMillis(), fails().retryAfterMillis(),
                        fails().retryAfterMillis(), fails().retryAfterMillis()));
    }

    @Test
    void anEmptyAccountIsNotWorthWaitingFor() {
        server.says(status(429, "{\"error\":{\"message\":\"You exceeded\",\"code\":\"insufficient_quota\"}}"));
        assertEquals(ErrorCode.AUTH, fails().code());
    }

    @Test
    void successMayHideAnError() {
        server.says(status(200, "{\"error\":{\"message\":\"no such model\",\"code\":\"model_not_found\"}}"),
                stream(event("{\"error\":{\"message\":\"overloaded\",\"code\":429}}")),
                stream(HELLO + event("{\"error\":{\"message\":\"overloaded\",\"code\":429}}")));
        assertEquals(ErrorCode.NO_MODEL, fails().code());
        assertEquals(ErrorCode.RATE_LIMIT, fails().code());
        ModelException late = fails();
        assertEquals(ErrorCode.PROVIDER_ERROR, late.code());
        assertEquals("Hello!", late.partialText());
    }

    /** As several vendors count: thoughts beside the output, cached tokens at the top. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "'prompt_tokens':12,'completion_tokens':1,'total_tokens':303,'completion_tokens_details':{'reasoning_tokens':290}|0|291|290",
        "'prompt_tokens':12,'completion_tokens':291,'total_tokens':303,'completion_tokens_details':{'reasoning_tokens':290}|0|291|290",
        "'prompt_tokens':12,'completion_tokens':3,'total_tokens':15,'cached_tokens':8|8|3|0",
        "'prompt_tokens':12,'completion_tokens':3,'total_tokens':15,'prompt_cache_hit_tokens':8|8|3|0"})
    void vendorsCountInTheirOwnWays(String usage, long read, long output, long reasoning) throws Exception {
        server.says(stream(HELLO + finish("stop")
                + event("{\"choices\":[],\"usage\":{" + usage.replace('\'', '"') + "}}") + DONE));
        assertEquals(new Usage(12, read, 0, output, reasoning),
                compatible.call(server.request(), FakeCall.of("n")).usage());
    }

    @Test
    void nonsenseIsCalledSo() {
        server.says(
                new MockResponse.Builder().setHeader("Content-Type", "text/html").body("<html>Welcome to nginx</html>"),
                stream("<html>Hi</html>\n"), stream(HELLO + "data: {\"choices\":[{\"del\n\n"), status(200, "{}"),
                status(200, "hello"), stream(event("[1,2]")), stream(event("{\"ok\":true}") + "\n"), stream(""),
                stream(HELLO + event("{\"choices\":[{\"delta\":{\"content\":[{\"a\":1}]}}]}") + finish("stop") + DONE));
        for (int i = 0; i < 9; i++) {
            ModelException e = fails();
            assertEquals(ErrorCode.PROVIDER_NONSENSE, e.code(), i + ": " + e.getMessage());
            if (i == 2) assertEquals("Hello!", e.partialText());
        }
    }

    @Test
    void aRefusalIsOne() {
        server.says(stream(event("{\"choices\":[{\"delta\":{\"refusal\":\"I cannot \"}}]}")
                + event("{\"choices\":[{\"delta\":{\"refusal\":\"do that.\"}}]}") + finish("stop") + USAGE + DONE),
                stream(HELLO + finish("content_filter") + USAGE + DONE));
        ModelException refused = fails();
        assertEquals(ErrorCode.REFUSED, refused.code());
        assertTrue(refused.getMessage().contains("I cannot do that."));
        assertEquals(34, refused.usage().output());
        ModelException filtered = fails();
        assertEquals(ErrorCode.REFUSED, filtered.code());
        assertEquals("Hello!", filtered.partialText());
    }

    @Test
    void aStreamThatEndsEarlyKeepsItsText() {
        String whole = HELLO + finish("stop") + USAGE + DONE;
        server.says(stream(HELLO), stream(HELLO + text("and more and more")).onResponseBody(
                new SocketEffect.CloseSocket()));
        ModelException ended = fails();
        assertEquals(ErrorCode.NET_LOST, ended.code());
        assertEquals("Hello!", ended.partialText());
        assertEquals(ErrorCode.NET_LOST, fails().code());
        assertFalse(whole.isEmpty());
    }

    @Test
    void aConnectionThatBreaksIsLostOnceSomethingWasSent() {
        server.says(new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()));
        assertEquals(ErrorCode.NET_LOST, fails().code());
    }

    @Test
    void nobodyListens() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ModelException refused = fails("http://127.0.0.1:" + port + "/v1");
        assertEquals(ErrorCode.NET_CONNECT, refused.code());
        assertTrue(refused.getMessage().contains("127.0.0.1:" + port));
        assertEquals(ErrorCode.NET_CONNECT, fails("http://no-such-host.invalid/v1").code());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHangEndsAtTheDeadline(boolean inTheMiddle) {
        server.says(inTheMiddle
                ? stream(HELLO + text("never seen")).onResponseBody(SocketEffect.Stall.INSTANCE)
                : new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE));
        ModelException e = assertThrows(ModelException.class,
                () -> compatible.call(server.request(), FakeCall.of("n").left(Duration.ofMillis(250))));
        assertEquals(ErrorCode.TIMEOUT, e.code());
    }

    @Test
    void cancelClosesTheSocketAtOnce() throws Exception {
        // A server of our own, as the question is whether it sees the socket close.
        try (var listening = new ServerSocket(0)) {
            var begun = new CountDownLatch(1);
            var call = FakeCall.of("n").onDelta(_ -> begun.countDown());
            var request = new ModelRequest("m", "openai-compatible", "q",
                    "http://127.0.0.1:" + listening.getLocalPort() + "/v1", null,
                    List.of(new ModelRequest.Turn(Role.USER, "Hi")), null, 10, null);
            var asked = CompletableFuture.supplyAsync(() -> {
                try {
                    return compatible.call(request, call);
                } catch (ModelException e) {
                    throw new IllegalStateException(e);
                }
            });
            try (Socket socket = listening.accept()) {
                socket.getOutputStream().write(("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                        + text("Hello")).getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
                assertTrue(begun.await(30, TimeUnit.SECONDS));
                call.cancel();
                // Reads what was sent, then the end of the stream: the other side has closed.
                socket.setSoTimeout(30_000);
                socket.getInputStream().readAllBytes();
                var e = assertThrows(ExecutionException.class, asked::get);
                var cause = (ModelException) e.getCause().getCause();
                assertEquals(ErrorCode.CANCELLED, cause.code());
                assertEquals("Hello", cause.partialText());
            }
        }
    }

    @Test
    void aCallCancelledBeforeItBeginsSendsNothing() {
        var call = FakeCall.of("n");
        call.cancel();
        assertEquals(ErrorCode.CANCELLED, assertThrows(ModelException.class,
                () -> compatible.call(server.request(), call)).code());
        assertEquals(0, server.server.getRequestCount());
    }

    @Test
    void aMissingKeyNamesItselfAndTheWayOut() {
        var request = new ModelRequest("m", "openai", "gpt-4o", null, null,
                List.of(new ModelRequest.Turn(Role.USER, "Hi")), null, 10, null);
        ModelException e = assertThrows(ModelException.class, () -> openai.call(request, FakeCall.of("n")));
        assertEquals(ErrorCode.NO_KEY, e.code());
        assertTrue(e.getMessage().contains("OPENAI_API_KEY"), e.getMessage());
    }

    @Test
    void openAisOwnKeyGoesToNoOtherHost() {
        Secrets bound = name -> Optional.of(new Secret(name, KEY, Set.of("api.openai.com")));
        var model = new WireModel(OpenAi.ITSELF, with(bound));
        var request = new ModelRequest("m", "openai", "gpt-4o", server.base(), null,
                List.of(new ModelRequest.Turn(Role.USER, "Hi")), null, 10, null);
        assertEquals(ErrorCode.NO_KEY, assertThrows(ModelException.class,
                () -> model.call(request, FakeCall.of("n"))).code());
        assertEquals(0, server.server.getRequestCount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:11434", "ftp://a/v1", "http://", "http://me:tell-nobody-4711-canary@a/v1",
        "http://a/v1?k=1", "not an address"})
    void aWrongBaseAddressIsNamed(String base) {
        ModelException e = fails(base);
        assertEquals(ErrorCode.BAD_REQUEST, e.code());
        assertTrue(e.wayOut().contains("/v1"));
    }

    @Test
    void anEmptyPromptIsNotSent() {
        var request = new ModelRequest("m", "openai-compatible", "q", server.base(), null,
                List.of(new ModelRequest.Turn(Role.USER, " \n")), null, 10, null);
        assertEquals(ErrorCode.BAD_REQUEST, assertThrows(ModelException.class,
                () -> compatible.call(request, FakeCall.of("n"))).code());
    }

    @Test
    void tooMuchIsNotRead() {
        server.says(stream("data: " + "x".repeat(1_100_000)), stream(text("x".repeat(900_000)).repeat(24)));
        assertEquals(ErrorCode.PROVIDER_NONSENSE, fails().code());
        ModelException e = fails();
        assertEquals(ErrorCode.PROVIDER_NONSENSE, e.code());
        assertTrue(e.getMessage().contains("more than"), e.getMessage());
    }

    @Test
    void aKeyWithAStrangeCharacterIsNotQuoted() {
        var model = new WireModel(OpenAi.COMPATIBLE, with(new TestKeys(Map.of("MY_KEY", KEY + "\u00e9\nx"))));
        ModelException e = assertThrows(ModelException.class, () -> model.call(server.request(), FakeCall.of("n")));
        assertEquals(ErrorCode.NO_KEY, e.code());
        assertFalse(said(e).contains(KEY));
    }

    @Test
    void nothingIsLogged() throws Exception {
        var out = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            server.says(stream(HELLO + finish("stop") + DONE), status(500, KEY));
            assertNotNull(compatible.call(server.request(), FakeCall.of("n")));
            fails();
        } finally {
            System.setErr(before);
        }
        assertFalse(out.toString(StandardCharsets.UTF_8).contains(KEY));
    }

    private static Http with(Secrets secrets) {
        return new Http(HostPolicy.ANY, new Redaction(), secrets, Limits.USUAL, "Flowbench/test");
    }

    private ModelException fails() { return fails(server.base()); }

    private ModelException fails(String base) {
        ModelRequest usual = server.request();
        var request = new ModelRequest("writer", usual.provider(), usual.model(), base, "MY_KEY", usual.messages(),
                null, 77, null);
        ModelException e = assertThrows(ModelException.class, () -> compatible.call(request, FakeCall.of("n")));
        assertFalse(said(e).contains(KEY), said(e));
        assertFalse(e.getMessage().isBlank() || e.wayOut().isBlank());
        assertFalse((e.getMessage() + e.wayOut()).matches("(?s).*(\\{\\d|null).*"), e.getMessage() + e.wayOut());
        return e;
    }

    /** All that could reach a log: messages, way out, causes, stack. */
    private static String said(ModelException e) {
        var all = new StringWriter();
        e.printStackTrace(new PrintWriter(all));
        return all + e.wayOut() + e.partialText();
    }
}
