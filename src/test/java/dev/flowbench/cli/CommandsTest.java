package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.file.PublishedSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All commands but {@code run}. */
class CommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

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
    void versionIsOneLineAndTouchesNothing() {
        var outcome = typed.type("--version").ends(0);
        assertTrue(outcome.out().matches("flowbench \\S+\n"), outcome.out());
        assertEquals("", outcome.err());
        assertTrue(Files.notExists(folder.resolve("home")));
    }

    @Test
    void helpNamesEveryCommandAndExitCode() {
        String help = typed.type("--help").ends(0).out();
        for (String part : List.of("run ", "resume ", "fork ", "replay ", "approvals ", "check ",
                "format ", "schema ", "runs ", "errors ", "samples ", "  0  done",
                "  1  the run",
                "  2  bad", "  3  partial", "  4  nothing", "  5  what", "130  cancelled", "FLOWBENCH_HOME")) {
            assertTrue(help.contains(part), part);
        }
        assertTrue(help.lines().allMatch(line -> line.length() <= 100), help);
        assertEquals("", typed.type("--help").err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "resume", "commit", "fork", "replay", "approvals", "check", "preflight", "format",
        "schema",
        "runs", "errors", "models", "secrets", "samples"})
    void everyCommandHasHelpWithAnExample(String command) {
        String help = typed.type(command, "--help").ends(0).out();
        assertTrue(help.startsWith("flowbench " + command), help);
        assertTrue(help.contains("Examples:\n  "), help);
        assertTrue(help.contains("flowbench " + command + ""), help);
        assertTrue(!help.contains("%"), help);
    }

    @Test
    void withoutACommandTheDesignerOpens() {
        typed.type().ends(0);
        typed.type(Typed.sample("release-notes")).ends(0);
        assertEquals(List.of(List.of(), List.of(Path.of(Typed.sample("release-notes")))), typed.opened);
    }

    @Test
    void withoutADisplayTheWayOutIsTheCommandLine() {
        typed.designer = _ -> {
            throw new Designer.NoDisplay(new UnsupportedOperationException("Unable to open DISPLAY"));
        };
        assertTrue(typed.type().ends(2).err().startsWith("There is no display to open the designer on."));
    }

    @Test
    void aFileThatIsNotThereIsNotOpened() {
        assertTrue(
                typed.type("nowhere.flow.json").ends(2).err().startsWith("nowhere.flow.json: there is no such file."));
        assertEquals(List.of(), typed.opened);
    }

    @Test
    void aMistypedCommandIsNotTakenForAFile() {
        assertTrue(typed.type("chekc").ends(2).err().contains("There is no command 'chekc'. The nearest is 'check'"));
        assertTrue(typed.type("check", "--fromat", "json", "x.json").ends(2).err().contains("Did you mean --format?"));
        assertTrue(typed.type("run").ends(2).err().startsWith("Something is missing: FILE."));
        assertTrue(typed.type("check").ends(2).err().startsWith("Something is missing: FILE."));
        assertTrue(typed.type("runs").ends(2).err().contains("runs what?"));
        assertTrue(typed.type("check", "x", "--format", "xml").ends(2).err().contains("one of text, json is needed"));
    }

    @Test
    void schemaPrintsTheContract() {
        assertEquals(PublishedSchema.text(), typed.type("schema").ends(0).out());
    }

    @Test
    void samplesAreListedWithTheirFiles() {
        String out = typed.type("samples").ends(0).out();
        assertTrue(out.contains("nested-desk\n  The mail desk") && out.contains(Typed.sample("nested-desk")), out);
    }

    @Test
    void checkSaysWhereAsCompilersDo() throws Exception {
        Path file = write("bad.flow.json", """
                {
                  "flowbench": 1,
                  "id": "bad",
                  "nodes": [
                    { "id": "a", "kind": "transform", "template": "x", "maxChars": 10 },
                    { "id": "a", "kind": "transform", "template": "y", "maxChars": 10 }
                  ],
                  "wires": [ "a.result -> out.x" ]
                }
                """);
        var text = typed.type("check", file.toString()).ends(5);
        assertTrue(text.out().contains(file + ":6:"), text.out());
        assertTrue(text.out().contains(": error: "), text.out());
        JsonNode json = JSON.readTree(typed.type("check", "--format", "json", file.toString()).ends(5).out());
        JsonNode first = json.get(0);
        assertEquals(file.toString(), first.path("file").asText());
        assertEquals("error", first.path("severity").asText());
        assertTrue(first.path("line").asInt() >= 5 && !first.path("wayOut").asText().isEmpty(), first.toString());
    }

    @Test
    void checkOfAGoodFileHasNoFindings() throws Exception {
        var text = typed.type("check", Typed.sample("nested-desk"), Typed.sample("release-notes")).ends(0);
        assertEquals("", text.out());
        assertEquals(2, text.err().lines().count());
        var json = typed.type("check", "--format", "json", Typed.sample("nested-desk")).ends(0);
        assertEquals(JSON.createArrayNode(), JSON.readTree(json.out()));
        assertEquals("", json.err());
    }

    @Test
    void formatRewritesOnce() throws Exception {
        Path file = write("plain.flow.json", """
                {"id":"plain","flowbench":1,"later":{"kept":0.70},
                 "nodes":[{"kind":"note","id":"n","text":"hello"}]}
                """);
        String before = Files.readString(file);
        assertTrue(typed.type("format", "--check", file.toString()).ends(5).err().contains("not in canonical form"));
        assertEquals(before, Files.readString(file));
        typed.type("format", file.toString()).ends(0);
        String after = Files.readString(file);
        assertTrue(after.startsWith("{\n  \"flowbench\": 1,\n  \"id\": \"plain\"") && after.contains("0.70"), after);
        typed.type("format", "--check", file.toString()).ends(0);
        typed.type("format", file.toString()).ends(0);
        assertEquals(after, Files.readString(file));
    }

    @Test
    void formatLeavesANewerVersionAlone() throws Exception {
        Path file = write("newer.flow.json", "{\"flowbench\": 99, \"id\": \"newer\", \"nodes\": []}");
        String before = Files.readString(file);
        assertTrue(typed.type("format", file.toString()).ends(2).err().contains("newer version"));
        assertEquals(before, Files.readString(file));
    }

    @Test
    void keptRunsAreListedShownAndExported() throws Exception {
        assertTrue(typed.type("runs", "list").ends(0).err().contains("No run was kept yet"));
        typed.type("run", Typed.sample("release-notes"), "--simulate").ends(0);
        typed.type("run", Typed.sample("moderation-vote"), "--simulate").ends(0);

        JsonNode list = JSON.readTree(typed.type("runs", "list", "--json").ends(0).out());
        assertEquals(2, list.size());
        JsonNode notes = list.get(0).path("workflow").asText().equals("release-notes") ? list.get(0) : list.get(1);
        assertEquals("done", notes.path("status").asText());
        assertEquals(5, notes.path("steps").asInt());
        String run = notes.path("run").asText();
        String table = typed.type("runs", "list").ends(0).out();
        assertTrue(table.lines().count() == 3 && table.contains(run) && table.contains("Release notes"), table);
        assertEquals(2, typed.type("runs", "list", "--limit", "1").ends(0).out().lines().count());

        String page = typed.type("runs", "show", run).ends(0).out();
        assertTrue(page.contains("Strict editor") && page.contains("round 2") && page.contains("**Before you update**"),
                page);
        JsonNode json = JSON.readTree(typed.type("runs", "show", run, "--json").ends(0).out());
        assertTrue(json.path("outputs").path("notes").asText().startsWith("## 5.0"));

        List<String> lines = typed.type("runs", "export", run).ends(0).out().lines().toList();
        JsonNode header = JSON.readTree(lines.getFirst());
        assertEquals(run, header.path("run").asText());
        assertTrue(header.path("document").asText().startsWith("{\n  \"flowbench\": 1"));
        for (int i = 1; i < lines.size(); i++) {
            assertEquals(i, EventJson.read(lines.get(i)).seq());
        }
        assertTrue(EventJson.read(lines.getLast()).what() instanceof What.RunFinished);

        Path file = folder.resolve("run.jsonl");
        var exported = typed.type("runs", "export", run, "--to", file.toString()).ends(0);
        assertEquals("", exported.out());
        assertEquals(lines, Files.readAllLines(file));
    }

    @Test
    void aRunIsFoundByTheBeginningOfItsIdOrAsTheLast() throws Exception {
        typed.type("run", Typed.sample("release-notes"), "--simulate").ends(0);
        String run = JSON.readTree(typed.type("runs", "list", "--json").out()).get(0).path("run").asText();
        String page = typed.type("runs", "show", run).ends(0).out();
        assertEquals(page, typed.type("runs", "show", "last").ends(0).out());
        assertEquals(page, typed.type("runs", "show", run.substring(0, run.length() - 1)).ends(0).out());
        assertTrue(typed.type("runs", "show", "nothing").ends(2).err().contains("There is no run 'nothing'"));
        assertTrue(typed.type("runs", "export", "last", "--to", folder.resolve("no/where").toString()).ends(2).err()
                .contains("cannot be written"));
        assertTrue(typed.type("runs", "list", "--limit", "many").ends(2).err().contains("whole number"));
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }
}
