package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulated run reads and computes; whatever else it does stays within it. */
class SimulatedRunTest {
    /** Remembers, asks, looks up what it remembers, writes a file and reads another. */
    private static final String NOTES = """
            {
              "flowbench": 1,
              "id": "notes",
              "nodes": [
                { "id": "keep", "kind": "remember", "text": "Herons fish at the pond.", "scope": "birds", "k": 1,
                  "maxChars": 500 },
                { "id": "ask", "kind": "approval", "question": "Go on?", "timeLimit": "PT1H" },
                { "id": "find", "kind": "recall", "query": "herons at the pond", "scope": "birds", "k": 3,
                  "maxChars": 2000 },
                { "id": "write", "kind": "tool", "tool": "write-file", "config": { "folder": "files" },
                  "arguments": { "path": "new.txt", "text": "new" }, "maxResultChars": 1000, "callTimeout": "PT5S" },
                { "id": "read", "kind": "tool", "tool": "read-file", "config": { "folder": "files" },
                  "arguments": { "path": "old.txt" }, "maxResultChars": 1000, "callTimeout": "PT5S" },
                { "id": "all", "kind": "transform", "maxChars": 5000,
                  "template": "{{#found}}{{text}};{{/found}}{{^found}}nothing;{{/found}} {{old.text}}" }
              ],
              "wires": [ "keep.result -> ask.value", "ask.approved -> find.when", "find.result -> all.found",
                "ask.approved -> write.when", "write.result -> read.when", "read.result -> all.old",
                "all.result -> out.text" ]
            }
            """;

    @TempDir Path folder;
    private Typed typed;
    private String notes = "";

    @BeforeEach
    void open() throws Exception {
        typed = new Typed(folder.resolve("home"));
        Files.createDirectory(folder.resolve("files"));
        Files.writeString(folder.resolve("files/old.txt"), "the old text");
        notes = Files.writeString(folder.resolve("notes.flow.json"), NOTES).toString();
    }

    @AfterEach
    void close() {
        typed.close();
    }

    private boolean somethingWasDone() {
        return Files.exists(folder.resolve("files/new.txt")) || Files.exists(folder.resolve("home/memory.db"));
    }

    @Test
    void whatARealRunDoesASimulatedOneOnlyPretends() {
        var ran = typed.type("run", notes, "--simulate", "--approve", "all").ends(0);
        assertEquals("Herons fish at the pond.; the old text\n", ran.out());
        assertTrue(ran.err().contains("2 effects were only pretended"), ran.err());
        assertFalse(somethingWasDone());
        var real = typed.type("run", notes, "--trust", "--approve", "all").ends(0);
        assertEquals(ran.out(), real.out());
        assertFalse(real.err().contains("pretended"), real.err());
        assertTrue(Files.exists(folder.resolve("files/new.txt")));
    }

    @Test
    void whatItRemembersLastsOverAResumeAndAForkAndNoLonger() {
        typed.type("run", notes, "--simulate").ends(4);
        typed.close();
        typed = new Typed(folder.resolve("home"));
        var resumed = typed.type("resume", "last", "--decide", "ask=approve").ends(0);
        assertEquals("Herons fish at the pond.; the old text\n", resumed.out());
        typed.type("replay", "last").ends(0);
        typed.type("fork", "last", "--from", "ask", "--yes").ends(4);
        assertEquals(resumed.out(), typed.type("resume", "last", "--decide", "ask=approve").ends(0).out());
        assertFalse(somethingWasDone());
    }

    @Test
    void noOtherRunIsRememberedAndTheScriptSaysWhatIs() throws Exception {
        typed.type("run", notes, "--simulate", "--approve", "all").ends(0);
        Files.writeString(Path.of(notes), NOTES.replace("Herons fish at the pond.", "Cars."));
        assertEquals("nothing; the old text\n",
                typed.type("run", notes, "--simulate", "--approve", "all").ends(0).out());
        Files.writeString(folder.resolve("notes.sim.json"),
                "{\"memory\": {\"birds\": [\"A heron was seen at the pond.\"]}}");
        assertEquals("A heron was seen at the pond.; the old text\n",
                typed.type("run", notes, "--simulate", "--approve", "all").ends(0).out());
    }
}
