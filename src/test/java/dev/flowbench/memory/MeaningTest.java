package dev.flowbench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.engine.port.Memory;
import dev.flowbench.flow.text.Words;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding by what texts mean, with an embedder that knows three topics. */
class MeaningTest {
    private static final Map<String, Integer> TOPICS = Map.of("cat", 0, "kitten", 0, "purrs", 0, "tax", 1, "invoice", 1,
            "fiscal", 1, "rain", 2, "weather", 2);

    @TempDir Path folder;

    private final Topics topics = new Topics("topics");
    private Optional<Embedder> embedder = Optional.of(topics);
    private LocalMemory memory;

    private static final class Topics implements Embedder {
        private final String name;
        private final List<Integer> asked = new ArrayList<>();
        private boolean fails;
        private int dimensions = 4;

        Topics(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<float[]> embed(List<String> texts) throws Failed {
            asked.add(texts.size());
            if (fails) {
                throw new Failed("It is away.");
            }
            return texts.stream().map(text -> {
                float[] vector = new float[dimensions];
                vector[3] = 0.01f;
                Words.of(text)
                        .forEach(word -> vector[TOPICS.getOrDefault(word, 3)] += TOPICS.containsKey(word) ? 1 : 0);
                return vector;
            }).toList();
        }
    }

    @BeforeEach
    void open() {
        memory = new LocalMemory(file(), () -> embedder);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private Path file() {
        return folder.resolve("memory.db");
    }

    private void fill() throws Exception {
        memory.remember("s", "pet", "the cat sleeps", 1);
        memory.remember("s", "money", "send the invoice", 2);
        memory.remember("s", "sky", "much rain today", 3);
    }

    private static List<String> ids(List<Memory.Entry> entries) {
        return entries.stream().map(Memory.Entry::id).toList();
    }

    @Test
    void whatMeansTheSameIsFoundWithoutACommonWord() throws Exception {
        fill();
        var found = memory.recall("s", "a kitten purrs", 3);
        assertEquals(List.of("pet"), ids(found));
        assertTrue(found.getFirst().score() > 0.99, found::toString);
        assertEquals("", found.getFirst().note());
        embedder = Optional.empty();
        assertEquals(List.of(), memory.recall("s", "a kitten purrs", 3));
    }

    @Test
    void whatBothHalvesFindComesBeforeWhatOneFinds() throws Exception {
        fill();
        memory.remember("s", "number", "order 4711 about a cat", 0);
        assertEquals(List.of("number", "pet"), ids(memory.recall("s", "kitten 4711", 5)));
    }

    @Test
    void aWordWithoutMeaningIsFoundAllTheSame() throws Exception {
        fill();
        memory.remember("s", "code", "xq-4711", 0);
        assertEquals(List.of("code"), ids(memory.recall("s", "4711", 5)));
    }

    @Test
    void eachTextIsEmbeddedOnceInBatches() throws Exception {
        for (int i = 0; i < 100; i++) {
            memory.remember("s", "e" + i, "cat " + i, i);
        }
        assertEquals(List.of(), topics.asked);
        memory.recall("s", "kitten", 1);
        assertEquals(List.of(64, 37), topics.asked);
        memory.recall("s", "kitten", 1);
        memory.remember("s", "e1", "rain", 200);
        assertEquals("e1", memory.recall("s", "weather", 1).getFirst().id());
        assertEquals(List.of(64, 37, 1, 2), topics.asked);
    }

    @Test
    void anotherModelMakesItsOwnVectors() throws Exception {
        fill();
        memory.recall("s", "kitten", 1);
        var other = new Topics("other");
        embedder = Optional.of(other);
        assertEquals(List.of("pet"), ids(memory.recall("s", "kitten", 1)));
        assertEquals(List.of(4), other.asked);
        assertEquals(3, count("SELECT count(*) FROM vector WHERE model = 'other'"));
        assertEquals(3, count("SELECT count(*) FROM vector"));
    }

    @Test
    void anotherModelUnderTheSameNameIsNotComparedWithWhatWasThere() throws Exception {
        fill();
        memory.recall("s", "kitten", 1);
        topics.dimensions = 5;
        var found = memory.recall("s", "kitten", 1);
        assertEquals(List.of("pet"), ids(found));
        assertTrue(found.getFirst().score() > 0.5, found::toString);
        assertEquals(3, count("SELECT count(*) FROM vector WHERE length(vector) = 20"));
    }

    @Test
    void whereItFailsWordsCountAndItIsSaid() throws Exception {
        fill();
        topics.fails = true;
        var found = memory.recall("s", "cat", 3);
        assertEquals(List.of("pet"), ids(found));
        assertTrue(found.getFirst().note().contains("by words alone") && found.getFirst().note().contains("away"),
                found::toString);
        topics.fails = false;
        assertEquals("", memory.recall("s", "cat", 3).getFirst().note());
    }

    @Test
    void anEmptyScopeAndTheEnginesOwnNotesAskNobody() throws Exception {
        fill();
        memory.recall("empty", "cat", 3);
        memory.remember("familiar:w/n", "f", "cat", 1);
        memory.remember("sample:w/n/d", "f", "cat", 1);
        assertEquals(List.of("f"), ids(memory.recall("familiar:w/n", "cat", 1)));
        assertEquals(List.of("f"), ids(memory.recall("sample:w/n/d", "cat", 1)));
        assertEquals(List.of(), topics.asked);
    }

    @Test
    void noScopeFindsWhatAnotherHolds() throws Exception {
        fill();
        memory.remember("other", "theirs", "a kitten", 1);
        assertEquals(List.of("pet"), ids(memory.recall("s", "kitten", 9)));
        assertEquals(List.of("theirs"), ids(memory.recall("other", "cat", 9)));
    }

    @Test
    void whoFailedIsLeftAloneForAWhile() throws Exception {
        fill();
        var time = new AtomicLong(Long.MAX_VALUE - 5);
        embedder = Optional.of(new PatientEmbedder(topics, time::get));
        topics.fails = true;
        memory.recall("s", "cat", 1);
        topics.fails = false;
        assertTrue(memory.recall("s", "cat", 1).getFirst().note().contains("away"));
        assertEquals(1, topics.asked.size());
        time.addAndGet(61_000_000_000L);
        assertEquals("", memory.recall("s", "cat", 1).getFirst().note());
    }

    @Test
    void isBrowsedByScopeAndPageAndWord() throws Exception {
        fill();
        memory.remember("user", "one", "東京の支店は月曜日に休みです。", 7);
        assertEquals(List.of(new MemoryScope("s", 3, 3), new MemoryScope("user", 1, 7)), memory.scopes());
        var page = memory.page("s", "", 1, 1);
        assertEquals(new MemoryPage(List.of(new MemoryPage.Item("money", "send the invoice", 2)), 3), page);
        assertEquals(1, memory.page("s", "INVO the", 0, 9).all());
        assertEquals(0, memory.page("s", "invoice cat", 0, 9).all());
        assertEquals(0, memory.page("s", "\"*", 0, 9).all());
        assertEquals(1, memory.page("user", "支店", 0, 9).all());
        assertEquals("the cat sleeps", memory.entry("s", "pet").orElseThrow().text());
        assertTrue(memory.entry("user", "pet").isEmpty());
    }

    @Test
    void whatIsDeletedIsGoneFromTheFile() throws Exception {
        fill();
        memory.remember("s", "secret", "zanzibar holiday", 4);
        memory.remember("t", "secret", "zanzibar again", 4);
        memory.recall("s", "kitten", 1);
        assertTrue(bytes().contains("zanzibar"));
        assertTrue(memory.delete("s", "secret"));
        assertFalse(memory.delete("s", "secret"));
        assertEquals(0, memory.page("s", "zanzibar", 0, 9).all());
        assertEquals(1, memory.page("t", "zanzibar", 0, 9).all());
        assertEquals(1, memory.clear("t"));
        assertEquals(0, memory.clear("t"));
        assertFalse(bytes().contains("zanzibar"));
        assertEquals(3, memory.clear("s"));
        assertEquals(0, count("SELECT count(*) FROM vector"));
        assertEquals(List.of(), memory.scopes());
    }

    private String bytes() throws Exception {
        var all = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    private long count(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            return row.next() ? row.getLong(1) : -1;
        }
    }

    /** A file as the first version wrote it. */
    @Test
    void anOlderFileIsTakenOver() throws Exception {
        memory.close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE entry (number INTEGER PRIMARY KEY, scope TEXT NOT NULL, id TEXT NOT NULL,"
                    + " at INTEGER NOT NULL, text TEXT NOT NULL, print BLOB NOT NULL, UNIQUE (scope, id))");
            statement.execute("CREATE INDEX entry_age ON entry (scope, at, number)");
            statement.execute("CREATE TABLE likeness (name TEXT NOT NULL)");
            statement.execute("INSERT INTO likeness VALUES ('')");
            statement.execute("INSERT INTO entry VALUES (1, 's', 'old', 1, 'the cat sleeps', x'')");
            statement.execute("PRAGMA user_version = 1");
        }
        open();
        assertEquals(1, memory.page("s", "sleep", 0, 9).all());
        assertEquals(List.of("old"), ids(memory.recall("s", "kitten", 9)));
        embedder = Optional.empty();
        assertEquals(List.of("old"), ids(memory.recall("s", "cat", 9)));
    }
}
