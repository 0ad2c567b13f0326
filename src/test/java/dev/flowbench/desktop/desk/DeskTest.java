package dev.flowbench.desktop.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.desktop.bench.BenchFolder;
import dev.flowbench.desktop.bench.RecentFiles;
import dev.flowbench.desktop.bench.UnsavedWork;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Dialogs.Choice;
import dev.flowbench.desktop.kit.Questions;
import dev.flowbench.flow.Workflow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeskTest {
    @TempDir Path folder;

    private final Map<Path, String> disk = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, Choice> choices = new HashMap<>();
    private final List<BenchFolder> benches = new ArrayList<>();
    private @Nullable Path chosen;

    /** Bench data is written beside the test; the folder may go only when all of it stands. */
    @AfterEach
    void written() {
        benches.forEach(BenchFolder::flush);
    }

    private Desk desk() {
        BenchFolder bench = bench();
        return new Desk(new MemoryFiles(), new FilePicker() {
            @Override
            public List<Path> open(@Nullable Path at) {
                return List.of();
            }

            @Override
            public Optional<Path> save(@Nullable Path at, String name) {
                return Optional.ofNullable(chosen);
            }
        }, new Recorded(), new Background(Runnable::run, Runnable::run), new RecentFiles(bench),
                new UnsavedWork(bench), Authorship.UNKNOWN);
    }

    private BenchFolder bench() {
        BenchFolder bench = new BenchFolder(folder);
        benches.add(bench);
        return bench;
    }

    private static void edit(Desk desk, String name) {
        desk.active().flow().apply("name", workflow -> workflow.named(workflow.id(), name, null));
    }

    @Test
    void aNewWorkflowTakesTheNameOfItsFirstFile() {
        Desk desk = desk();
        desk.create();
        chosen = folder.resolve("my-desk");
        desk.save();
        Path file = folder.resolve("my-desk.flow.json").toAbsolutePath().normalize();
        assertTrue(disk.containsKey(file));
        assertEquals("my-desk", desk.active().flow().workflow().id());
        assertEquals("My desk", desk.active().title());
        assertFalse(desk.active().hasUnsavedWork());
        assertEquals(List.of(file), desk.recent().files());
    }

    @Test
    void aFileThatIsOpenComesToTheFront() {
        Path a = put("a");
        Path b = put("b");
        Desk desk = desk();
        desk.open(a);
        desk.open(b);
        desk.open(a);
        assertEquals(2, desk.documents().size());
        assertEquals("a", desk.active().title());
    }

    @Test
    void aNameThatTurnsItselfRoundIsShownAsItIs() {
        Desk desk = desk();
        desk.create();
        desk.active().flow().apply("x", workflow -> workflow.named("x", "gpj.\u202Etxe", null));
        assertFalse(desk.active().title().contains("\u202E"));
        assertTrue(desk.active().title().contains("U+202E"), desk.active().title());
    }

    @Test
    void aFileThatCannotBeReadIsToldAndChangesNothing() {
        Desk desk = desk();
        desk.open(put("a"));
        desk.open(folder.resolve("broken.flow.json"));
        assertEquals(List.of("broken.flow.json cannot be opened: line 3, column 7"), asked);
        assertEquals("a", desk.active().title());
    }

    @Test
    void closingAsksAboutUnsavedWorkAndKeepsItOpenUntilAnswered() {
        Desk desk = desk();
        desk.open(put("a"));
        edit(desk, "changed");
        desk.close();
        assertEquals(1, desk.documents().size());
        choices.get("Save").action().run();
        assertNull(desk.active());
        assertTrue(disk.values().stream().anyMatch(text -> text.contains("changed")));
    }

    @Test
    void aFileThatSomebodyElseWroteIsNotOverwrittenUnasked() {
        Desk desk = desk();
        Path file = put("a");
        desk.open(file);
        edit(desk, "mine");
        disk.put(file, "theirs");
        desk.save();
        assertEquals("theirs", disk.get(file));
        choices.get("Save anyway").action().run();
        assertEquals("mine", disk.get(file));
    }

    @Test
    void unsavedWorkOfAProgramThatIsGoneIsOfferedAndRestored() {
        Desk desk = desk();
        desk.create();
        edit(desk, "precious");
        desk.keepCopies();
        benches.forEach(BenchFolder::flush);
        Desk same = desk();
        assertEquals(List.of(), same.leftBehind(), "this process still lives");
        UnsavedWork unsaved = new UnsavedWork(bench());
        unsaved.keep(new UnsavedWork.Copy("1-0-1", "precious", "", "precious", true));
        BenchFolder bench = bench();
        bench.write("unsaved/0-7-1", com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode()
                .put("title", "precious").put("file", "").put("text", "precious"));
        bench.flush();
        List<UnsavedWork.Copy> left = same.leftBehind().stream().filter(copy -> copy.key().startsWith("0-7")).toList();
        assertEquals(1, left.size());
        same.restore(left);
        assertEquals("precious", same.active().title());
        assertTrue(same.active().hasUnsavedWork());
    }

    @Test
    void whatStandsBesideASampleComesAlongIfOneWants() {
        Path sample = put("sample");
        put("part");
        Desk desk = desk();
        desk.openCopy(sample);
        chosen = folder.resolve("mine").resolve("sample.flow.json").toAbsolutePath().normalize();
        Path part = chosen.resolveSibling("part.flow.json");
        desk.saveAs();
        assertEquals(List.of("Take the file beside it along?"), asked);
        assertFalse(disk.containsKey(chosen), "nothing is written before the answer");
        choices.get("Save the workflow alone").action().run();
        assertTrue(disk.containsKey(chosen));
        assertFalse(disk.containsKey(part));
        desk.openCopy(sample);
        desk.saveAs();
        choices.get("Save with all of it").action().run();
        assertEquals("part", disk.get(part));
        assertEquals(chosen, desk.active().origin(), "from now on its own folder counts");
        desk.openCopy(sample);
        desk.saveAs();
        assertEquals(2, asked.size(), "what is there already is not asked about again");
    }

    private Path put(String name) {
        Path file = folder.resolve(name + ".flow.json").toAbsolutePath().normalize();
        disk.put(file, name);
        return file;
    }

    /** A file holds the workflow's name and nothing else. */
    private final class MemoryFiles implements DocumentFiles {
        @Override
        public Opened open(Path file) throws DocumentProblem {
            String text = disk.get(file);
            if (text == null) {
                throw new DocumentProblem("line 3, column 7", "");
            }
            return new Opened(parse(text), new FileStamp(text), false, true);
        }

        @Override
        public Workflow parse(String text) {
            return Workflow.empty("id", text);
        }

        @Override
        public String text(Workflow workflow) {
            return workflow.displayName();
        }

        @Override
        public FileStamp save(Path file, Workflow workflow) {
            disk.put(file, text(workflow));
            return new FileStamp(text(workflow));
        }

        /** Whatever stands in the folder of the one file and not in that of the other. */
        @Override
        public Map<Path, Path> companions(Workflow workflow, Path from, Path to) {
            Map<Path, Path> found = new HashMap<>();
            disk.keySet().stream().filter(file -> file.getParent().equals(from.getParent()) && !file.equals(from))
                    .filter(file -> !disk.containsKey(to.resolveSibling(file.getFileName())))
                    .forEach(file -> found.put(file, to.resolveSibling(file.getFileName())));
            return found;
        }

        @Override
        public void copy(Map<Path, Path> companions) {
            companions.forEach((from, to) -> disk.putIfAbsent(to, disk.get(from)));
        }

        @Override
        public Optional<FileStamp> stamp(Path file) {
            return Optional.ofNullable(disk.get(file)).map(FileStamp::new);
        }
    }

    private final class Recorded implements Questions {
        @Override
        public void ask(String title, String text, Choice... all) {
            asked.add(title);
            for (Choice choice : all) {
                choices.put(choice.text(), choice);
            }
        }

        @Override
        public void error(String title, String what, String wayOut, Choice... all) {
            asked.add(title + ": " + what);
        }
    }
}
