package dev.flowbench.bench;

import dev.flowbench.memory.Embedder;
import dev.flowbench.memory.LocalMemory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Recall over 10,000 and 50,000 entries of one scope: by words, and by meaning and words. */
final class MemoryBench {
    private static final int DIMENSIONS = 384;
    private static final int QUERIES = 15;
    private static final int WARM_UP = 5;
    private static final String SCOPE = "bench";

    private MemoryBench() {}

    /** Made of the text alone, at no cost: what a model takes is not measured here. */
    private record Chance() implements Embedder {
        @Override
        public String name() {
            return "chance";
        }

        @Override
        public List<float[]> embed(List<String> texts) {
            return texts.stream().map(text -> {
                var random = new Random(text.hashCode());
                float[] vector = new float[DIMENSIONS];
                for (int i = 0; i < DIMENSIONS; i++) {
                    vector[i] = (float) random.nextGaussian();
                }
                return vector;
            }).toList();
        }
    }

    static void run() throws Exception {
        System.out.println("\nMemory, recall of 5 entries, median of " + QUERIES);
        System.out.printf("%-34s %12s %12s %10s%n", "", "10,000", "50,000", "aim");
        double[] words = new double[2];
        double[] meaning = new double[2];
        double[] remember = new double[2];
        int[] sizes = {10_000, 50_000};
        for (int i = 0; i < sizes.length; i++) {
            Path folder = Files.createTempDirectory("memory-bench");
            Path file = folder.resolve("memory.db");
            fill(file, sizes[i]);
            try (var memory = new LocalMemory(file)) {
                words[i] = median(memory);
                remember[i] = remember(memory);
            }
            try (var memory = new LocalMemory(file, () -> Optional.of(new Chance()))) {
                // Each recall embeds some more.
                for (int done = 0; done < sizes[i]; done += 512) {
                    memory.recall(SCOPE, "catch up", 1);
                }
                meaning[i] = median(memory);
            }
            try (var files = Files.list(folder)) {
                for (Path one : files.toList()) {
                    Files.delete(one);
                }
            }
            Files.delete(folder);
        }
        row("by words, ms", words, "<= 150 / 750");
        row("by meaning and words, ms", meaning, "<= 150 / 750");
        row("remember one, ms", remember, "<= 10");
    }

    private static void row(String what, double[] figures, String aim) {
        System.out.printf("%-34s %12.1f %12.1f %12s%n", what, figures[0], figures[1], aim);
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            // Few words are often, many are rare.
            text.append("word").append((int) (5_000 * Math.pow(random.nextDouble(), 3))).append(' ');
        }
        return text.toString();
    }

    /** A file of the first version: it is brought up to this one when it is opened, all entries at once. */
    private static void fill(Path file, int count) throws Exception {
        var random = new Random(7);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("CREATE TABLE entry (number INTEGER PRIMARY KEY, scope TEXT NOT NULL, id TEXT NOT NULL,"
                    + " at INTEGER NOT NULL, text TEXT NOT NULL, print BLOB NOT NULL, UNIQUE (scope, id))");
            statement.execute("CREATE INDEX entry_age ON entry (scope, at, number)");
            statement.execute("CREATE TABLE likeness (name TEXT NOT NULL)");
            statement.execute("INSERT INTO likeness VALUES ('')");
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO entry (scope, id, at, text, print) VALUES ('bench', ?, ?, ?, x'')")) {
                for (int i = 0; i < count; i++) {
                    insert.setString(1, "entry-" + i);
                    insert.setLong(2, i);
                    insert.setString(3, text(random));
                    insert.executeUpdate();
                }
            }
            statement.execute("PRAGMA user_version = 1");
            connection.commit();
        }
    }

    private static double median(LocalMemory memory) throws Exception {
        var random = new Random(11);
        var times = new double[QUERIES];
        for (int i = -WARM_UP; i < QUERIES; i++) {
            String query = "word" + random.nextInt(5_000) + " word" + random.nextInt(50) + " word"
                    + random.nextInt(500);
            long begun = System.nanoTime();
            memory.recall(SCOPE, query, 5);
            if (i >= 0) {
                times[i] = (System.nanoTime() - begun) / 1e6;
            }
        }
        return Figures.median(times);
    }

    private static double remember(LocalMemory memory) throws Exception {
        var random = new Random(13);
        var times = new double[QUERIES];
        for (int i = 0; i < QUERIES; i++) {
            String text = text(random);
            long begun = System.nanoTime();
            // Written over: the size stays.
            memory.remember(SCOPE, "entry-" + i, text, i);
            times[i] = (System.nanoTime() - begun) / 1e6;
        }
        return Figures.median(times);
    }
}
