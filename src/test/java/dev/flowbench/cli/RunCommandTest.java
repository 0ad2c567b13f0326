package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.event.What;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run}: its inputs, its two outputs, its exit codes. */
class RunCommandTest {
    private static final String ECHO = """
            {
              "flowbench": 1,
              "id": "echo",
              "inputs": { "type": "object", "required": ["name"], "properties": {
                "name": { "type": "string", "maxLength": 20 },
                "times": { "type": "integer", "minimum": 1, "default": 2 } } },
              "nodes": [ { "id": "say", "kind": "transform", "template": "{{name}} {{times}}", "maxChars": 100 } ],
              "wires": [ "say.result -> out.text" ]
            }
            """;
    private static final String ASK = """
            {
              "flowbench": 1,
              "id": "ask",
              "models": { "m": { "provider": "openai", "model": "gpt-4.1-mini" } },
              "nodes": [ { "id": "ask", "kind": "llm", "title": "Ask", "model": "m", "retry": { "attempts": 1 },
                "messages": [ { "role": "user", "text": "hello" } ], "maxOutputTokens": 50 } ],
              "wires": [ "ask.result -> out.text" ]
            }
            """;

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

    @Test
    void halfACharacterInADocumentKeepsNoRunFromBeingKept() throws Exception {
        Path file = Files.writeString(folder.resolve("half.flow.json"), """
                { "flowbench": 1, "id": "half", "name": "Half \\ud800", "nodes": [
                  { "id": "a", "kind": "transform", "title": "\\udc00", "template": "x\\udc00y", "maxChars": 10 } ] }
                """);
        assertTrue(typed.type("run", file.toString()).ends(0).out().startsWith("x\ufffdy"));
        typed.type("replay", "last").ends(0);
        typed.type("runs", "show", "last").ends(0);
    }

    @Test
    void textIsPrintedPlainlyAndAllElseGoesToStandardError() {
        var outcome = typed.type("run", Typed.sample("release-notes"), "--simulate").ends(0);
        assertTrue(outcome.out().startsWith("## 5.0\n") && outcome.out().endsWith("comment box.\n"), outcome.out());
        assertTrue(outcome.err().contains("release-notes.inputs.json"), outcome.err());
        assertTrue(outcome.err().lines().toList().getLast().startsWith("done · 5 steps · "), outcome.err());
    }

    @Test
    void severalOutputsAreOneObject() throws Exception {
        JsonNode out = new ObjectMapper()
                .readTree(typed.type("run", Typed.sample("support-router"), "--simulate", "-q").ends(0).out());
        assertEquals("billing", out.path("route").asText());
    }

    @Test
    void stepsAreToldOnlyToWhoWatches() {
        String quiet = typed.type("run", Typed.sample("release-notes"), "--simulate").err();
        assertTrue(!quiet.contains("Strict editor"), quiet);
        typed.watched = true;
        String watched = typed.type("run", Typed.sample("release-notes"), "--simulate").err();
        assertTrue(watched.contains("✓ ") && watched.contains("Strict editor"), watched);
    }

    @Test
    void eventsArePureJsonLinesInOrder() throws Exception {
        var outcome = typed.type("run", Typed.sample("contract-review"), "--simulate", "--events").ends(0);
        var events = new ArrayList<Event>();
        for (String line : outcome.out().lines().toList()) {
            events.add(EventJson.read(line));
        }
        for (int i = 0; i < events.size(); i++) {
            assertEquals(i + 1, events.get(i).seq());
        }
        assertTrue(events.getFirst().what() instanceof What.RunStarted);
        assertTrue(events.getLast().what() instanceof What.RunFinished);
        assertTrue(outcome.out().endsWith("\n"));
    }

    @Test
    void theSameSeedGivesTheSameResult() throws Exception {
        String file = write("ask.flow.json", ASK).toString();
        String seven = typed.type("run", file, "--simulate", "--seed", "7").ends(0).out();
        assertEquals(seven, typed.type("run", file, "--simulate", "--seed", "7").ends(0).out());
        assertTrue(typed.type("run", file, "--simulate", "--seed", "x").ends(2).err().contains("whole number"));
    }

    @Test
    void inputsComeFromTheFileBesideAFileStandardInputAndTheCommandLine() throws Exception {
        String file = write("echo.flow.json", ECHO).toString();
        Path other = write("other.json", "{\"name\": \"file\", \"times\": 5}");
        assertEquals("typed 2\n", typed.type("run", file, "--input", "name=typed").ends(0).out());
        assertEquals("a=b 3\n", typed.type("run", file, "--input", "name=a=b", "--input=times=3").ends(0).out());
        assertEquals("file 5\n", typed.type("run", file, "--inputs", other.toString()).ends(0).out());
        assertEquals("typed 5\n",
                typed.type("run", file, "--inputs", other.toString(), "--input", "name=typed").ends(0).out());
        typed.standardInput = "{\"name\": \"piped\"}";
        assertEquals("piped 2\n", typed.type("run", file, "--inputs", "-").ends(0).out());
        write("echo.inputs.json", "{\"name\": \"beside\"}");
        assertEquals("beside 2\n", typed.type("run", file).ends(0).out());
        assertEquals("beside 9\n", typed.type("run", file, "--input", "times=9").ends(0).out());
    }

    @Test
    void inputsThatDoNotFitAreNamedBeforeTheRun() throws Exception {
        String file = write("echo.flow.json", ECHO).toString();
        bad("The input 'name' is missing.", file);
        bad("'times'", file, "--input", "name=x", "--input", "times=many");
        bad("'times'", file, "--input", "name=x", "--input", "times=0");
        bad("'name'", file, "--input", "name=" + "x".repeat(21));
        bad("There is no input 'nane'. The inputs are: name, times.", file, "--input", "nane=x");
        bad("a name and a value", file, "--input", "name");
        bad("there is no such file", file, "--inputs", folder.resolve("nowhere.json").toString());
        bad("is a folder", file, "--inputs", folder.toString());
        bad("broken.json:2:1", file, "--inputs", write("broken.json", "{\"name\": \n]").toString());
        bad("must be a JSON object", file, "--inputs", write("list.json", "[1]").toString());
        bad("'name'", file, "--inputs", write("number.json", "{\"name\": 5}").toString());
        assertTrue(typed.type("runs", "list").err().contains("No run was kept"));
    }

    private void bad(String part, String file, String... options) {
        var all = new ArrayList<>(List.of("run", file, "--simulate"));
        all.addAll(List.of(options));
        var outcome = typed.type(all.toArray(String[]::new)).ends(2);
        assertTrue(outcome.err().contains(part), outcome.err());
        assertEquals("", outcome.out());
    }

    @Test
    void aMissingKeyIsFoundBeforeTheFirstStep() throws Exception {
        String file = write("ask.flow.json", ASK).toString();
        var outcome = typed.type("run", file, "--trust").ends(2);
        assertTrue(outcome.err().contains("OPENAI_API_KEY") && outcome.err().contains("--simulate"), outcome.err());
        assertTrue(typed.type("runs", "list").err().contains("No run was kept"));
    }

    @Test
    void aFailedRunNamesThePlaceAndEndsWithOne() throws Exception {
        String file = write("ask.flow.json", ASK).toString();
        write("ask.sim.json", "{\"answers\": {\"ask\": [{\"fault\": \"server-error\"}]}}");
        var outcome = typed.type("run", file, "--simulate").ends(1);
        assertEquals("", outcome.out());
        assertTrue(outcome.err().startsWith(file + ":5:"), outcome.err());
        assertTrue(outcome.err().contains("failed · "), outcome.err());
    }

    @Test
    void aBrokenScriptIsNamed() throws Exception {
        String file = write("ask.flow.json", ASK).toString();
        write("ask.sim.json", "{\"answers\": {\"ask\": [{\"flaut\": \"server-error\"}]}}");
        assertTrue(typed.type("run", file, "--simulate").ends(2).err().startsWith("ask.sim.json"));
    }

    @Test
    void aPartialResultIsPrintedAndEndsWithThree() throws Exception {
        String text = Files.readString(Path.of(Typed.sample("release-notes"))).replace("\"maxIterations\": 3",
                "\"maxIterations\": 1");
        String file = write("release-notes.flow.json", text).toString();
        for (String beside : List.of("release-notes.inputs.json", "release-notes.sim.json")) {
            Files.copy(Path.of(Typed.sample("release-notes")).resolveSibling(beside), folder.resolve(beside));
        }
        var outcome = typed.type("run", file, "--simulate").ends(3);
        assertTrue(outcome.out().startsWith("## 5.0"), outcome.out());
        assertTrue(outcome.err().contains("partial · ") && outcome.err().contains("iterations"), outcome.err());
    }

    @Test
    void controlCEndsTheRunAndItIsKeptAsCancelled() throws Exception {
        String file = write("ask.flow.json", ASK).toString();
        write("ask.sim.json", "{\"answers\": {\"ask\": [{\"text\": \"late\", \"latencyMs\": 600000}]}}");
        var hooks = new ArrayList<Thread>();
        typed.interrupts = action -> {
            hooks.add(Thread.ofPlatform().start(action));
            return () -> {};
        };
        var outcome = typed.type("run", file, "--simulate", "--speed", "real", "--events").ends(130);
        for (Thread hook : hooks) {
            hook.join();
        }
        assertTrue(EventJson.read(outcome.out().lines().toList().getLast()).what() instanceof What.RunFinished);
        assertTrue(outcome.err().contains("cancelled"), outcome.err());
        assertTrue(typed.type("runs", "list").out().contains("cancelled"));
    }

    @Test
    void aHomeThatCannotBeWrittenEndsBeforeTheRun() throws Exception {
        Path file = Files.writeString(folder.resolve("taken"), "a file");
        try (var elsewhere = new Typed(file)) {
            var outcome = elsewhere.type("run", Typed.sample("release-notes"), "--simulate").ends(2);
            assertTrue(outcome.err().contains(file.toString()) && outcome.err().contains("FLOWBENCH_HOME"),
                    outcome.err());
            assertEquals("", outcome.out());
            elsewhere.type("check", Typed.sample("release-notes")).ends(0);
        }
    }

    @Test
    void aReaderThatGoesAwayIsNoError() {
        var err = new ByteArrayOutputStream();
        var gone = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        }, false, StandardCharsets.UTF_8);
        int exitCode = typed.type(gone, new PrintStream(err, false, StandardCharsets.UTF_8), "run",
                Typed.sample("release-notes"), "--simulate", "--events");
        assertEquals(0, exitCode);
        assertTrue(!err.toString(StandardCharsets.UTF_8).contains("pipe"), err.toString(StandardCharsets.UTF_8));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
