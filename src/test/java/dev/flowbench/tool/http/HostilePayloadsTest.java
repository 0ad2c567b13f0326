package dev.flowbench.tool.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.ToolDeclaration.HttpTool;
import dev.flowbench.flow.text.Expression;
import dev.flowbench.flow.text.Template;
import dev.flowbench.flow.text.TextException;
import dev.flowbench.net.HostPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.Redaction;
import dev.flowbench.tool.TestCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What broke the expression and template engines of others, written by an author and sent as a value: nothing runs, nothing
 * is reached, and it is text or a clear error.
 */
class HostilePayloadsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final int INPUTS = 5_000;
    private static final Function<String, JsonNode> VALUES = Map.<String, JsonNode>of("x",
            TextNode.valueOf("value"))::get;
    /** What they are made of, and what the machine makes of it while it gets warm. */
    private static final List<String> OWN = List.of("dev.flowbench.flow.", "dev.cel.", "com.samskivert.mustache.",
            "com.google.common.", "com.google.protobuf.", "com.google.re2j.", "com.fasterxml.jackson.", "org.antlr.",
            "cel.", "java.util.", "java.text.", "java.time.", "java.math.",
            "jdk.internal.", "sun.text.", "sun.util.", "jdk.jfr.", "java.lang.", "java.nio.",
            "java.io.", "java.util.stream.", "sun.invoke.", "sun.security.");

    @TempDir static Path folder;
    private final MockWebServer server = new MockWebServer();
    private final Http http = new Http(HostPolicy.ANY, new Redaction(), Limits.USUAL, "test");

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        http.close();
        server.close();
        try (var left = Files.list(folder)) {
            assertEquals(0, left.count(), "something was written");
        }
    }

    static List<String> payloads() {
        String run = "touch " + folder.resolve("owned");
        return List.of(
                // n8n: CVE-2025-68613, CVE-2026-1470, CVE-2026-25049, CVE-2026-27577
                "{{ (function(){ return this.process.mainModule.require('child_process').execSync('" + run
                        + "') })() }}",
                "={{ $jmespath({}, 'constructor') }}", "={{ $json.constructor.constructor('return process')() }}",
                "{{ [].constructor.constructor('return globalThis.process')().exit() }}",
                "={{ (() => { with (function(){}) { return constructor('return process')() } })() }}",
                "{{ $env.OPENAI_API_KEY }}", "{{ $evaluateExpression('1+1') }}", "={{ this.constructor }}",
                "{{ Object.getOwnPropertyDescriptor(Function.prototype, 'caller') }}", "{{ `${7*7}` }}",
                "{{ $node['x'].json.__proto__ }}", "{{ import('fs') }}",
                // Flowise: CVE-2025-59528, CVE-2026-56274, CVE-2026-40933
                "({x:(function(){const cp=process.mainModule.require('child_process');cp.execSync('" + run + "')})()})",
                "{{$vars.secret}}", "{{question.constructor.constructor(\"return process\")()}}",
                "{\"command\":\"npx\",\"args\":[\"-c\",\"" + run + "\"]}", "{{process.env}}",
                "global.process.mainModule.constructor._load('child_process').exec('" + run + "')",
                // Langflow: CVE-2025-3248, CVE-2026-33017; LangChain: CVE-2025-68664
                "@exec(\"import os; os.system('" + run + "')\")\ndef f(): pass",
                "def f(x=__import__('os').system('" + run + "')): pass",
                "exec(__import__('base64').b64decode('cHJpbnQ='))",
                "{\"lc\":1,\"type\":\"secret\",\"id\":[\"OPENAI_API_KEY\"]}",
                "{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain\",\"x\"],\"kwargs\":{}}",
                "{0.__class__.__init__.__globals__}", "{x.__class__.__mro__}",
                // Jinja, Jinjava (CVE-2025-59340), Pebble, Twig, Nunjucks, Handlebars
                "{{7*7}}", "{{7*'7'}}", "{{ config.items() }}", "{{ self.__init__.__globals__ }}", "{{_self.env}}",
                "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{% import os %}{{ os.system('" + run + "') }}",
                "{{ cycler.__init__.__globals__.os.popen('" + run + "').read() }}", "{{ lipsum.__globals__['os'] }}",
                "{{ request.application.__globals__.__builtins__ }}",
                "{% for x in ().__class__.__base__ %}{% endfor %}",
                "{{ ____int3rpr3t3r____.getContext().getClass() }}", "{{'a'.getClass().forName('java.lang.Runtime')}}",
                "{{ variable.getClass().forName('java.lang.Runtime').getRuntime().exec('" + run + "') }}",
                "{{_self.env.registerUndefinedFilterCallback('exec')}}", "{{['" + run + "']|filter('system')}}",
                "{{range.constructor(\"return global.process\")()}}",
                "{{#with \"s\" as |string|}}{{#with \"e\"}}{{lookup string.sub \"constructor\"}}{{/with}}{{/with}}",
                "{{constructor}}", "{{__proto__}}", "{{constructor.name}}", "{{#constructor}}x{{/constructor}}",
                "{{this}}", "{{../secret}}", "{{@root}}", "{{lookup this 'x'}}", "{{toString}}", "{{class}}",
                "{{class.classLoader}}", "{{getClass}}", "{{hashCode}}", "{{wait}}", "{{notify}}",
                // Mustache itself
                "{{=<% %>=}}<%x%>", "{{> /etc/passwd}}", "{{>x}}", "{{<x}}{{/x}}", "{{$x}}{{/x}}", "{{&x}}", "{{{x}}}",
                "{{#x}}", "{{/x}}", "{{x", "x}}", "{{}}", "{{#x}}{{#x}}{{#x}}{{/x}}{{/x}}{{/x}}",
                // EL, SpEL, OGNL, MVEL, Velocity, Freemarker, Thymeleaf, Groovy, Log4j, ERB
                "${7*7}", "#{7*7}", "*{7*7}", "@{7*7}", "~{x}",
                "${T(java.lang.Runtime).getRuntime().exec('" + run + "')}",
                "#{T(java.lang.Runtime).getRuntime().exec('" + run + "')}",
                "%{(#rt=@java.lang.Runtime@getRuntime()).exec('x')}",
                "%{#a=new java.lang.ProcessBuilder('" + run + "').start()}",
                "${\"\".getClass().forName('java.lang.System')}",
                "#set($x='')#set($rt=$x.class.forName('java.lang.Runtime'))$rt",
                "<#assign ex='freemarker.template.utility.Execute'?new()>${ex('" + run + "')}",
                "__${new java.util.Scanner(T(java.lang.Runtime).getRuntime().exec('id'))}__::.x",
                "${jndi:ldap://127.0.0.1:1/x}", "${script:javascript:java.lang.Runtime.getRuntime()}",
                "${url:UTF-8:http://127.0.0.1:1/}",
                "${env:PATH}", "${sys:user.home}", "<%= system('" + run + "') %>", "<%= 7*7 %>", "`" + run + "`",
                "$(" + run + ")", "; " + run, "| " + run, "new java.io.File('/tmp/x').createNewFile()",
                "java.lang.Runtime.getRuntime().exec('" + run + "')", "T(java.lang.System).getenv()",
                "type(1)", "dyn(x).getClass()", "x.getClass()", "x.class", "''.constructor", "[1].map(i, i.getClass())",
                "\r\nX-Evil: 1", "\u0000", "\u202e}}x{{", "x\" , \"admin\": true, \"y\": \"", "'; DROP TABLE runs; --",
                "<script>alert(1)</script>", "../../etc/passwd", "http://169.254.169.254/", "file:///etc/passwd");
    }

    @Test
    void thereAreEnoughOfThem() {
        assertTrue(payloads().size() >= 110, () -> String.valueOf(payloads().size()));
    }

    @Test
    void theyLoadNoClassThatStandsOutsideOfWhatTheyAreMadeOf() throws Exception {
        List<String> payloads = payloads();
        // The libraries themselves load theirs first.
        evaluate("{{x}}");
        evaluate("x + 'a' + string(size(x))");
        payloads.subList(payloads.size() - 20, payloads.size()).forEach(HostilePayloadsTest::evaluate);
        Path file = Files.createTempFile("flowbench", ".jfr");
        try (var recording = new Recording()) {
            recording.enable("jdk.ClassLoad").withoutThreshold();
            recording.enable("jdk.ProcessStart");
            recording.start();
            payloads.forEach(HostilePayloadsTest::evaluate);
            var random = new Random(3);
            for (int i = 0; i < INPUTS; i++) {
                String one = payloads.get(random.nextInt(payloads.size()));
                String other = payloads.get(random.nextInt(payloads.size()));
                evaluate(one.substring(0, random.nextInt(one.length() + 1))
                        + other.substring(random.nextInt(other.length() + 1)));
            }
            recording.stop();
            recording.dump(file);
            var strange = new TreeSet<String>();
            RecordingFile.readAllEvents(file).forEach(event -> {
                String name = event.getEventType().getName().equals("jdk.ProcessStart")
                        ? "a process: " + event.getString("command")
                        : event.getClass("loadedClass").getName();
                if (!name.startsWith(HostilePayloadsTest.class.getName()) && OWN.stream().noneMatch(name::startsWith)
                        || name.startsWith("java.lang.Process")) {
                    strange.add(name);
                }
            });
            assertThat(strange).isEmpty();
        } finally {
            Files.delete(file);
        }
    }

    private static void evaluate(String text) {
        try {
            Template.parse(text).render(VALUES);
        } catch (TextException _) {
            // A clear error is fine.
        }
        try {
            Expression.parse(text).eval(VALUES);
        } catch (TextException _) {
            // The same.
        }
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void asATemplateItIsTextOrAnError(String payload) {
        Function<String, JsonNode> values = Map.<String, JsonNode>of("x", TextNode.valueOf("value"))::get;
        try {
            String text = Template.parse(payload).render(values);
            assertFalse(text.contains("49") && !payload.contains("49"), text);
            assertFalse(text.contains("class java"), text);
        } catch (TextException e) {
            assertFalse(e.getMessage().isBlank() || e.getMessage().contains("Exception"), e.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void asAnExpressionItIsAValueOrAnError(String payload) {
        try {
            JsonNode value = Expression.parse(payload)
                    .eval(Map.<String, JsonNode>of("x", TextNode.valueOf("value"))::get);
            assertNotNull(value);
            assertFalse(value.toString().contains("java."), value.toString());
        } catch (TextException e) {
            assertFalse(e.getMessage().isBlank() || e.getMessage().contains("Exception"), e.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void asAValueItIsThatValueAndNothingElse(String payload) throws Exception {
        server.enqueue(new MockResponse.Builder().code(204).build());
        String base = "http://localhost:" + server.getPort();
        Tool tool = tool("POST", base + "/a/{{x}}/b?q={{x}}&r=1",
                "{ \"x\": {{x}}, \"text\": \"<{{x}}>\", \"fixed\": 1 }",
                Map.of());
        try {
            tool.call(JsonNodeFactory.instance.objectNode().put("x", payload), TestCall.bare());
            RecordedRequest request = server.takeRequest();
            assertEquals(List.of("a", payload, "b"), request.getUrl().pathSegments());
            assertEquals(payload, request.getUrl().queryParameter("q"));
            assertEquals("1", request.getUrl().queryParameter("r"));
            assertEquals(2, request.getUrl().querySize());
            JsonNode body = MAPPER.readTree(request.getBody().utf8());
            assertEquals(JsonNodeFactory.instance.objectNode().put("x", payload).put("text", "<" + payload + ">")
                    .put("fixed", 1), body);
        } catch (ToolException e) {
            assertFalse(e.getMessage().isBlank(), payload);
            assertEquals(0, server.getRequestCount(), payload);
        }
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void asAHeaderItIsOneLineOrRefused(String payload) throws Exception {
        server.enqueue(new MockResponse.Builder().code(204).build());
        Tool tool = tool("GET", "http://localhost:" + server.getPort() + "/", null, Map.of("X-Value", "<{{x}}>"));
        try {
            tool.call(JsonNodeFactory.instance.objectNode().put("x", payload), TestCall.bare());
            RecordedRequest request = server.takeRequest();
            assertEquals("<" + payload + ">", request.getHeaders().get("X-Value"));
        } catch (ToolException e) {
            assertEquals(0, server.getRequestCount(), payload);
        }
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void writtenByAnAuthorItIsTextOrAnErrorToo(String payload) {
        server.enqueue(new MockResponse.Builder().code(204).build());
        String base = "http://localhost:" + server.getPort() + "/";
        for (Tool tool : List.of(tool("POST", base + payload, null, Map.of()), tool("POST", payload, null, Map.of()),
                tool("POST", base, payload, Map.of()), tool("POST", base, "{ \"a\": " + payload + " }", Map.of()),
                tool("POST", base, null, Map.of("X-A", payload)), tool("POST", base, null, Map.of(payload, "x")))) {
            int before = server.getRequestCount();
            try {
                tool.call(JsonNodeFactory.instance.objectNode().put("x", "value"), TestCall.bare());
                assertEquals(before + 1, server.getRequestCount());
                server.enqueue(new MockResponse.Builder().code(204).build());
            } catch (ToolException e) {
                assertFalse(e.getMessage().isBlank(), payload);
            }
        }
    }

    private Tool tool(String method, String address, String body, Map<String, String> headers) {
        var templates = new TreeMap<String, TemplateSource>();
        headers.forEach((name, text) -> templates.put(name, new TemplateSource(text)));
        var declared = new HttpTool(method, new TemplateSource(address), templates, body == null
                ? null
                : new TemplateSource(body), null, null, null, null, Extras.NONE);
        return new HttpTools(() -> http).make("one",
                new ToolDeclaration(null, null, null, null, null, null, null, List.of(),
                        declared, null, null, Extras.NONE));
    }
}
