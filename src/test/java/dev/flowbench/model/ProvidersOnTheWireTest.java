package dev.flowbench.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.Engine;
import dev.flowbench.engine.EnginePorts;
import dev.flowbench.engine.Flows;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.RunRequest;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelReply.Usage;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.Progress;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.jvm.VirtualThreads;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Message.Role;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Workflow;
import dev.flowbench.net.HostPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.Redaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Every provider with everything that can come back, on loopback and through the engine: the right answer or code, the
 * right charge, no call past its deadline, and the key nowhere.
 */
@Timeout(60)
class ProvidersOnTheWireTest {
    private static final String KEY = "tell-nobody-4711-canary";
    private static final Prices.Price PRICE = new Prices.Price(1_000_000, 100_000, 2_000_000, 5_000_000);
    private static final JsonNode SCHEMA = Requests.tree("""
            {"type":"object","required":["score"],"properties":{"score":{"type":"number","minimum":0,"maximum":1}}}""");

    private final Http http = new Http(HostPolicy.ANY, new Redaction(), new TestKeys(Map.of("MY_KEY", KEY)),
            Limits.USUAL, "Flowbench/test");
    private final ChatModel models = Models.of(http);
    private final MockWebServer server = new MockWebServer();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Level level = root.getLevel();

    @BeforeEach
    void start() throws IOException {
        server.start();
        // All that anybody would log, also below what is kept.
        logged.start();
        root.addAppender(logged);
        root.setLevel(Level.ALL);
    }

    @AfterEach
    void stop() {
        root.setLevel(level);
        root.detachAppender(logged);
        server.close();
        http.close();
        for (ILoggingEvent event : List.copyOf(logged.list)) {
            assertThat(event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                    .doesNotContain(KEY);
        }
    }

    /** How a call is paid for. */
    private enum Paid {
        AS_SAID,
        NOTHING,
        /** The whole hold stays booked. */
        ALL
    }

    /**
     * One thing that can come back.
     *
     * @param code null for an answer
     * @param text the answer, or the text that had come
     */
    private record Case(String name, MockResponse.Builder response, @Nullable ErrorCode code, Paid paid, String text,
            ModelReply.Finish finish, long retryAfterMillis) {
        static Case answer(String name, MockResponse.Builder response, Paid paid, String text) {
            return new Case(name, response, null, paid, text, ModelReply.Finish.STOP, -1);
        }

        static Case failure(String name, MockResponse.Builder response, ErrorCode code, Paid paid, String partial) {
            return new Case(name, response, code, paid, partial, ModelReply.Finish.STOP, -1);
        }

        Case waits(long millis) { return new Case(name, response, code, paid, text, finish, millis); }

        @Override
        public String toString() { return name; }
    }

    static Stream<Arguments> table() {
        return Stream.of(Speaker.values()).flatMap(speaker -> cases(speaker).stream()
                .map(each -> Arguments.of(speaker, each)));
    }

    private static List<Case> cases(Speaker speaker) {
        var cases = new ArrayList<Case>();
        List<String> answer = speaker.says("stop", true, "Hel", "lo, 東京!");
        cases.add(Case.answer("answer", stream(answer), Paid.AS_SAID, "Hello, 東京!"));
        cases.add(Case.answer("answer, byte by byte", stream(List.of()).chunkedBody(String.join("", answer), 1),
                Paid.AS_SAID, "Hello, 東京!"));
        cases.add(Case.answer("answer, lines ended as on Windows",
                stream(List.of(String.join("", answer).replace("\n", "\r\n"))), Paid.AS_SAID, "Hello, 東京!"));
        cases.add(new Case("length stop", stream(speaker.says("length", true, "Hel")), null, Paid.AS_SAID, "Hel",
                ModelReply.Finish.LENGTH, -1));
        cases.add(Case.answer("missing usage", stream(speaker.says("stop", false, "Hi")), Paid.ALL, "Hi"));
        cases.add(Case.failure("refusal", stream(speaker.refuses()), ErrorCode.REFUSED, Paid.AS_SAID,
                speaker == Speaker.ANTHROPIC ? "Well" : ""));
        cases.add(Case.failure("refusal without usage", stream(speaker.refuses().stream()
                .map(event -> event.replaceAll("\"usage(Metadata)?\":\\{", "\"nothing\":{")).toList()),
                ErrorCode.REFUSED, Paid.ALL, speaker == Speaker.ANTHROPIC ? "Well" : ""));
        if (speaker != Speaker.ANTHROPIC && speaker != Speaker.GEMINI) {
            cases.add(Case.failure("a prompt that is filtered", new MockResponse.Builder().code(400).body("""
                    {"error":{"message":"The response was filtered.","type":null,"param":"prompt",
                    "code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}"""),
                    ErrorCode.REFUSED, Paid.ALL, ""));
        }
        for (int[] each : new int[][]{{400, 0}, {401, 0}, {403, 0}, {404, 0}, {408, 1}, {409, 1}, {413, 0}, {429, 0},
            {500, 1}, {503, 1}, {529, 1}}) {
            cases.add(Case.failure("status " + each[0], status(speaker, each[0]), code(each[0]),
                    each[1] == 0 ? Paid.NOTHING : Paid.ALL, ""));
        }
        cases.add(Case.failure("429 with Retry-After", status(speaker, 429).setHeader("Retry-After", "7"),
                ErrorCode.RATE_LIMIT, Paid.NOTHING, "").waits(7_000));
        cases.add(Case.failure("503 with Retry-After", status(speaker, 503).setHeader("Retry-After", "7"),
                ErrorCode.PROVIDER_ERROR, Paid.ALL, "").waits(7_000));
        for (int at = 0; at < answer.size(); at++) {
            String text = String.join("", answer.subList(0, at));
            String partial = partial(text);
            boolean whole = text.matches("(?s).*(finish_reason\":\"stop|end_turn|\"STOP\").*");
            boolean paid = whole && speaker.usageBy(answer, at);
            for (boolean broken : new boolean[]{false, true}) {
                String name = (broken ? "broken" : "ended") + " before event " + at;
                MockResponse.Builder cut = stream(List.of(text));
                if (broken) {
                    cut.setHeader("Content-Length", text.getBytes(StandardCharsets.UTF_8).length + 10)
                            .onResponseEnd(new SocketEffect.CloseSocket());
                }
                cases.add(whole
                        ? Case.answer(name, cut, paid ? Paid.AS_SAID : Paid.ALL, partial)
                        : Case.failure(name, cut,
                                at == 0 && !broken ? ErrorCode.PROVIDER_NONSENSE : ErrorCode.NET_LOST, Paid.ALL,
                                partial));
            }
        }
        int middle = answer.size() / 2;
        for (String garbage : List.of("data: {\"choi\n\n", "data: nonsense\n\n", "data: [1,2]\n\n", "<html>\n",
                "data: 7\n\n", "data: " + "[".repeat(3_000) + "\n\n")) {
            var garbled = new ArrayList<>(answer.subList(0, middle));
            String partial = partial(String.join("", garbled));
            garbled.add(garbage);
            cases.add(Case.failure("garbled: " + garbage.substring(0, 6), stream(garbled),
                    ErrorCode.PROVIDER_NONSENSE, Paid.ALL, partial));
        }
        cases.add(Case.failure("a web page", stream(List.of("<html>Welcome</html>")).setHeader("Content-Type",
                "text/html"), ErrorCode.PROVIDER_NONSENSE, Paid.ALL, ""));
        cases.add(Case.failure("an error after all was well",
                stream(Stream.concat(answer.subList(0, middle).stream(),
                        Stream.of("event: error\ndata: " + speaker.error(529, "overloaded " + KEY) + "\n\n")).toList()),
                ErrorCode.PROVIDER_ERROR, Paid.ALL,
                partial(String.join("", answer.subList(0, middle)))));
        cases.add(
                Case.failure("no connection", new MockResponse.Builder().onRequestStart(new SocketEffect.CloseSocket()),
                        ErrorCode.NET_LOST, Paid.ALL, ""));
        cases.add(Case.failure("hang", new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE),
                ErrorCode.TIMEOUT, Paid.ALL, ""));
        cases.add(Case.failure("hang in the middle",
                stream(answer).throttleBody(String.join("", answer.subList(0, 1)).length(), 1,
                        java.util.concurrent.TimeUnit.HOURS),
                ErrorCode.TIMEOUT, Paid.ALL, "*"));
        return cases;
    }

    /** What an answer cut there has said. */
    private static String partial(String events) {
        return events.contains("lo, 東") ? "Hello, 東京!" : events.contains("\"Hel\"") ? "Hel" : "";
    }

    private static ErrorCode code(int status) {
        return switch (status) {
            case 401, 403 -> ErrorCode.AUTH;
            case 404 -> ErrorCode.NO_MODEL;
            case 408 -> ErrorCode.TIMEOUT;
            case 429 -> ErrorCode.RATE_LIMIT;
            case 400, 413 -> ErrorCode.BAD_REQUEST;
            default -> ErrorCode.PROVIDER_ERROR;
        };
    }

    private static MockResponse.Builder stream(List<String> events) {
        return new MockResponse.Builder().code(200).setHeader("Content-Type", "text/event-stream")
                .setHeader("request-id", "req-7").setHeader("x-request-id", "req-7").body(String.join("", events));
    }

    private static MockResponse.Builder status(Speaker speaker, int code) {
        return new MockResponse.Builder().code(code).setHeader("Content-Type", "application/json")
                .setHeader("request-id", "req-7").setHeader("x-request-id", "req-7")
                .body(speaker.error(code, "Bad day for " + KEY));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("table")
    void everythingThatCanComeBack(Speaker speaker, Case each) throws Exception {
        server.enqueue(each.response().build());
        boolean hangs = each.name().startsWith("hang");
        long begun = System.nanoTime();
        Heard heard = ask(speaker, null, hangs ? Duration.ofMillis(300) : Duration.ofSeconds(20));
        if (hangs) assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        Amount hold = heard.one(What.EffectStarted.class).reserved();
        if (each.code() == null) {
            var done = heard.one(What.EffectCompleted.class);
            var reply = (ModelReply) done.reply();
            assertThat(reply.text()).isEqualTo(each.text());
            assertThat(reply.finish()).isEqualTo(each.finish());
            // A connection that breaks takes its headers along; the answer has an id of its own.
            if (!each.name().startsWith("broken")) assertThat(reply.requestId()).isEqualTo("req-7");
            assertThat(reply.usage()).isEqualTo(each.paid() == Paid.AS_SAID ? speaker.usage() : null);
            assertThat(heard.streamed()).isEqualTo(each.text());
            paid(each.paid(), speaker.usage(), hold, done.settled());
            return;
        }
        var failed = heard.one(What.EffectFailed.class);
        // A step whose time is over cancels its call.
        ErrorCode code = each.name().startsWith("hang")
                ? heard.one(What.StepFailed.class).error().code()
                : failed.error().code();
        assertThat(code).as(failed.error().message()).isEqualTo(each.code());
        assertThat(failed.error().retryAfterMillis()).isEqualTo(each.retryAfterMillis());
        assertThat(failed.error().message()).isNotBlank().doesNotContain("null");
        assertThat(failed.error().wayOut()).isNotBlank().doesNotContain("null");
        if (each.name().startsWith("status")) {
            assertThat(failed.error().message()).contains("Bad day for [secret]", "req-7");
        }
        if (!each.text().equals("*")) assertThat(failed.partialText()).isEqualTo(each.text());
        // A prompt that is blocked has no answer.
        Usage usage = speaker == Speaker.GEMINI ? new Usage(100, 0) : speaker.usage();
        paid(each.paid(), usage, hold, failed.settled());
    }

    private static void paid(Paid how, Usage usage, Amount hold, Amount settled) {
        switch (how) {
            case NOTHING -> assertThat(settled.tokens() + settled.nanoUsd()).isZero();
            case ALL -> {
                assertThat(settled.tokens()).isEqualTo(hold.tokens());
                assertThat(settled.nanoUsd()).isEqualTo(hold.nanoUsd()).isPositive();
            }
            case AS_SAID -> {
                long fresh = usage.input() - usage.cacheRead() - usage.cacheWrite();
                assertThat(settled.inputTokens()).isEqualTo(usage.input());
                assertThat(settled.outputTokens()).isEqualTo(usage.output());
                assertThat(settled.nanoUsd()).isEqualTo(Math.ceilDiv(fresh * PRICE.input()
                        + usage.cacheRead() * PRICE.cacheRead() + usage.cacheWrite() * PRICE.cacheWrite()
                        + usage.output() * PRICE.output(), 1_000_000));
            }
        }
        assertThat(settled.tokens()).isLessThanOrEqualTo(hold.tokens());
    }

    @ParameterizedTest
    @EnumSource(Speaker.class)
    void anAnswerWithAFormIsAskedForInTheProvidersOwnWay(Speaker speaker) throws Exception {
        server.enqueue(stream(speaker.says("stop", true, "{\"score\":", "0.5}")).build());
        Heard heard = ask(speaker, SCHEMA, Duration.ofSeconds(20));
        assertThat(((ModelReply) heard.one(What.EffectCompleted.class).reply()).text()).isEqualTo("{\"score\":0.5}");
        JsonNode sent = Requests.tree(server.takeRequest().getBody().utf8());
        JsonNode asked = switch (speaker) {
            case OPENAI, COMPATIBLE, AZURE -> sent.at("/response_format/json_schema/schema");
            case ANTHROPIC -> sent.at("/output_config/format/schema");
            case GEMINI -> sent.at("/generationConfig/responseJsonSchema");
        };
        assertThat(asked.at("/properties/score/type").asText()).isEqualTo("number");
    }

    @ParameterizedTest
    @EnumSource(Speaker.class)
    void aToolIsCalledAndItsResultGoesBack(Speaker speaker) throws Exception {
        server.enqueue(stream(speaker.calls()).build());
        server.enqueue(stream(speaker.says("stop", true, "3")).build());
        var task = new ModelRequest.Turn(Role.USER, "1+2?");
        ModelReply reply = models.call(request(speaker, List.of(task)), FakeCall.of("n"));
        assertThat(reply.finish()).isEqualTo(ModelReply.Finish.TOOL_CALL);
        assertThat(reply.toolCalls()).hasSize(1);
        assertThat(reply.toolCalls().getFirst().arguments().path("expression").asText()).isEqualTo("1+2");
        assertThat(reply.usage()).isEqualTo(speaker.usage());
        String id = reply.toolCalls().getFirst().id();
        models.call(request(speaker, List.of(task,
                new ModelRequest.Turn(Role.ASSISTANT, reply.text(), reply.toolCalls(), null, List.of(),
                        reply.thoughts()),
                new ModelRequest.Turn(Role.USER, "3", List.of(), id))), FakeCall.of("n"));
        JsonNode first = Requests.tree(server.takeRequest().getBody().utf8());
        JsonNode second = Requests.tree(server.takeRequest().getBody().utf8());
        switch (speaker) {
            case OPENAI, COMPATIBLE, AZURE -> {
                assertThat(first.at("/tools/0/function/parameters")).isEqualTo(Speaker.calculator());
                assertThat(second.at("/messages/1/tool_calls/0/id").asText()).isEqualTo("c7");
                assertThat(second.at("/messages/2/tool_call_id").asText()).isEqualTo("c7");
            }
            case ANTHROPIC -> {
                assertThat(first.at("/tools/0/input_schema")).isEqualTo(Speaker.calculator());
                assertThat(second.at("/messages/1/content/0")).isEqualTo(
                        Requests.tree("{\"type\":\"thinking\",\"thinking\":\"I add.\",\"signature\":\"c2ln\"}"));
                assertThat(second.at("/messages/1/content/1/input/expression").asText()).isEqualTo("1+2");
                assertThat(second.at("/messages/2/content/0/tool_use_id").asText()).isEqualTo("c7");
            }
            case GEMINI -> {
                assertThat(first.at("/tools/0/functionDeclarations/0/parametersJsonSchema"))
                        .isEqualTo(Speaker.calculator());
                assertThat(second.at("/contents/1/parts/0/thoughtSignature").asText()).isEqualTo("c2ln");
                assertThat(second.at("/contents/2/parts/0/functionResponse/name").asText()).isEqualTo("calculator");
                assertThat(second.at("/contents/2/parts/0/functionResponse").has("id")).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Speaker.class)
    void severalToolsAreCalledAtOnceWithArgumentsInPiecesOrNone(Speaker speaker) throws Exception {
        server.enqueue(stream(speaker.callsTwice()).build());
        ModelReply reply = models.call(request(speaker, List.of(new ModelRequest.Turn(Role.USER, "1+2?"))),
                FakeCall.of("n"));
        assertThat(reply.finish()).isEqualTo(ModelReply.Finish.TOOL_CALL);
        assertThat(reply.toolCalls()).containsExactly(
                new ToolUse("c7", "calculator", Requests.tree("{\"expression\":\"1+2\"}")),
                new ToolUse("c8", "clock", Requests.tree("{}")));
    }

    /** Half a call is never done. */
    @ParameterizedTest
    @EnumSource(Speaker.class)
    void callsAndRefusalsThatAreCutAreNone(Speaker speaker) {
        for (List<String> events : List.of(speaker.callsTwice(), speaker.calls(), speaker.refuses())) {
            for (int at = 0; at < events.size(); at++) {
                String text = String.join("", events.subList(0, at));
                if (text.matches("(?s).*(finish_reason\":\"|\"stop_reason\":\"|\"STOP\"|blockReason).*")) break;
                for (boolean broken : new boolean[]{false, true}) {
                    MockResponse.Builder cut = stream(List.of(text));
                    if (broken) {
                        cut.setHeader("Content-Length", text.getBytes(StandardCharsets.UTF_8).length + 10)
                                .onResponseEnd(new SocketEffect.CloseSocket());
                    }
                    server.enqueue(cut.build());
                    String where = "before event " + at + " of " + events;
                    assertThatThrownBy(() -> models.call(
                            request(speaker, List.of(new ModelRequest.Turn(Role.USER, "1+2?"))), FakeCall.of("n")))
                            .as(where).isInstanceOfSatisfying(ModelException.class, e -> {
                                assertThat(e.code()).as(where).isIn(ErrorCode.NET_LOST, ErrorCode.PROVIDER_NONSENSE);
                                assertThat(e.usage()).as(where).isNull();
                            });
                }
            }
        }
    }

    private ModelRequest request(Speaker speaker, List<ModelRequest.Turn> messages) {
        return new ModelRequest("m", speaker.provider, speaker.model, base(speaker), "MY_KEY", messages, null, 77, null,
                List.of(new ToolSpec("calculator", "Computes.", Speaker.calculator())), null);
    }

    private String base(Speaker speaker) { return "http://127.0.0.1:" + server.getPort() + speaker.path; }

    /** One step of a workflow that asks once. */
    private Heard ask(Speaker speaker, @Nullable JsonNode schema, Duration timeout) throws Exception {
        var once = new Settings(null, null, null, timeout, new Settings.Retry(1, null, null, Extras.NONE), null,
                List.of(), List.of(), Map.of(), null, null);
        var node = new Node("ask", new Llm("m", List.of(new Message(Role.SYSTEM, "Be brief."),
                new Message(Role.USER, "Say {{x}}.")), 77, null, schema), once, Extras.NONE);
        var flow = new Workflow(1, "test", "Test", null, null,
                Map.of("m", new ModelSpec(speaker.provider, speaker.model, base(speaker), "MY_KEY", null, List.of(),
                        Extras.NONE)),
                Map.of(), null, Flows.graph(List.of(node)), Layout.EMPTY, Extras.NONE);
        var heard = new Heard();
        var ports = new EnginePorts(models, new Fixed(), Journal.none(), new VirtualThreads());
        new Engine(ports).start(new RunRequest("run", flow, "{}", "hash", Map.of("x", Flows.text("hello")), false, 7,
                ""), heard).await();
        assertThat(heard.all()).doesNotContain(KEY);
        return heard;
    }

    /** Also for this machine. */
    private record Fixed() implements Prices {
        @Override
        public String table() { return "fixed"; }

        @Override
        public Optional<Price> price(String provider, String model) { return Optional.of(PRICE); }

        @Override
        public Optional<Price> price(ModelRequest request) { return Optional.of(PRICE); }
    }

    /** All that the engine says. */
    private static final class Heard implements RunListener {
        private final List<Event> events = new CopyOnWriteArrayList<>();
        private final StringBuffer streamed = new StringBuffer();

        @Override
        public void event(Event event) { events.add(event); }

        @Override
        public void progress(Progress progress) { streamed.append(progress.text()); }

        String streamed() { return streamed.toString(); }

        String all() {
            var all = new StringBuilder(streamed);
            events.forEach(event -> all.append(EventJson.line(event)));
            return all.toString();
        }

        <W extends What> W one(Class<W> type) {
            List<W> found = events.stream().map(Event::what).filter(type::isInstance).map(type::cast).toList();
            assertThat(found).as(all()).hasSize(1);
            return found.getFirst();
        }
    }
}
