package dev.flowbench.flow.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.flow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentSaverTest {
    @TempDir private Path folder;

    private final DocumentSaver saver = new DocumentSaver();
    private final Workflow workflow = Workflow.empty("w", "W");

    private List<String> inFolder() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void savesAndLeavesNothingElseBehind() throws IOException, UnsavedDocument {
        Path file = folder.resolve("a.flow.json");
        String print = saver.saveUnlessChanged(file, workflow, Optional.empty());
        assertEquals(new DocumentWriter().write(workflow), Files.readString(file));
        assertEquals(Optional.of(print), DocumentSaver.fingerprint(file));
        saver.saveUnlessChanged(file, workflow.named("w", "V", null), Optional.of(print));
        assertTrue(Files.readString(file).contains("\"V\""));
        assertEquals(List.of("a.flow.json"), inFolder());
    }

    @Test
    void refusesWhenTheFileChangedSince() throws IOException, UnsavedDocument {
        Path file = folder.resolve("a.flow.json");
        String print = saver.save(file, workflow);
        Files.writeString(file, "{}");
        assertEquals("SAVE_CHANGED", assertThrows(SaveConflict.class,
                () -> saver.saveUnlessChanged(file, workflow, Optional.of(print))).code());
        assertEquals("SAVE_EXISTS", assertThrows(SaveConflict.class,
                () -> saver.saveUnlessChanged(file, workflow, Optional.empty())).code());
        assertEquals("{}", Files.readString(file));
        saver.save(file, workflow);
        Files.delete(file);
        assertEquals("SAVE_GONE", assertThrows(SaveConflict.class,
                () -> saver.saveUnlessChanged(file, workflow, Optional.of(print))).code());
        assertEquals(List.of(), inFolder());
    }

    @Test
    void saysWhyItCannotSave() throws IOException {
        assertEquals("a.flow.json: The folder is not there any more. Save into another folder.",
                assertThrows(UnsavedDocument.class, () -> saver.save(folder.resolve("none/a.flow.json"), workflow))
                        .getMessage());
        Files.createDirectory(folder.resolve("dir"));
        assertEquals("SAVE_FOLDER",
                assertThrows(UnsavedDocument.class, () -> saver.save(folder.resolve("dir"), workflow)).code());
        Workflow newer = new Workflow(2, "w", null, null, null, java.util.Map.of(), java.util.Map.of(), null,
                workflow.graph(), workflow.layout(), workflow.extras());
        assertEquals("SAVE_NEWER",
                assertThrows(UnsavedDocument.class, () -> saver.save(folder.resolve("a"), newer)).code());
        assertEquals(List.of("dir"), inFolder());
    }

    @Test
    void keepsRightsAndLinks() throws IOException, UnsavedDocument {
        Assumptions.assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        Path file = folder.resolve("a.flow.json");
        saver.save(file, workflow);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        Path link = Files.createSymbolicLink(folder.resolve("link.flow.json"), file);
        saver.save(link, workflow.named("v", null, null));
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.readString(file).contains("\"v\""));
        assertEquals("rw-rw-r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aReadOnlyFileStays() throws IOException, UnsavedDocument {
        Path file = folder.resolve("a.flow.json");
        saver.save(file, workflow);
        assertTrue(file.toFile().setWritable(false));
        Assumptions.assumeFalse(Files.isWritable(file), "root may write everything");
        assertEquals("SAVE_NO_ACCESS", assertThrows(UnsavedDocument.class, () -> saver.save(file, workflow)).code());
    }
}
