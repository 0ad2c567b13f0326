package dev.flowbench.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.check.McpKnown;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that a workflow names are found inside its folder and nowhere else. */
class OtherDocumentsTest {
    @TempDir Path folder;

    private static String using(String id, String... files) {
        var nodes = new StringBuilder();
        for (String file : files) {
            nodes.append(nodes.isEmpty() ? "" : ",").append("{\"id\":\"s").append(nodes.length())
                    .append("\",\"kind\":\"subflow\",\"file\":\"").append(file).append("\",\"maxChars\":9}");
        }
        return "{\"flowbench\":1,\"id\":\"" + id + "\",\"nodes\":[" + nodes + "],\"wires\":[]}";
    }

    @Test
    void theyAreFoundFromWhereTheyAreNamed() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home/lib"));
        Files.writeString(home.resolve("a.flow.json"), using("a", "b.flow.json", "../c.flow.json"));
        Files.writeString(home.resolve("b.flow.json"), using("b", "a.flow.json"));
        Files.writeString(home.resolve("../c.flow.json"), using("c", "gone.flow.json"));
        Workflow main = new DocumentReader().read(using("main", "lib/a.flow.json")).workflow();
        var documents = new Documents(Set::of, McpKnown.NOTHING);
        assertThat(documents.others(main, folder.resolve("home/main.flow.json"))).containsOnlyKeys("lib/a.flow.json",
                "lib/b.flow.json", "c.flow.json");
        assertThat(documents.others(main, null)).isEmpty();
    }

    @Test
    void nothingOutsideIsRead() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Path outside = Files.writeString(folder.resolve("secret.flow.json"), using("secret"));
        try {
            Files.createSymbolicLink(home.resolve("link.flow.json"), outside);
        } catch (IOException | UnsupportedOperationException _) {
            // Where there are no links, none can lead out.
        }
        Workflow main = new DocumentReader()
                .read(using("main", "../secret.flow.json", outside.toString().replace('\\', '/'), "link.flow.json"))
                .workflow();
        assertThat(new Documents(Set::of, McpKnown.NOTHING).others(main, home.resolve("main.flow.json"))).isEmpty();
    }
}
