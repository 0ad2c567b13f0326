package dev.flowbench.tool.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.tool.mcp.McpServers.Shown;
import dev.flowbench.tool.mcp.McpServers.Standing;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a person agrees to is exactly one command: whatever is changed of it, they are asked again. Nothing is started. */
class ConsentTest {
    @TempDir Path folder;
    private Bench bench;

    @BeforeEach
    void make() {
        bench = new Bench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Path program(String place, String content) throws IOException {
        Path file = Files.createDirectories(folder.resolve(place)).resolve("server");
        Files.writeString(file, content);
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }

    private ObjectNode entry() throws IOException {
        ObjectNode entry = Bench.program(program("bin", "one").toString(), "--root", "/data", "--fast").put("cwd",
                folder.toString());
        entry.putObject("env").put("TOKEN", "${MY_TOKEN}").put("MODE", "read");
        return entry;
    }

    private ObjectNode web() {
        ObjectNode entry = Bench.JSON.createObjectNode().put("type", "http").put("url", "https://mcp.example.com/mcp");
        entry.putObject("headers").put("Authorization", "Bearer ${MY_TOKEN}").put("X-Team", "blue");
        return entry;
    }

    private Shown shown(String name) {
        return bench.mcp().shown(name).orElseThrow();
    }

    private static ObjectNode changed(ObjectNode entry, Consumer<ObjectNode> change) {
        ObjectNode copy = entry.deepCopy();
        change.accept(copy);
        return copy;
    }

    private static void arguments(ObjectNode entry, String... arguments) {
        List.of(arguments).forEach(entry.putArray("args")::add);
    }

    private static ObjectNode env(ObjectNode entry) {
        return (ObjectNode) entry.get("env");
    }

    @TestFactory
    List<DynamicTest> everyMutationOfAnApprovedCommandIsAskedAbout() throws IOException {
        var mutations = new LinkedHashMap<String, JsonNode>();
        ObjectNode entry = entry();
        Path other = program("other", "one");
        Files.createDirectories(folder.resolve("elsewhere"));
        mutations.put("another program", changed(entry, e -> e.put("command", other.toString())));
        mutations.put("a program found by name", changed(entry, e -> e.put("command", "server")));
        mutations.put("an argument changed", changed(entry, e -> arguments(e, "--root", "/", "--fast")));
        mutations.put("an argument more", changed(entry, e -> e.withArray("args").add("--write")));
        mutations.put("an argument less", changed(entry, e -> arguments(e, "--root", "/data")));
        mutations.put("another order", changed(entry, e -> arguments(e, "--fast", "--root", "/data")));
        mutations.put("two arguments as one", changed(entry, e -> arguments(e, "--root /data", "--fast")));
        mutations.put("an empty argument", changed(entry, e -> e.withArray("args").add("")));
        mutations.put("case", changed(entry, e -> arguments(e, "--root", "/Data", "--fast")));
        mutations.put("a sign that is not seen", changed(entry, e -> arguments(e, "--root", "/data\u200b", "--fast")));
        mutations.put("a variable more", changed(entry, e -> env(e).put("NODE_OPTIONS", "--require=/tmp/x.js")));
        mutations.put("a variable less", changed(entry, e -> env(e).remove("MODE")));
        mutations.put("a variable's value", changed(entry, e -> env(e).put("MODE", "write")));
        mutations.put("a variable's name", changed(entry, e -> {
            env(e).remove("MODE");
            env(e).put("Mode", "read");
        }));
        mutations.put("another secret", changed(entry, e -> env(e).put("TOKEN", "${OPENAI_API_KEY}")));
        mutations.put("another folder", changed(entry, e -> e.put("cwd", folder.resolve("elsewhere").toString())));
        mutations.put("no folder", changed(entry, e -> e.remove("cwd")));
        mutations.put("a server on the web", web());
        ObjectNode web = web();
        var onTheWeb = new LinkedHashMap<String, JsonNode>();
        onTheWeb.put("another host", changed(web, e -> e.put("url", "https://mcp.example.org/mcp")));
        onTheWeb.put("another path", changed(web, e -> e.put("url", "https://mcp.example.com/mcp2")));
        onTheWeb.put("http", changed(web, e -> e.put("url", "http://mcp.example.com/mcp")));
        onTheWeb.put("a header more", changed(web, e -> e.withObject("headers").put("X-More", "1")));
        onTheWeb.put("a header's value", changed(web, e -> e.withObject("headers").put("X-Team", "red")));
        onTheWeb.put("another secret", changed(web,
                e -> e.withObject("headers").put("Authorization", "Bearer ${OPENAI_API_KEY}")));
        var tests = new ArrayList<DynamicTest>();
        tests.addAll(tests(entry, mutations));
        tests.addAll(tests(web, onTheWeb));
        return tests;
    }

    private List<DynamicTest> tests(ObjectNode entry, Map<String, JsonNode> mutations) {
        return mutations.entrySet().stream().map(mutation -> DynamicTest.dynamicTest(mutation.getKey(), () -> {
            bench.environment.put("PATH", folder.resolve("other").toString());
            bench.again();
            bench.add("one", entry);
            String consent = shown("one").consent();
            assertTrue(bench.mcp().allow("one", consent));
            assertEquals(Standing.UNSEEN, shown("one").standing());
            bench.add("one", mutation.getValue());
            Shown now = shown("one");
            assertTrue(now.standing() == Standing.NOT_ALLOWED || now.standing() == Standing.UNUSABLE, now.text());
            assertFalse(bench.mcp().allow("one", consent), "the old yes is none for the new command");
            bench.add("one", entry);
            assertEquals(Standing.UNSEEN, shown("one").standing(), "what was allowed is still allowed");
        })).toList();
    }

    @Test
    void anotherContentUnderTheSameNameIsAskedAbout() throws IOException {
        bench.add("one", entry());
        assertTrue(bench.mcp().allow("one", shown("one").consent()));
        program("bin", "two, of another size");
        assertEquals(Standing.NOT_ALLOWED, shown("one").standing());
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @TestFactory
    List<DynamicTest> anotherContentOfAFileThatAnArgumentNamesIsAskedAbout() throws IOException {
        Path script = file("srv.py", "one");
        String path = script.toString();
        return Map.of("a path", List.of(path), "a name in its folder", List.of("-u", "srv.py"), "of an option",
                List.of("--require=" + path), "grown together", List.of("-r" + path), "an address",
                List.of("--import", "file://" + path), "one of a list", List.of("-cp", "/none.jar" + File.pathSeparator
                        + path),
                "in a line for a shell", List.of("-c", "exec python3 '" + path + "' --fast"))
                .entrySet().stream().map(way -> DynamicTest.dynamicTest(way.getKey(), () -> {
                    file("srv.py", "one");
                    bench.again();
                    bench.add("one", changed(entry(), e -> arguments(e, way.getValue().toArray(String[]::new))));
                    String consent = shown("one").consent();
                    assertTrue(shown("one").text().contains("with the file " + path), shown("one").text());
                    assertTrue(bench.mcp().allow("one", consent));
                    assertEquals(Standing.UNSEEN, shown("one").standing());
                    assertFalse(shown("one").text().contains("changed"), shown("one").text());
                    file("srv.py", "two, of another size");
                    assertEquals(Standing.NOT_ALLOWED, shown("one").standing());
                    assertTrue(shown("one").text().contains("changed since it was allowed: " + path),
                            shown("one").text());
                    var refused = assertThrows(ToolException.class, () -> bench.mcp().list("one"));
                    assertEquals(ErrorCode.NOT_GRANTED, refused.code());
                    assertTrue(String.valueOf(refused.getMessage()).endsWith("changed since it was allowed: " + path),
                            refused.getMessage());
                    assertFalse(bench.mcp().allow("one", consent), "the old yes is none for the new content");
                    Files.delete(script);
                    assertEquals(Standing.NOT_ALLOWED, shown("one").standing());
                    file("srv.py", "one");
                    assertEquals(Standing.UNSEEN, shown("one").standing(), "what was allowed is still allowed");
                })).toList();
    }

    @Test
    void aChangedFileWhoseSizeAndTimeAreAsTheyWereIsAskedAbout() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("unix"));
        Path script = file("srv.py", "good");
        bench.add("one", changed(entry(), e -> arguments(e, "srv.py")));
        assertTrue(bench.mcp().allow("one", shown("one").consent()));
        FileTime time = Files.getLastModifiedTime(script);
        Object written = Files.getAttribute(script, "unix:ctime");
        do { // The system's clock ticks a few times in ten milliseconds.
            file("srv.py", "evil");
            Files.setLastModifiedTime(script, time);
        } while (written.equals(Files.getAttribute(script, "unix:ctime")));
        assertEquals(Standing.NOT_ALLOWED, shown("one").standing());
    }

    @Test
    void whatAServerWritesItselfIsNotAskedAbout() throws IOException {
        ObjectNode entry = changed(entry(), e -> arguments(e, "srv.py", "--db", "my.db", "--memory=memory.json"));
        file("srv.py", "script");
        bench.add("one", changed(entry, e -> e.putArray("data").add("memory.json")));
        assertTrue(bench.mcp().allow("one", shown("one").consent()));
        file("my.db", "");
        file("memory.json", "{}");
        assertEquals(Standing.UNSEEN, shown("one").standing(), shown("one").text());
        file("my.db", "SQLite format 3\0 and pages");
        file("memory.json", "{\"a\": 1}");
        assertEquals(Standing.UNSEEN, shown("one").standing(), shown("one").text());
        assertTrue(shown("one").text().contains("memory.json, which it writes itself"), shown("one").text());
        bench.add("one", changed(entry, e -> e.putArray("data").add("memory.json").add("srv.py")));
        assertEquals(Standing.NOT_ALLOWED, shown("one").standing(), "more that may change is a question");
        bench.add("one", changed(entry, e -> e.putArray("data").add("memory.json")));
        file("srv.py", "SQLite format 3\0 no more a script");
        assertEquals(Standing.NOT_ALLOWED, shown("one").standing());
    }

    @Test
    void aLargeFileIsToldByItsSizeAndTime() throws IOException {
        Path model = folder.resolve("model.gguf");
        try (var file = new RandomAccessFile(model.toFile(), "rw")) {
            file.setLength(65L << 20);
        }
        bench.add("one", changed(entry(), e -> arguments(e, "-m", model.toString())));
        assertTrue(bench.mcp().allow("one", shown("one").consent()));
        bench.again();
        assertEquals(Standing.UNSEEN, shown("one").standing());
        Files.setLastModifiedTime(model, FileTime.fromMillis(1_000));
        assertEquals(Standing.NOT_ALLOWED, shown("one").standing());
    }

    @Test
    void anEntryThatSaysNothingIsNotKept() throws IOException {
        bench.add("one", entry());
        for (String empty : List.of("{}", "[]", "{\"command\": \" \"}", "{\"type\": \"http\"}")) {
            var said = assertThrows(IOException.class,
                    () -> bench.mcp().add("{\"mcpServers\": {\"two\": {\"command\": \"x\"}, \"n\": " + empty + "}}"));
            assertTrue(String.valueOf(said.getMessage()).contains("\"n\" names no command and no url"),
                    said.getMessage());
        }
        assertEquals(Set.of("one"), bench.mcp().names());
    }

    @Test
    void consentsOfDifferentCommandsAreDifferent() throws IOException {
        var consents = new HashSet<String>();
        for (int i = 0; i < 50; i++) {
            int at = i;
            bench.add("one", changed(entry(), e -> arguments(e, "a".repeat(at))));
            consents.add(shown("one").consent());
        }
        assertEquals(50, consents.size());
    }

    @Test
    void allOfItIsShownAndNoKey() throws IOException {
        String key = "sk-live-0123456789abcdef";
        String longest = "x".repeat(5_000) + "\u202etxt.exe\u0000".replace("\u0000", "\u001b[2J");
        bench.add("one", changed(entry(), e -> {
            arguments(e, longest, "two words", "quote\"d");
            env(e).put("API_KEY", key).put("PLAIN", "value");
        }));
        Shown shown = shown("one");
        assertTrue(shown.text().contains("x".repeat(5_000)), "nothing is shortened");
        assertTrue(shown.text().contains("\"two words\" \"quote\\\"d\""), shown.text());
        assertFalse(shown.text().contains("\u202e") || shown.text().contains("\u001b"), "nothing turns the line round");
        assertTrue(shown.text().contains("PLAIN=value") && shown.text().contains("TOKEN=\"${MY_TOKEN}\""),
                shown.text());
        assertFalse(shown.text().contains(key), shown.text());
        assertTrue(shown.warnings().stream().anyMatch(warning -> warning.contains("API_KEY")),
                shown.warnings().toString());
        assertFalse(bench.mcp().entries().toString().contains(key));
    }

    @Test
    void packagesWithoutAVersionAreWarnedAbout() throws IOException {
        bench.environment.put("PATH", folder.resolve("bin").toString());
        bench.again();
        for (String runner : List.of("npx", "uvx", "npm", "uv", "bunx")) {
            Path file = Files.createDirectories(folder.resolve("bin")).resolve(runner);
            Files.writeString(file, runner);
            assertTrue(file.toFile().setExecutable(true));
        }
        Map<List<String>, Boolean> warned = Map.of(
                List.of("npx", "-y", "@scope/server"), true,
                List.of("npx", "-y", "@scope/server@latest"), true,
                List.of("npx", "-y", "@scope/server@1.2.3", "/data"), false,
                List.of("npx", "--package=server", "-c", "server"), true,
                List.of("npx", "-p", "server@2.0.1", "server"), false,
                List.of("uvx", "mcp-server-git"), true,
                List.of("uvx", "mcp-server-git==1.0.2"), false,
                List.of("npm", "exec", "server"), true,
                List.of("uv", "tool", "run", "server"), true);
        for (var each : warned.entrySet()) {
            List<String> command = each.getKey();
            boolean expected = each.getValue();
            bench.add("one", Bench.program(command.getFirst(),
                    command.subList(1, command.size()).toArray(String[]::new)));
            assertEquals(expected, !shown("one").warnings().isEmpty(), command + " " + shown("one"));
            // What may be another program the next time is not remembered.
            assertTrue(bench.mcp().allow("one", shown("one").consent()));
            assertEquals(Standing.UNSEEN, shown("one").standing());
            bench.again();
            assertEquals(expected ? Standing.NOT_ALLOWED : Standing.UNSEEN, shown("one").standing(),
                    command.toString());
        }
        assertEquals(Set.of("one"), bench.mcp().names());
    }

    @Test
    void configurationsOfOtherClientsAreTakenAsTheyAre() throws IOException {
        assertEquals(List.of("github"), bench.mcp().add("""
                {
                  // Claude Code
                  "mcpServers": {
                    "github": {"type": "http", "url": "https://api.example.com/mcp/",
                               "headers": {"Authorization": "Bearer ${GITHUB_TOKEN}"}},
                  }
                }"""));
        assertEquals(List.of("vs"), bench.mcp().add("""
                {"servers": {"vs": {"type": "stdio", "command": "node", "args": ["x.js", 3, true],
                 "env": {"A": "${env:HOME}"}}}, "inputs": []}"""));
        assertEquals(List.of("deep"), bench.mcp().add("{\"mcp\": {\"servers\": {\"deep\": {\"command\": \"x\"}}}}"));
        assertEquals(Set.of("github", "vs", "deep"), bench.mcp().names());
        assertEquals(List.of("asks"), bench.mcp().add("""
                {"servers": {"asks": {"command": "x", "env": {"A": "${input:my-key}"}}}}"""));
        assertFalse(shown("asks").text().contains("variable"), shown("asks").text());
        assertEquals(List.of("bare", "wind"), bench.mcp().add("\uFEFF{\"bare\": {\"command\": \"x\"},"
                + " \"wind\": {\"url\": null, \"serverUrl\": \"https://x.example/mcp\"}}"));
        assertEquals(List.of("gemini"), bench.mcp().add(
                "{\"mcpServers\": {\"gemini\": {\"httpUrl\": \"https://x.example/mcp\"}}}"));
        assertInstanceOf(McpEntry.Web.class, bench.mcp().entries().get("gemini").way());
        assertThrows(IOException.class, () -> bench.mcp().add("{\"mcpServers\": {\"\": {\"command\": \"x\"}}}"));
        assertEquals(List.of("x.js", "3", "true"),
                ((McpEntry.Program) bench.mcp().entries().get("vs").way()).arguments());
        assertTrue(bench.mcp().remove("vs"));
        assertFalse(bench.mcp().remove("vs"));
    }

    @Test
    void whatCannotBeUsedSaysWhyAndWhatToDo() throws IOException {
        Map<String, String> said = Map.ofEntries(
                Map.entry("{\"type\": \"sse\", \"url\": \"https://x.example/sse\"}", "sse"),
                Map.entry("{\"type\": \"ws\", \"url\": \"wss://x.example\"}", "no type"),
                Map.entry("{}", "no command"), Map.entry("[]", "not a JSON object"),
                Map.entry("{\"command\": \"x\", \"args\": \"-y\"}", "not a list"),
                Map.entry("{\"command\": \"x\", \"args\": [\"${API_KEY}\"]}", "variable"),
                Map.entry("{\"command\": \"x\", \"env\": {\"A\": \"${userHome}/x\"}}", "not known"),
                Map.entry("{\"command\": \"x\", \"envFile\": \"${workspaceFolder}/.env\"}", "envFile"),
                Map.entry("{\"command\": \"no-such-program-here -y x\"}", "the program alone"),
                Map.entry("{\"command\": \"x\", \"env\": {\"A=B\": \"1\"}}", "cannot be used"),
                Map.entry("{\"command\": \"x\", \"data\": \"y\"}", "\"data\" is not a list"),
                Map.entry("{\"command\": \"x\", \"disabled\": true}", "switched off"),
                Map.entry("{\"command\": \"no-such-program-here\"}", "search path"),
                Map.entry("{\"url\": \"file:///etc/passwd\"}", "not the address"),
                Map.entry("{\"url\": \"https://user:pass@x.example/\"}", "not the address"),
                Map.entry("{\"url\": \"https://x.example/\", \"headers\": {\"A\": \"${B} c\"}}", "must end"),
                Map.entry("{\"url\": \"https://x.example/\", \"headers\": {\"A\": \"${B}\", \"C\": \"${D}\"}}",
                        "More than one"),
                Map.entry("{\"command\": \"x\", \"effects\": {\"a\": \"harmless\"}}", "effect"));
        for (Map.Entry<String, String> one : said.entrySet()) {
            ObjectNode all = Bench.JSON.createObjectNode();
            all.putObject("mcpServers").set("one", Bench.JSON.readTree(one.getKey()));
            Files.writeString(bench.config, all.toString());
            Shown shown = shown("one");
            assertEquals(Standing.UNUSABLE, shown.standing(), one.getKey());
            assertTrue(shown.text().contains(one.getValue()), one.getKey() + ": " + shown.text());
            assertTrue(shown.text().endsWith(".") || shown.text().endsWith("\""), shown.text());
        }
    }
}
