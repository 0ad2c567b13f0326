package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.app.Log;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Fifty keys, used in runs against a server that says back what it was told: in answers, errors, headers and streams, plain
 * and encoded. None of them is anywhere afterwards but in the environment. {@code -Dflowbench.canary.runs=1000} for more.
 */
class CanaryTest {
    private static final int KEYS = 50;
    /** So many runs are made by one process. */
    private static final int FRESH = 7;
    private static final int RUNS = Integer.getInteger("flowbench.canary.runs", 150);

    /** What the server does with the key that it gets. */
    private enum Echo {
        STREAM, SPLIT, WHOLE, BASE64, PERCENT, HEX, ESCAPED, TOOL_CALL, NAMES, UNAUTHORIZED, BROKEN, HTML, CUT, INPUT
    }

    @TempDir private Path home;

    private final MockWebServer server = new MockWebServer();
    private final List<String> keys = new ArrayList<>();
    private final StringBuffer said = new StringBuffer();

    @BeforeEach
    void start() throws IOException {
        var random = new Random(4711);
        for (int i = 0; i < KEYS; i++) {
            // Of odd letters, as a password may be.
            keys.add("Kanari/" + i + "+\"&" + Long.toString(random.nextLong() >>> 1, 36) + "=" + System.nanoTime());
        }
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String header = String.valueOf(request.getHeaders().get("Authorization"));
                return answer(Echo.valueOf(request.getUrl().pathSegments().getFirst()), header.replace("Bearer ", ""));
            }
        });
        server.start(InetAddress.getByName("127.0.0.1"), 0);
        Files.writeString(home.resolve("settings.json"),
                "{\"localServers\": [\"localhost:" + server.getPort() + "\"]}");
    }

    @AfterEach
    void stop() { server.close(); }

    @Test
    void noKeyIsLeftAnywhere() throws Exception {
        long logged = Log.file().size();
        Echo[] echoes = Echo.values();
        var codes = new TreeMap<Echo, Integer>();
        Files.createDirectories(home.resolve("home"));
        Files.move(home.resolve("settings.json"), home.resolve("home/settings.json"));
        Typed typed = fresh();
        try {
            for (int run = 0; run < RUNS; run++) {
                if (run % FRESH == FRESH - 1) {
                    typed.close();
                    typed = fresh();
                }
                Echo echo = echoes[run % echoes.length];
                int key = run % KEYS;
                Path file = document(echo, key);
                // A person pastes the key where it does not belong, at times before the program has ever used it.
                String input = echo == Echo.INPUT || run % FRESH == FRESH - 1 ? "my key is " + keys.get(key) : "hello";
                var command = new ArrayList<>(List.of("run", file.toString(), "--input", "text=" + input, "--trust",
                        run % 2 == 0 ? "--events" : "--quiet"));
                if (run % 3 == 0)
                    command.addAll(List.of("--record", home.resolve("call-" + run + ".jsonl").toString()));
                if (run % 5 == 0) command.addAll(List.of("--tag", "note=" + keys.get(key)));
                Typed.Outcome outcome = typed.type(command.toArray(String[]::new));
                codes.put(echo, outcome.exitCode());
                said.append(outcome.out()).append(outcome.err());
                // Whatever a library has to say of it.
                LoggerFactory.getLogger("org.some.library").warn("sent {}", keys.get(key),
                        new IOException("Bearer " + keys.get(key)));
            }
            // That it went as it should: the answers came, and the errors were errors.
            for (Echo echo : echoes) {
                boolean fails = switch (echo) {
                    case UNAUTHORIZED, BROKEN, HTML, CUT -> true;
                    case STREAM, SPLIT, WHOLE, BASE64, PERCENT, HEX, ESCAPED, TOOL_CALL, NAMES, INPUT -> false;
                };
                assertEquals(fails ? 1 : 0, codes.get(echo), () -> echo + "\n" + said);
            }
            assertTrue(server.getRequestCount() >= RUNS, "the keys were sent");
            for (String id : ids(typed.type("runs", "list", "--limit", String.valueOf(RUNS), "--json").ends(0).out())) {
                said.append(typed.type("runs", "show", id).ends(0).out());
                said.append(typed.type("runs", "export", id).ends(0).out());
            }
            said.append(typed.type("secrets", "list").ends(0).out());
            crash(typed);
        } finally {
            typed.close();
        }
        assertTrue(said.toString().contains("[secret]"));
        clean("what was printed", said.toString());
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                clean(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        String log = Log.file().from(logged);
        assertTrue(log.contains("sent [secret]") && log.contains("IOException: Bearer [secret]"), "it is logged");
        assertTrue(log.contains("command failed"), "the crash is reported");
        clean("the log", log);
    }

    /** The program as it is started: it knows of no key yet. */
    private Typed fresh() {
        var typed = new Typed(home.resolve("home"));
        for (int i = 0; i < KEYS; i++) typed.secrets.put("CANARY_" + i, keys.get(i));
        return typed;
    }

    /** A mistake of ours whose exception quotes a key that was used: what is said of it, and what is kept. */
    private void crash(Typed typed) {
        String key = keys.get((RUNS - 1) % KEYS);
        typed.designer = _ -> {
            throw new IllegalStateException("with " + key, new IOException("by " + key));
        };
        Typed.Outcome outcome = typed.type();
        assertEquals(1, outcome.exitCode());
        said.append(outcome.out()).append(outcome.err());
    }

    private void clean(String where, String text) {
        for (String key : keys) {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            String escaped = JsonNodeFactory.instance.textNode(key).toString();
            for (String form : List.of(key, escaped.substring(1, escaped.length() - 1),
                    URLEncoder.encode(key, StandardCharsets.UTF_8), HexFormat.of().formatHex(bytes),
                    // Of any text that holds it, whatever stands around it.
                    Base64.getEncoder().encodeToString(bytes).substring(0, bytes.length * 8 / 6),
                    Base64.getEncoder().encodeToString(("x" + key).getBytes(StandardCharsets.UTF_8)).substring(2, 30),
                    key.substring(0, key.length() - 3))) {
                int at = text.indexOf(form);
                assertTrue(at < 0, () -> where + ": " + text.substring(Math.max(0, at - 200),
                        Math.min(text.length(), at + 200)));
            }
        }
    }

    private Path document(Echo echo, int key) throws IOException {
        Path file = home.resolve("documents")
                .resolve(echo.name().toLowerCase(Locale.ROOT).replace("_", "") + "-" + key + ".flow.json");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, """
                {
                  "flowbench": 1,
                  "id": "%s",
                  "inputs": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
                  "models": {"m": {"provider": "openai-compatible", "model": "m", "secret": "CANARY_%d",
                                   "baseUrl": "http://localhost:%d/%s"}},
                  "nodes": [{"id": "say", "kind": "llm", "model": "m", "maxOutputTokens": 500, "retry": {"attempts": 1},
                             "messages": [{"role": "user", "text": "{{text}}"}]}],
                  "wires": ["in.text -> say.text", "say.result -> out.answer"]
                }
                """.formatted(file.getFileName().toString().replace(".flow.json", ""), key, server.getPort(), echo));
    }

    private static List<String> ids(String json) throws IOException {
        var ids = new ArrayList<String>();
        new com.fasterxml.jackson.databind.ObjectMapper().readTree(json)
                .forEach(run -> ids.add(run.path("run").asText()));
        return ids;
    }

    private static MockResponse answer(Echo echo, String key) {
        byte[] bytes = ("Bearer " + key).getBytes(StandardCharsets.UTF_8);
        return switch (echo) {
            case STREAM, INPUT -> stream("You sent " + key + ", did you not?");
            case SPLIT -> stream("You sent " + key.substring(0, 9), key.substring(9, 20), key.substring(20) + ".");
            case BASE64 -> stream(Base64.getEncoder().encodeToString(bytes));
            case PERCENT -> stream("?key=" + URLEncoder.encode(key, StandardCharsets.UTF_8));
            case HEX -> stream(HexFormat.of().formatHex(bytes));
            case ESCAPED -> stream("{\"headers\": " + quoted(quoted(key)) + "}");
            case WHOLE -> json(200,
                    "{\"id\": \"1\", \"model\": \"m\", \"choices\": [{\"index\": 0, \"finish_reason\": \"stop\","
                            + "\"message\": {\"role\": \"assistant\", \"content\": " + quoted("whole " + key) + "}}]}",
                    key);
            case TOOL_CALL ->
                events("{\"id\": \"1\", \"model\": \"m\", \"choices\": [{\"index\": 0, \"delta\": {\"content\": \"a\","
                        + "\"tool_calls\": [{\"index\": 0, \"id\": " + quoted(key)
                        + ", \"function\": {\"name\": \"find\","
                        + "\"arguments\": " + quoted("{\"q\": " + quoted(key) + "}") + "}}]}}]}", end());
            case NAMES -> events("{\"id\": " + quoted(key) + ", \"model\": " + quoted(key)
                    + ", \"choices\": [{\"index\": 0, \"delta\": {\"content\": \"a\"}}]}", end()).newBuilder()
                    .setHeader("x-request-id", key).build();
            case UNAUTHORIZED ->
                json(401, "{\"error\": {\"message\": " + quoted("Incorrect API key: " + key) + "}}", key);
            case BROKEN ->
                json(500, "{\"error\": {\"message\": " + quoted("failed: " + quoted("Bearer " + key)) + "}}", key);
            case HTML -> new MockResponse.Builder().setHeader("Content-Type", "text/html")
                    .body("<html><p>" + key.replace("&", "&amp;").replace("\"", "&quot;") + " " + key + "</p></html>")
                    .build();
            case CUT -> events(chunk("You sent " + key));
        };
    }

    private static MockResponse json(int status, String body, String key) {
        return new MockResponse.Builder().code(status).setHeader("Content-Type", "application/json")
                .setHeader("X-Echo", key).body(body).build();
    }

    private static MockResponse stream(String... parts) {
        var events = new ArrayList<String>();
        for (String part : parts) events.add(chunk(part));
        events.add(end());
        return events(events.toArray(String[]::new));
    }

    private static String chunk(String text) {
        return "{\"id\": \"1\", \"model\": \"m\", \"choices\": [{\"index\": 0, \"delta\": {\"content\": " + quoted(text)
                + "}}]}";
    }

    private static String end() {
        return "{\"id\": \"1\", \"model\": \"m\", \"choices\": [{\"index\": 0, \"delta\": {}, \"finish_reason\": \"stop\"}],"
                + "\"usage\": {\"prompt_tokens\": 5, \"completion_tokens\": 5, \"total_tokens\": 10}}";
    }

    private static MockResponse events(String... data) {
        return new MockResponse.Builder().setHeader("Content-Type", "text/event-stream")
                .body("data: " + String.join("\n\ndata: ", data) + "\n\n").build();
    }

    private static String quoted(String text) { return JsonNodeFactory.instance.textNode(text).toString(); }
}
