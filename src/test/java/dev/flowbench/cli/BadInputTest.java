package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void whatIsNoWorkflowIsSaidToBeNone() throws Exception {
        Path readme = Files.writeString(folder.resolve("README.md"), "# A title\n\nSome words.\n");
        for (String command : List.of("run", "check", "preflight")) {
            String said = typed.type(command, readme.toString()).ends(2).err();
            assertTrue(said.contains("no workflow") && said.contains(".flow.json"), said);
        }
    }

    @Test
    void aRunThatIsNotThereAndOneThatCouldBeSeveralAreToldApart() throws Exception {
        assertTrue(typed.type("runs", "show", "last").ends(2).err().contains("No run was kept yet"));
        String sample = Typed.sample("invoice-chain");
        typed.type("run", sample, "--simulate", "--quiet").ends(0);
        typed.type("run", sample, "--simulate", "--quiet").ends(0);
        assertEquals("There is no run 'zz'. 'flowbench runs list' shows those there are.\n",
                typed.type("runs", "show", "zz").ends(2).err());
        assertTrue(typed.type("runs", "show", "2").ends(2).err().contains("Several runs begin with '2'"));
        String said = typed.type("runs", "import", folder.toString()).ends(2).err();
        assertTrue(said.contains("it is a folder"), said);
    }

    @Test
    void aFolderThatCannotBeUsedIsNotAnEmptyOne() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        try (var elsewhere = new Typed(file)) {
            for (List<String> command : List.of(List.of("runs", "list"), List.of("approvals"),
                    List.of("memory", "list"),
                    List.of("secrets", "list"), List.of("mcp", "list"), List.of("settings"), List.of("switch"),
                    List.of("switch", "off", "openai/x"), List.of("settings", "allow", "localhost:1"))) {
                String said = elsewhere.type(command.toArray(String[]::new)).ends(2).err();
                assertTrue(said.contains("is a file") && said.contains("FLOWBENCH_HOME"), said);
            }
        }
    }

    @Test
    void aServerThatIsNotThereIsSaidInWords() {
        String said = typed.type("tools", "try", "fetch-page", "--args", "{\"address\": \"https://nope.invalid/\"}")
                .ends(1).err();
        assertTrue(said.contains("No server is known by the name nope.invalid."), said);
        typed.type("settings", "allow", "localhost:1").ends(0);
        said = typed.type("tools", "try", "fetch-page", "--args", "{\"address\": \"http://localhost:1/\"}").ends(1)
                .err();
        assertTrue(said.contains("Nothing answers at localhost:1."), said);
    }

    @Test
    void aModelThatNobodyKnowsIsSwitchedAndSaidToBeUnknown() {
        String said = typed.type("switch", "off", "openai/gpt-nope").ends(0).err();
        assertTrue(said.contains("is off now") && said.contains("No model gpt-nope is known"), said);
        typed.type("switch", "off", "openai/*").ends(0);
        said = typed.type("switch", "on", "openai/gpt-nope").ends(0).err();
        assertTrue(said.contains("openai/* is off"), said);
        typed.type("switch", "on", "openai/*").ends(0);
        said = typed.type("switch", "off", "opnai/gpt-4.1").ends(0).err();
        assertTrue(said.contains("No provider is called opnai; there are openai"), said);
        assertFalse(typed.type("switch", "off", "openai/gpt-4.1").ends(0).err().contains("slip"));
        assertFalse(typed.type("switch", "off", "openai/*").ends(0).err().contains("slip"));
        assertFalse(typed.type("switch", "off", "openai-compatible/mine").ends(0).err().contains("slip"));
    }

    @Test
    void anOperationThatIsNotThereImportsNothing() throws Exception {
        Path api = Files.writeString(folder.resolve("api.json"), """
                {"openapi": "3.0.0", "info": {"title": "x", "version": "1"}, "servers": [{"url": "https://a.example"}],
                 "paths": {"/pets": {"get": {"operationId": "listPets", "responses": {}}}}}
                """);
        Path into = Files.copy(Path.of(Typed.sample("invoice-chain")), folder.resolve("into.flow.json"));
        String before = Files.readString(into);
        for (String only : List.of("nope", "listPets,nope")) {
            String said = typed.type("tools", "import", api.toString(), "--into", into.toString(), "--only", only)
                    .ends(2).err();
            assertTrue(said.contains("called so: nope") && said.contains("--only"), said);
        }
        assertEquals(before, Files.readString(into));
        typed.type("tools", "import", api.toString(), "--into", into.toString(), "--only", "list-pets").ends(0);
    }

    @Test
    void aBrokenFileOfSettingsIsSaidOnceAndLeftAsItIs() throws Exception {
        Files.createDirectories(folder.resolve("home"));
        Path settings = Files.writeString(folder.resolve("home/settings.json"), "x\n");
        String said = typed.type("settings", "allow", "localhost:1").ends(2).err();
        assertTrue(said.startsWith("The settings in " + settings) && !said.contains("("), said);
        assertEquals("x\n", Files.readString(settings));
    }

    @Test
    void whatSeveralProcessesSetAtOnceIsAllKept() throws Exception {
        List<Thread> all = new ArrayList<>();
        for (int one = 0; one < 6; one++) {
            String port = String.valueOf(1000 + one);
            all.add(Thread.ofVirtual().unstarted(() -> {
                try (var other = new Typed(folder.resolve("home"))) {
                    other.type("settings", "allow", "localhost:" + port).ends(0);
                    other.type("switch", "off", "openai/m" + port).ends(0);
                }
            }));
        }
        all.forEach(Thread::start);
        for (Thread one : all) one.join();
        String said = typed.type("settings").ends(0).out() + typed.type("switch").ends(0).out()
                + Files.readString(folder.resolve("home/settings.json"));
        for (int one = 1000; one < 1006; one++) {
            assertTrue(said.contains("localhost:" + one) && said.contains("openai/m" + one), said);
        }
    }

    @Test
    void onlyItsUserReadsTheFolder() throws Exception {
        for (List<String> command : List.of(List.of("settings", "allow", "localhost:1"), List.of("runs", "list"),
                List.of("models", "test", "openai", "--model", "x"), List.of("secrets", "bind", "A", "a.example"),
                List.of("run", Typed.sample("invoice-chain"), "--simulate", "--quiet"),
                List.of("tools", "try", "clock"), List.of("mcp", "list"))) {
            Path home = Files.createTempDirectory(folder, "home");
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
            try (var other = new Typed(home)) {
                other.type(command.toArray(String[]::new));
            }
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home)),
                    command.toString());
        }
    }

    @Test
    void theOutboxIsThereBeforeTheFirstRun() {
        typed.type("tools", "try", "send-message", "--args",
                "{\"to\": \"ada@example.org\", \"subject\": \"Hi\", \"body\": \"There\"}").ends(0);
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
