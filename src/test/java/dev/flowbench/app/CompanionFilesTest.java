package dev.flowbench.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompanionFilesTest {
    private static final String OTHER = """
            { "flowbench": 1, "id": "other", "name": "Other",
              "nodes": [ { "id": "x", "kind": "transform", "template": "x", "maxChars": 10 } ] }
            """;

    @TempDir Path folder;

    private Path from;
    private Path to;
    private Workflow workflow;

    @BeforeEach
    void write() throws Exception {
        Path old = Files.createDirectories(folder.resolve("old"));
        from = Files.writeString(old.resolve("desk.flow.json"), using("parts/one.flow.json"));
        put("desk.inputs.json", "{}");
        put("desk.inputs.clean.json", "{}");
        put("desk.sim.json", "{}");
        put("desktop.inputs.json", "of another");
        put("secret.txt", "not asked for");
        put("files/a.md", "a");
        put("files/deep/b.md", "b");
        put("parts/one.flow.json", using("two.flow.json"));
        put("parts/two.flow.json", OTHER);
        put("parts/three.flow.json", OTHER);
        Files.writeString(folder.resolve("outside.md"), "outside");
        Files.createSymbolicLink(old.resolve("files/link.md"), folder.resolve("outside.md"));
        to = Files.createDirectories(folder.resolve("new")).resolve("mine.flow.json");
        workflow = new DocumentReader().read(from).workflow();
    }

    private static String using(String file) {
        return OTHER.replace("\"kind\": \"transform\", \"template\": \"x\", \"maxChars\": 10",
                "\"kind\": \"subflow\", \"file\": \"" + file + "\", \"maxChars\": 10");
    }

    private void put(String name, String text) throws Exception {
        Path file = folder.resolve("old").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private TreeSet<String> targets(Map<Path, Path> found) {
        return found.values().stream().map(each -> folder.resolve("new").relativize(each).toString().replace('\\', '/'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void whatTheWorkflowNeedsComesAlongAndNothingElse() throws Exception {
        Map<Path, Path> found = CompanionFiles.of(workflow, from, to);
        assertEquals("[files/a.md, files/deep/b.md, mine.inputs.clean.json, mine.inputs.json, mine.sim.json, "
                + "parts/one.flow.json, parts/two.flow.json]", targets(found).toString());
        CompanionFiles.copy(found);
        assertEquals("b", Files.readString(to.resolveSibling("files/deep/b.md")));
        assertFalse(Files.exists(to.resolveSibling("files/link.md")), "no link leads anywhere");
        assertTrue(CompanionFiles.of(workflow, from, to).isEmpty(), "all of it is there now");
    }

    @Test
    void nothingIsOverwritten() throws Exception {
        Files.createDirectories(to.resolveSibling("files"));
        Files.writeString(to.resolveSibling("files/a.md"), "mine");
        Map<Path, Path> found = CompanionFiles.of(workflow, from, to);
        assertFalse(targets(found).contains("files/a.md"));
        Files.writeString(to.resolveSibling("mine.sim.json"), "made meanwhile");
        CompanionFiles.copy(found);
        assertEquals("mine", Files.readString(to.resolveSibling("files/a.md")));
        assertEquals("made meanwhile", Files.readString(to.resolveSibling("mine.sim.json")));
    }
}
