package dev.flowbench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.ToolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalMemoryTest {
    @TempDir Path folder;

    private final List<LocalMemory> opened = new ArrayList<>();

    private Path file() {
        return folder.resolve("in/memory.db");
    }

    private LocalMemory memory() {
        return opened(new LocalMemory(file()));
    }

    private LocalMemory opened(LocalMemory memory) {
        opened.add(memory);
        return memory;
    }

    @AfterEach
    void filesAreClosedBeforeTheFolderGoes() {
        opened.forEach(LocalMemory::close);
    }

    private static List<String> ids(List<Memory.Entry> entries) {
        return entries.stream().map(Memory.Entry::id).toList();
    }

    private LocalMemory filled() throws ToolException {
        var memory = memory();
        memory.remember("shop", "tea", "Anna prefers green tea over coffee in the morning.", 1);
        memory.remember("shop", "refund", "The customer asked for a refund because the parcel arrived late.", 2);
        memory.remember("shop", "berlin", "Der Kunde wohnt in Berlin und spricht am liebsten Deutsch.", 3);
        memory.remember("shop", "tokyo", "東京の支店は月曜日に休みです。", 4);
        memory.remember("shop", "invoice", "Invoices are sent by e-mail on the first day of the month.", 5);
        return memory;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "What does Anna like to drink? | tea", "refunds for late parcels | refund", "GREEN TEA | tea",
        "Wo wohnt der Kunde? | berlin", "deutsche Kunden | berlin", "東京 支店 | tokyo", "invioce by email | invoice",
        "Ｒｅｆｕｎｄ | refund", "on which day of the month do invoices go out | invoice"})
    void theLikestComesFirst(String query, String id) throws Exception {
        var found = filled().recall("shop", query, 5);
        assertEquals(id, found.getFirst().id());
        for (int i = 1; i < found.size(); i++) {
            assertTrue(found.get(i - 1).score() >= found.get(i).score());
            assertTrue(found.get(i).score() > 0);
        }
    }

    @Test
    void theSameTextIsWhollyLike() throws Exception {
        var memory = filled();
        var best = memory.recall("shop", "der kunde WOHNT in Berlin, und spricht am liebsten: Deutsch!", 1);
        assertEquals(List.of(new Memory.Entry("berlin", "Der Kunde wohnt in Berlin und spricht am liebsten Deutsch.",
                1, 3)), best);
    }

    @Test
    void whatIsNotAlikeIsNotRecalled() throws Exception {
        var memory = filled();
        assertEquals(List.of(), memory.recall("shop", "xylophone", 5));
        assertEquals(List.of(), memory.recall("shop", "?!", 5));
        assertEquals(List.of(), memory.recall("shop", "", 5));
        assertEquals(List.of(), memory.recall("elsewhere", "green tea", 5));
        assertEquals(1, memory.recall("shop", "the customer wants a refund on the first day", 1).size());
    }

    @Test
    void aWordIsFoundInALongText() throws Exception {
        var memory = filled();
        var text = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            text.append("filler").append(i).append(' ').append(i == 500 ? "xylophone " : "");
        }
        memory.remember("shop", "long", text.toString(), 9);
        assertEquals(List.of("long"), ids(memory.recall("shop", "xylophone lesson", 5)));
        assertEquals("tea", memory.recall("shop", "green tea " + "padding ".repeat(50), 1)
                .getFirst().id());
    }

    @Test
    void whatIsRareCountsMore() throws Exception {
        var memory = memory();
        for (int i = 0; i < 20; i++) {
            memory.remember("s", "order-" + i, "the order number is " + i, i);
        }
        memory.remember("s", "zebra", "zebra", 0);
        assertEquals("zebra", memory.recall("s", "the order of the zebra is number", 1).getFirst().id());
    }

    @Test
    void theSameIdIsReplaced() throws Exception {
        var memory = memory();
        memory.remember("a", "x", "likes apples", 1);
        memory.remember("b", "x", "likes apples", 1);
        memory.remember("a", "x", "likes bananas", 2);
        memory.remember("a", "x", "likes bananas", 2);
        assertEquals(List.of(new Memory.Entry("x", "likes bananas", 1, 2)), memory.recall("a", "likes bananas", 5));
        assertEquals("likes apples", memory.recall("b", "apples", 5).getFirst().text());
    }

    @Test
    void equalOnesComeNewestFirst() throws Exception {
        var memory = memory();
        memory.remember("s", "b", "same", 1);
        memory.remember("s", "c", "same", 2);
        memory.remember("s", "a", "same", 1);
        assertEquals(List.of("c", "a", "b"), ids(memory.recall("s", "same", 5)));
    }

    @Test
    void memoryOutlivesTheProgram() throws Exception {
        var first = filled();
        var before = first.recall("shop", "green tea", 3);
        first.close();
        assertEquals(before, memory().recall("shop", "green tea", 3));
    }

    @Test
    void askingMakesNoFile() throws Exception {
        assertEquals(List.of(), memory().recall("s", "x", 5));
        assertFalse(Files.exists(file().getParent()));
    }

    @Test
    void aFullScopeForgetsItsOldest() throws Exception {
        var memory = opened(new LocalMemory(file(), new WordLikeness(), 3, 5_000));
        memory.remember("other", "o", "word", 0);
        for (int i = 1; i <= 5; i++) {
            memory.remember("s", "e" + i, "word", i);
        }
        assertEquals(List.of("e5", "e4", "e3"), ids(memory.recall("s", "word", 10)));
        assertEquals(List.of("o"), ids(memory.recall("other", "word", 10)));
    }

    /** So that another way of comparing, embeddings say, needs no new file. */
    @Test
    void anotherWayOfComparingTakesOverWhatIsThere() throws Exception {
        filled().close();
        var byLength = opened(new LocalMemory(file(), new LengthLikeness(), 100, 5_000));
        assertEquals("tokyo", byLength.recall("shop", "x".repeat(15), 1).getFirst().id());
        byLength.close();
        assertEquals("tea", memory().recall("shop", "green tea", 1).getFirst().id());
    }

    private record LengthLikeness() implements Likeness {
        @Override
        public String name() {
            return "length";
        }

        @Override
        public byte[] print(String text) {
            return Integer.toString(text.length()).getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public Comparison compare(String query) {
            var scores = new ArrayList<Double>();
            return new Comparison() {
                @Override
                public void add(byte[] print) {
                    int length = Integer.parseInt(new String(print, StandardCharsets.US_ASCII));
                    scores.add(1.0 / (1 + Math.abs(length - query.length())));
                }

                @Override
                public double[] scores() {
                    return scores.stream().mapToDouble(Double::doubleValue).toArray();
                }
            };
        }
    }

    @Test
    void manyMayCallAtOnce() throws Exception {
        var one = memory();
        var other = memory();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<List<Memory.Entry>>>();
            for (int i = 0; i < 40; i++) {
                var memory = i % 2 == 0 ? one : other;
                String id = "id" + i;
                calls.add(() -> {
                    memory.remember("s", id, "note " + id, 1);
                    return memory.recall("s", "note " + id, 1);
                });
            }
            List<Future<List<Memory.Entry>>> done = threads.invokeAll(calls);
            for (int i = 0; i < done.size(); i++) {
                assertEquals(List.of("id" + i), ids(done.get(i).get()));
            }
        }
        assertEquals(40, one.recall("s", "note", 100).size());
    }

    private static ErrorCode code(Callable<?> call) {
        var fault = assertThrows(ToolException.class, call::call);
        assertFalse(fault.wayOut().isBlank());
        return fault.code();
    }

    private ErrorCode rememberCode(LocalMemory memory) {
        return code(() -> {
            memory.remember("s", "id", "text", 1);
            return true;
        });
    }

    @Test
    void sizesAreBounded() {
        var memory = memory();
        assertEquals(ErrorCode.TOO_LARGE, code(() -> memory.recall("s".repeat(301), "q", 1)));
        assertEquals(ErrorCode.TOO_LARGE, code(() -> memory.recall("s", "q".repeat(50_001), 1)));
        assertEquals(ErrorCode.BAD_ARGUMENTS, code(() -> memory.recall("s", "q", 0)));
        assertEquals(ErrorCode.TOO_LARGE, code(() -> {
            memory.remember("s", "id", "t".repeat(50_001), 1);
            return true;
        }));
        assertFalse(Files.exists(file()));
    }

    @Test
    void aDamagedFileSaysSoAndAnotherTakesItsPlace() throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "this is no database, it is only text ".repeat(100));
        var memory = memory();
        var fault = assertThrows(ToolException.class, () -> memory.recall("s", "x", 1));
        assertEquals(ErrorCode.STORAGE_FAILED, fault.code());
        assertTrue(fault.getMessage().contains("damaged"), fault::getMessage);
        assertEquals(ErrorCode.STORAGE_FAILED, rememberCode(memory));
        Files.delete(file());
        memory.remember("s", "id", "text", 1);
        assertEquals(1, memory.recall("s", "text", 1).size());
    }

    @Test
    void aFolderThatCannotBeMadeSaysSo() throws Exception {
        Files.writeString(folder.resolve("in"), "a file where the folder should be");
        assertEquals(ErrorCode.STORAGE_FAILED, rememberCode(memory()));
    }

    @Test
    void aWriteThatFailsTakesNothingAway() throws Exception {
        var memory = filled();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            connection.createStatement().execute(
                    "CREATE TRIGGER full BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'no more'); END");
        }
        assertEquals(ErrorCode.STORAGE_FAILED, rememberCode(memory));
        assertEquals("tea", memory.recall("shop", "green tea", 1).getFirst().id());
    }

    @Test
    void aFileInUseSaysSoAndWorksAgainAfterwards() throws Exception {
        filled().close();
        var memory = opened(new LocalMemory(file(), new WordLikeness(), 100, 1));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            connection.createStatement().execute("BEGIN IMMEDIATE");
            var fault = assertThrows(ToolException.class, () -> memory.remember("shop", "id", "text", 1));
            assertEquals(ErrorCode.STORAGE_FAILED, fault.code());
            assertTrue(fault.getMessage().contains("another program"), fault::getMessage);
            assertEquals("tea", memory.recall("shop", "green tea", 1).getFirst().id());
        }
        memory.remember("shop", "id", "text", 1);
        assertEquals("id", memory.recall("shop", "text", 1).getFirst().id());
    }

    @Test
    void aFileThatIsReadOnlySaysSo() throws Exception {
        filled().close();
        assertTrue(file().toFile().setWritable(false));
        assumeFalse(Files.isWritable(file()), "this user may write everywhere");
        assertEquals(ErrorCode.STORAGE_FAILED, rememberCode(memory()));
    }

    @Test
    void aNewerFileIsLeftAlone() throws Exception {
        filled().close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            connection.createStatement().execute("PRAGMA user_version = 99");
        }
        var fault = assertThrows(ToolException.class, () -> memory().recall("shop", "tea", 1));
        assertEquals(ErrorCode.STORAGE_FAILED, fault.code());
        assertTrue(fault.getMessage().contains("newer"), fault::getMessage);
    }

    @Test
    void aClosedMemorySaysSo() throws Exception {
        var memory = filled();
        memory.close();
        memory.close();
        assertEquals(ErrorCode.STORAGE_FAILED, rememberCode(memory));
    }
}
