package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What people and servers get wrong: one clear message with the place and the way out, and the right exit code. */
class BadInputTest {
    private static final String STEP = "\"kind\": \"transform\", \"template\": \"x\", \"maxChars\": 10";

    @TempDir Path folder;
    private Typed typed;

    @BeforeEach
    void open() {
        typed = new Typed(folder.resolve("home"));
    }

    @AfterEach
    void close() {
        typed.close();
    }

    /** A file, its content, what {@code check} makes of it, and what both messages name. */
    enum Bad {
        EMPTY("", 2, "empty"),
        NOT_JSON("flowbench: 1\n", 2, ":1:"),
        TRUNCATED("{\n  \"flowbench\": 1,\n  \"id\": \"t\",\n  \"nodes\": [ { \"id\": \"a\"", 2, ":4:"),
        NO_WORKFLOW("[1, 2]", 2, "bad.flow.json"),
        NESTED("[".repeat(10_000) + "]".repeat(10_000), 2, ":1:"),
        NESTED_NODES(
                "{\"flowbench\": 1, \"id\": \"t\", \"nodes\": [" + "{\"slots\":{\"body\":{\"nodes\":[".repeat(10_000),
                2, ":1:"),
        DUPLICATE_KEY("{\"flowbench\": 1, \"flowbench\": 1, \"id\": \"t\", \"nodes\": []}", 2, ":1:"),
        DUPLICATE_IDS(flow("{ \"id\": \"a\", " + STEP + " },\n{ \"id\": \"a\", " + STEP + " }", "a.result -> out.x"), 5,
                "\"a\""),
        DANGLING(flow("{ \"id\": \"a\", " + STEP + " }", "b.result -> out.x"), 5, "\"b\""),
        CYCLE(flow("{ \"id\": \"a\", \"kind\": \"transform\", \"template\": \"{{x}}\", \"maxChars\": 10 },\n"
                + "{ \"id\": \"b\", \"kind\": \"transform\", \"template\": \"{{x}}\", \"maxChars\": 10 }",
                "a.result -> b.x\", \"b.result -> a.x\", \"b.result -> out.x"), 5, "a"),
        UNKNOWN_KIND(flow("{ \"id\": \"a\", \"kind\": \"telepathy\" }", "a.result -> out.x"), 0, "telepathy"),
        NEWER("{\"flowbench\": 99, \"id\": \"t\", \"nodes\": [ { \"id\": \"a\", " + STEP + " } ]}", 5, "99");

        final String content;
        final int checked;
        final String named;

        Bad(String content, int checked, String named) {
            this.content = content;
            this.checked = checked;
            this.named = named;
        }

        private static String flow(String nodes, String wire) {
            return "{\n\"flowbench\": 1,\n\"id\": \"t\",\n\"nodes\": [ " + nodes + " ],\n\"wires\": [ \"" + wire
                    + "\" ]\n}";
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBadFileIsNeitherWellNorRun(Bad bad) throws Exception {
        String file = Files.writeString(folder.resolve("bad.flow.json"), bad.content).toString();
        var checked = typed.type("check", file).ends(bad.checked);
        String said = checked.out() + checked.err();
        assertTrue(said.startsWith(file) && said.contains(bad.named), said);
        var run = typed.type("run", file, "--simulate").ends(2);
        assertTrue(run.err().startsWith(file) && run.err().contains(bad.named), run.err());
        assertEquals("", run.out());
        assertTrue(run.err().lines().allMatch(line -> line.startsWith(file) && line.length() < 600), run.err());
    }

    @Test
    void aFileOf200MegabytesIsRefusedUnread() throws Exception {
        Path file = folder.resolve("huge.flow.json");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(200L * 1024 * 1024);
        }
        assertTrue(typed.type("run", file.toString(), "--simulate").ends(2).err().contains("200 MB"));
        assertTrue(typed.type("check", file.toString()).ends(2).err().startsWith(file + ": "));
    }

    @Test
    void aFolderAndAMissingFileAreSaidToBe() {
        assertTrue(typed.type("run", folder.toString()).ends(2).err().startsWith(folder + ": "));
        assertTrue(typed.type("check", folder.resolve("no.flow.json").toString()).ends(2).err()
                .startsWith(folder.resolve("no.flow.json") + ": "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "401 | key",
        "429 | MODEL_TITLE",
        "500 | MODEL_TITLE",
        "200 | web page"})
    void whatAServerAnswersIsSaidWithThePlace(int status, String named) throws Exception {
        try (var server = new MockWebServer()) {
            server.start();
            for (int i = 0; i < 2; i++) {
                server.enqueue(new MockResponse.Builder().code(status).setHeader("Content-Type", "text/html")
                        .body("<html>Welcome</html>").build());
            }
            String file = asking(server, "PT30S");
            var outcome = typed.type("run", file, "--trust").ends(1);
            assertTrue(outcome.err().startsWith(file + ":6:"), outcome.err());
            assertTrue(outcome.err().contains(named.equals("MODEL_TITLE") ? "gpt-test" : named), outcome.err());
            assertTrue(outcome.err().contains("failed · "), outcome.err());
            assertTrue(typed.type("runs", "list").ends(0).out().contains("failed"));
        }
    }

    @Test
    void aServerThatHangsIsGivenUpInTime() throws Exception {
        try (var server = new MockWebServer()) {
            server.start();
            for (int i = 0; i < 2; i++) {
                server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
            }
            String file = asking(server, "PT0.4S");
            assertTrue(typed.type("run", file, "--trust").ends(1).err().startsWith(file + ":6:"));
            assertTrue(typed.type("runs", "show", "last", "--json").ends(0).out().contains("\"TIMEOUT\""));
        }
    }

    private String asking(MockWebServer server, String timeout) throws IOException {
        typed.secrets.put("TEST_KEY", "sk-test-0123456789");
        typed.type("settings", "allow", "localhost:" + server.getPort()).ends(0);
        return Files.writeString(folder.resolve("ask.flow.json"), """
                {
                "flowbench": 1,
                "id": "ask",
                "models": { "m": { "provider": "openai-compatible", "model": "gpt-test", "baseUrl": "%s", "secret": "TEST_KEY" } },
                "nodes": [
                { "id": "ask", "kind": "llm", "title": "Ask", "model": "m", "timeout": "%s",
                  "retry": { "attempts": 2, "backoff": "PT0.01S", "maxBackoff": "PT0.02S" },
                  "messages": [ { "role": "user", "text": "hello" } ], "maxOutputTokens": 50 } ],
                "wires": [ "ask.result -> out.text" ]
                }
                """.formatted(server.url("/v1"), timeout)).toString();
    }
}
