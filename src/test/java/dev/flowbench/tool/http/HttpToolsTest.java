package dev.flowbench.tool.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.ToolDeclaration.HttpTool;
import dev.flowbench.net.AddressPolicy;
import dev.flowbench.net.HostPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.LocalServer;
import dev.flowbench.net.Redaction;
import dev.flowbench.net.Secret;
import dev.flowbench.net.Secrets;
import dev.flowbench.tool.TestCall;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpToolsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final MockWebServer server = new MockWebServer();
    private final Http http = new Http(HostPolicy.ANY, new Redaction(), Limits.USUAL, "test");
    private String base = "";

    @BeforeEach
    void start() throws IOException {
        server.start();
        base = "http://" + server.getHostName() + ":" + server.getPort();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    @Test
    void valuesAreEncodedByTheirPlace() throws Exception {
        server.enqueue(json("{`items`:[{`id`:7,`name`:`x`}]}"));
        JsonNode result = call(tool("GET", base + "/a/{{id}}/b?q={{q}}{{#tags}}&tag={{.}}{{/tags}}{{#none}}&n={{none}}"
                + "{{/none}}", null, Map.of(), "$.items[0].id", null),
                "{`id`:`x/../y z?#%`,`q`:`a&b=c d+ü`,`tags`:[`1&`,`2`]}");
        assertEquals(7, result.intValue());
        assertEquals("/a/x%2F..%2Fy%20z%3F%23%25/b?q=a%26b%3Dc%20d%2B%C3%BC&tag=1%26&tag=2",
                server.takeRequest().getTarget());
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "{`a`:1}", "[1]"})
    void noValueChangesThePath(String value) {
        assertEquals(ErrorCode.BAD_ARGUMENTS, code(tool("DELETE", base + "/users/{{id}}", null, Map.of(), null, null),
                value.startsWith("{") || value.startsWith("[") ? "{`id`:" + value + "}" : "{`id`:`" + value + "`}"));
        assertEquals(0, server.getRequestCount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example/", "evil.example#", "a@evil.example", "evil.example\\\\x", "", " ",
        "a:99999999", "x\\r\\nHost: y", "[::1", "{{x}}", "${jndi:ldap://x}"})
    void aHostIsAHostAndNothingElse(String value) {
        assertEquals(ErrorCode.BAD_ARGUMENTS,
                code(tool("GET", "http://{{host}}/a", null, Map.of(), null, null), "{`host`:`" + value + "`}"));
        assertEquals(0, server.getRequestCount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://a/b", "jar:http://x!/y", "javascript:alert(1)", "/a",
        "{{a}}://x",
        "gopher://x", "http:/x"})
    void onlyTheWeb(String address) {
        ErrorCode code = code(tool("GET", address, null, Map.of(), null, null), "{`a`:`http`}");
        assertTrue(code == ErrorCode.BAD_REQUEST || code == ErrorCode.BAD_ARGUMENTS, code::name);
    }

    @Test
    void aWholeAddressMayBeAnArgument() throws Exception {
        server.enqueue(text("ok"));
        assertEquals("ok", call(tool("GET", "{{url}}", null, Map.of(), null, null), "{`url`:`" + base + "/x?y=1`}")
                .textValue());
        for (String bad : List.of("file:///etc/passwd", "http://u:p@h/", "no", "http://", "//h/x")) {
            assertEquals(ErrorCode.BAD_ARGUMENTS,
                    code(tool("GET", "{{url}}", null, Map.of(), null, null), "{`url`:`" + bad + "`}"), bad);
        }
    }

    @Test
    void aJsonBodyKeepsItsShape() throws Exception {
        server.enqueue(json("{}"));
        call(tool("POST", base + "/",
                "{`q`:{{q}},`all`:{{list}},`left`:{{none}},`text`:`Hi \\\"{{name}}\\\"`,`in`:{`n`:{{n}}}}",
                Map.of(), null, null),
                "{`q`:`a\\\",\\\"admin\\\":true`,`list`:[1,{`x`:`}`}],`name`:`\\\"},{`,`n`:1.50}");
        RecordedRequest request = server.takeRequest();
        assertEquals(MAPPER.readTree("{\"q\":\"a\\\",\\\"admin\\\":true\",\"all\":[1,{\"x\":\"}\"}],"
                + "\"text\":\"Hi \\\"\\\"},{\\\"\",\"in\":{\"n\":1.50}}"),
                MAPPER.readTree(request.getBody().utf8()));
        assertTrue(request.getHeaders().get("Content-Type").startsWith("application/json"));
    }

    @Test
    void aFormIsEncodedAndTextIsText() throws Exception {
        server.enqueue(json("{}"));
        call(tool("POST", base + "/", "a={{a}}&b=1", Map.of("Content-Type", "application/x-www-form-urlencoded"), null,
                null), "{`a`:`x&b=2`}");
        assertEquals("a=x%26b%3D2&b=1", server.takeRequest().getBody().utf8());
        server.enqueue(json("{}"));
        call(tool("PUT", base + "/", "Hello {{a}}", Map.of(), null, null), "{`a`:`x&`}");
        RecordedRequest plain = server.takeRequest();
        assertEquals("Hello x&", plain.getBody().utf8());
        assertTrue(plain.getHeaders().get("Content-Type").startsWith("text/plain"));
    }

    @Test
    void headersAreOneLineAndOurOwn() throws Exception {
        server.enqueue(json("{}"));
        call(tool("GET", base + "/", null, Map.of("X-Trace", "t-{{id}}", "X-None", "{{#no}}a{{/no}}"), null, null),
                "{`id`:`7`}");
        RecordedRequest request = server.takeRequest();
        assertEquals("t-7", request.getHeaders().get("X-Trace"));
        assertNull(request.getHeaders().get("X-None"));
        for (String bad : List.of("a\\r\\nX-Evil: 1", "a\\n", "\\u0000", "ü", "\\u202e")) {
            assertEquals(ErrorCode.BAD_ARGUMENTS,
                    code(tool("GET", base + "/", null, Map.of("X-A", "{{id}}b"), null, null), "{`id`:`" + bad + "`}"));
        }
        for (String name : List.of("Host", "content-length", "Transfer-Encoding", "X A", "X\nB", "")) {
            assertEquals(ErrorCode.BAD_REQUEST,
                    code(tool("GET", base + "/", null, Map.of(name, "x"), null, null), "{}"), name);
        }
    }

    @ParameterizedTest
    @CsvSource({"400,TOOL_ERROR", "401,TOOL_ERROR", "403,TOOL_ERROR", "404,TOOL_ERROR", "409,TOOL_ERROR",
        "408,TIMEOUT", "422,TOOL_ERROR", "429,RATE_LIMIT", "500,PROVIDER_ERROR", "502,PROVIDER_ERROR",
        "503,PROVIDER_ERROR", "504,TIMEOUT", "302,TOOL_ERROR"})
    void aStatusSaysWhatHappened(int status, ErrorCode code) {
        server.enqueue(new MockResponse.Builder().code(status).body("{\"error\":\"no\u202e\n such\"}").build());
        var fault = fault(tool("POST", base + "/", null, Map.of(), null, null), "{}");
        assertEquals(code, fault.code());
        assertTrue(fault.getMessage().contains("one"), fault::getMessage);
        if (status != 302) {
            assertTrue(fault.getMessage().contains("{\"error\":\"no such\"}"), fault::getMessage);
        }
        assertFalse(fault.wayOut().isBlank());
    }

    @Test
    void aServerMaySayWhenToComeAgain() {
        server.enqueue(new MockResponse.Builder().code(503).setHeader("Retry-After", "7").build());
        var fault = fault(tool("POST", base + "/", null, Map.of(), null, null), "{}");
        assertEquals(ErrorCode.RATE_LIMIT, fault.code());
        assertEquals(7000, fault.retryAfterMillis());
    }

    @Test
    void whatWasSentMayHaveBeenDone() {
        server.enqueue(new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
        assertEquals(ErrorCode.NET_LOST, code(tool("POST", base + "/", null, Map.of(), null, null), "{}"));
        server.close();
        assertEquals(ErrorCode.NET_CONNECT, code(tool("POST", base + "/", null, Map.of(), null, null), "{}"));
    }

    @Test
    void repetitionsAreKnownByTheirKey() throws Exception {
        server.enqueue(json("{}"));
        server.enqueue(json("{}"));
        call(tool("PUT", base + "/", null, Map.of(), null, EffectClass.IDEMPOTENT), "{}");
        assertEquals("key-1", server.takeRequest().getHeaders().get("Idempotency-Key"));
        call(tool("POST", base + "/", null, Map.of(), null, EffectClass.NON_IDEMPOTENT), "{}");
        assertNull(server.takeRequest().getHeaders().get("Idempotency-Key"));
    }

    @Test
    void answersAreJsonOrText() throws Exception {
        server.enqueue(text("plain"));
        assertEquals("plain", call(tool("GET", base + "/", null, Map.of(), null, null), "{}").textValue());
        server.enqueue(new MockResponse.Builder().code(204).build());
        assertEquals(204, call(tool("DELETE", base + "/", null, Map.of(), null, null), "{}").path("status").intValue());
        server.enqueue(json("{`a`:[{`b`:1},{`b`:2}]}"));
        assertEquals("[1,2]", call(tool("GET", base + "/", null, Map.of(), "$.a[*].b", null), "{}").toString());
        server.enqueue(json("{`a`:1}"));
        assertTrue(call(tool("GET", base + "/", null, Map.of(), "$.none.at.all", null), "{}").isNull());
        server.enqueue(text("plain"));
        assertEquals(ErrorCode.TOOL_ERROR, code(tool("GET", base + "/", null, Map.of(), "$.a[*].b", null), "{}"));
        server.enqueue(new MockResponse.Builder().setHeader("Content-Type", "image/png").body("x").build());
        assertEquals(ErrorCode.TOOL_ERROR, code(tool("GET", base + "/", null, Map.of(), null, null), "{}"));
        server.enqueue(new MockResponse.Builder().setHeader("Content-Type", "application/json").body("{oops").build());
        assertEquals(ErrorCode.PROVIDER_NONSENSE, code(tool("GET", base + "/", null, Map.of(), null, null), "{}"));
        server.enqueue(text("x".repeat(4_000_001)));
        assertEquals(ErrorCode.TOO_LARGE, code(tool("GET", base + "/", null, Map.of(), null, null), "{}"));
    }

    @Test
    void whoNoLongerWantsItClosesTheSocket() throws Exception {
        server.enqueue(new MockResponse.Builder().headersDelay(1, java.util.concurrent.TimeUnit.HOURS).build());
        var hooks = new java.util.concurrent.LinkedBlockingQueue<Runnable>();
        Tool tool = tool("POST", base + "/", null, Map.of(), null, null);
        try (var one = Executors.newSingleThreadExecutor()) {
            var code = one.submit(() -> assertThrows(ToolException.class,
                    () -> tool.call(JsonNodeFactory.instance.objectNode(), new Hooked(hooks))).code());
            server.takeRequest();
            hooks.take().run();
            assertEquals(ErrorCode.CANCELLED, code.get());
        }
    }

    private record Hooked(java.util.concurrent.BlockingQueue<Runnable> hooks) implements Tool.Call {
        @Override
        public String run() {
            return "run";
        }

        @Override
        public String stepKey() {
            return "step";
        }

        @Override
        public String node() {
            return "step";
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public String idempotencyKey() {
            return "key";
        }

        @Override
        public JsonNode config() {
            return null;
        }

        @Override
        public long epochMicros() {
            return 0;
        }

        @Override
        public Duration timeLeft() {
            return Duration.ofMinutes(10);
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public void onCancel(Runnable hook) {
            hooks.add(hook);
        }
    }

    @Test
    void whoeverFillsInTheHostBindsNoSecret() throws Exception {
        var places = new HashMap<String, Set<String>>();
        var secrets = new Secrets() {
            @Override
            public Optional<Secret> find(String name) {
                return Optional.of(new Secret(name, "canary-0303-http", places.getOrDefault(name, Set.of())));
            }

            @Override
            public boolean bindFirst(String name, String place) {
                places.put(name, Set.of(place));
                return true;
            }
        };
        var own = new LocalServer(server.getHostName(), server.getPort());
        try (var client = new Http(new AddressPolicy(() -> Set.of(own)), new Redaction(), secrets, Limits.USUAL,
                "test")) {
            String port = ":" + server.getPort();
            for (String address : List.of("http://{{to}}" + port + "/", "{{url}}")) {
                ToolException refused = fault(carrying(client, address, null),
                        "{`to`:`" + server.getHostName() + "`,`url`:`" + base + "/x`}");
                assertEquals(ErrorCode.NOT_GRANTED, refused.code());
                assertTrue(refused.wayOut().contains("secrets bind"), refused.wayOut());
            }
            assertEquals(0, server.getRequestCount());
            assertEquals(Map.of(), places);
            server.enqueue(text("ok"));
            call(carrying(client, base + "/{{to}}", null), "{`to`:`a`}");
            server.enqueue(text("ok"));
            call(carrying(client, "{{url}}", "Key "), "{`url`:`" + base + "/x`}");
            server.takeRequest();
            assertEquals("Key canary-0303-http", server.takeRequest().getHeaders().get("Authorization"));
            assertEquals(ErrorCode.BAD_REQUEST, code(carrying(client, base, "Key\n"), "{}"));
        }
    }

    private static Tool carrying(Http client, String address, String prefix) {
        var declared = new HttpTool("GET", new TemplateSource(address), Map.of(), null, "SOME_KEY", null, prefix, null,
                Extras.NONE);
        return new HttpTools(() -> client).make("one", new ToolDeclaration(null, null, null, null, null, null, null,
                new ArrayList<>(), declared, null, null, Extras.NONE));
    }

    private Tool tool(String method, String address, String body, Map<String, String> headers, String result,
            EffectClass effect) {
        var templates = new TreeMap<String, TemplateSource>();
        headers.forEach((name, text) -> templates.put(name, new TemplateSource(text)));
        var declared = new HttpTool(method, new TemplateSource(address), templates, body == null
                ? null
                : new TemplateSource(body.replace('`', '"')), null, null, null, result, Extras.NONE);
        return new HttpTools(() -> http).make("one",
                new ToolDeclaration(null, null, effect, null, null, null, null, new ArrayList<>(), declared, null, null,
                        Extras.NONE));
    }

    private static JsonNode call(Tool tool, String arguments) throws Exception {
        return tool.call(MAPPER.readTree(arguments.replace('`', '"')), TestCall.bare());
    }

    private static ToolException fault(Tool tool, String arguments) {
        return assertThrows(ToolException.class, () -> call(tool, arguments));
    }

    private static ErrorCode code(Tool tool, String arguments) {
        return fault(tool, arguments).code();
    }

    private static MockResponse json(String text) {
        return new MockResponse.Builder().setHeader("Content-Type", "application/json").body(text.replace('`', '"'))
                .build();
    }

    private static MockResponse text(String text) {
        return new MockResponse.Builder().setHeader("Content-Type", "text/plain").body(text).build();
    }
}
