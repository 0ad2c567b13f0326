package dev.flowbench.desktop.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchFolderTest {
    @TempDir Path folder;

    @Test
    void whatIsWrittenIsThereInTheNextProgram() {
        BenchFolder first = new BenchFolder(folder.resolve("bench"));
        first.write("inputs/desk", TextNode.valueOf("a"));
        first.flush();
        assertEquals(Optional.of(TextNode.valueOf("a")), new BenchFolder(folder.resolve("bench")).read("inputs/desk"));
        assertEquals(List.of("inputs/desk"), first.names("inputs"));
        first.remove("inputs/desk");
        first.flush();
        assertTrue(first.read("inputs/desk").isEmpty());
    }

    @Test
    void aBrokenFileIsLeftOut() throws IOException {
        Files.writeString(folder.resolve("window.json"), "{ broken");
        assertTrue(new BenchFolder(folder).read("window").isEmpty());
    }

    @Test
    void recentFilesComeNewestFirstAndOnlyOnce() {
        BenchFolder bench = new BenchFolder(folder);
        RecentFiles recent = new RecentFiles(bench);
        recent.add(folder.resolve("a"));
        recent.add(folder.resolve("b"));
        recent.add(folder.resolve("a"));
        bench.flush();
        assertEquals(List.of(folder.resolve("a"), folder.resolve("b")), new RecentFiles(bench).files());
    }
}
