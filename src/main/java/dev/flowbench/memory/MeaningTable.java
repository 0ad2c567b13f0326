package dev.flowbench.memory;

import dev.flowbench.engine.port.Memory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Vectors of entries, each with the model that made it, and finding by them. For one thread. */
final class MeaningTable {
    /** What is less alike than that has nothing to do with the query. */
    private static final double LEAST = 0.15;
    /** How many of each half take part in the fusion. */
    private static final int HALF = 200;
    /** Of reciprocal rank fusion: the first place is worth little more than the second. */
    private static final double SMOOTH = 60;

    private final Connection connection;
    private final Likeness likeness;

    MeaningTable(Connection connection, Likeness likeness) {
        this.connection = connection;
        this.likeness = likeness;
    }

    /** An entry's number and text. */
    record Text(long number, String text) {}

    /**
     * What has no vector of a model.
     *
     * @param entries how many there are in the scope, with or without
     * @param texts those without, the newest first
     */
    record Waiting(int entries, List<Text> texts) {
        static final Waiting NOTHING = new Waiting(0, List.of());
    }

    /** To be called inside a transaction. */
    void make() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE vector (number INTEGER PRIMARY KEY, model TEXT NOT NULL,"
                    + " vector BLOB NOT NULL)");
            statement.execute("CREATE TRIGGER vector_gone AFTER DELETE ON entry BEGIN"
                    + " DELETE FROM vector WHERE number = old.number; END");
            statement.execute("CREATE TRIGGER vector_stale AFTER UPDATE OF text ON entry"
                    + " WHEN old.text <> new.text BEGIN DELETE FROM vector WHERE number = old.number; END");
        }
    }

    Waiting waiting(String scope, String model, int most) throws SQLException {
        var texts = new ArrayList<Text>();
        try (PreparedStatement select = connection.prepareStatement("SELECT number, text FROM entry WHERE scope = ?"
                + " AND NOT EXISTS (SELECT 1 FROM vector WHERE vector.number = entry.number AND model = ?)"
                + " ORDER BY at DESC, number DESC LIMIT ?")) {
            select.setString(1, scope);
            select.setString(2, model);
            select.setInt(3, most);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    texts.add(new Text(row.getLong(1), row.getString(2)));
                }
            }
        }
        try (PreparedStatement count = connection.prepareStatement("SELECT count(*) FROM entry WHERE scope = ?")) {
            count.setString(1, scope);
            try (ResultSet row = count.executeQuery()) {
                return new Waiting(row.next() ? row.getInt(1) : 0, List.copyOf(texts));
            }
        }
    }

    /**
     * Forgets the vectors of a scope that another model of the same name made: they have another number of dimensions, and
     * nothing is like them any more.
     *
     * @return whether there were any
     */
    boolean forgetOther(String scope, String model, int dimensions) throws SQLException {
        String others = " FROM vector WHERE model = ? AND length(vector) <> ?"
                + " AND number IN (SELECT number FROM entry WHERE scope = ?)";
        // Whoever only looks keeps no other process from writing.
        try (PreparedStatement look = others(connection.prepareStatement("SELECT 1" + others + " LIMIT 1"), scope,
                model, dimensions);
                ResultSet row = look.executeQuery()) {
            if (!row.next()) {
                return false;
            }
        }
        try (PreparedStatement delete = others(connection.prepareStatement("DELETE" + others), scope, model,
                dimensions)) {
            return delete.executeUpdate() > 0;
        }
    }

    private static PreparedStatement others(PreparedStatement statement, String scope, String model, int dimensions)
            throws SQLException {
        statement.setString(1, model);
        statement.setInt(2, dimensions * Float.BYTES);
        statement.setString(3, scope);
        return statement;
    }

    /** Keeps vectors, of those entries that still have the same text. */
    void keep(String model, List<Text> texts, List<float[]> vectors) throws SQLException {
        MemoryDatabase.inOne(connection, () -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT OR REPLACE INTO vector (number, model, vector)"
                            + " SELECT number, ?, ? FROM entry WHERE number = ? AND text = ?")) {
                for (int i = 0; i < texts.size(); i++) {
                    insert.setString(1, model);
                    insert.setBytes(2, Vectors.bytes(Vectors.ofLengthOne(vectors.get(i))));
                    insert.setLong(3, texts.get(i).number());
                    insert.setString(4, texts.get(i).text());
                    insert.executeUpdate();
                }
            }
        });
    }

    /**
     * The entries most like the query: the ranks by meaning and by words, fused. The score is the cosine of the meanings;
     * for an entry that has no vector yet, the likeness of the words.
     */
    List<Memory.Entry> find(String scope, String query, float[] meant, String model, int k) throws SQLException {
        Map<Long, Double> cosines = cosines(scope, meant, model);
        List<Long> byMeaning = cosines.entrySet().stream().filter(entry -> entry.getValue() >= LEAST)
                .sorted(Map.Entry.<Long, Double>comparingByValue().reversed()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .limit(HALF).map(Map.Entry::getKey).toList();
        var fused = new HashMap<Long, Double>();
        addRanks(fused, byMeaning);
        addRanks(fused, byWords(scope, query));
        List<Long> best = fused.entrySet().stream()
                .sorted(Map.Entry.<Long, Double>comparingByValue().reversed()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .limit(k).map(Map.Entry::getKey).toList();
        return entries(best, query, cosines);
    }

    private static void addRanks(Map<Long, Double> fused, List<Long> ranked) {
        for (int i = 0; i < ranked.size(); i++) {
            fused.merge(ranked.get(i), 1 / (SMOOTH + i + 1), Double::sum);
        }
    }

    private Map<Long, Double> cosines(String scope, float[] meant, String model) throws SQLException {
        var cosines = new HashMap<Long, Double>();
        try (PreparedStatement select = connection.prepareStatement("SELECT entry.number, vector.vector FROM entry"
                + " JOIN vector ON vector.number = entry.number WHERE scope = ? AND model = ?")) {
            select.setString(1, scope);
            select.setString(2, model);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    cosines.put(row.getLong(1), Vectors.cosine(meant, row.getBytes(2)));
                }
            }
        }
        return cosines;
    }

    private List<Long> byWords(String scope, String query) throws SQLException {
        var numbers = new ArrayList<Long>();
        String match = WordIndex.any(query);
        if (match.isEmpty()) {
            return numbers;
        }
        // The plus keeps SQLite from walking all entries of the scope and asking the index for each.
        try (PreparedStatement select = connection.prepareStatement("SELECT entry.number FROM word"
                + " JOIN entry ON entry.number = word.rowid WHERE word MATCH ? AND +entry.scope = ?"
                + " ORDER BY word.rank, entry.number DESC LIMIT ?")) {
            select.setString(1, match);
            select.setString(2, scope);
            select.setInt(3, HALF);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    numbers.add(row.getLong(1));
                }
            }
        }
        return numbers;
    }

    private List<Memory.Entry> entries(List<Long> numbers, String query, Map<Long, Double> cosines)
            throws SQLException {
        var entries = new ArrayList<Memory.Entry>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, text, at, print FROM entry WHERE number = ?")) {
            for (long number : numbers) {
                select.setLong(1, number);
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        double score = cosines.containsKey(number)
                                ? cosines.get(number)
                                : alike(query, row.getBytes(4));
                        entries.add(new Memory.Entry(row.getString(1), row.getString(2),
                                Math.clamp(Math.round(score * 10_000) / 10_000.0, 0, 1), row.getLong(3)));
                    }
                }
            }
        }
        return List.copyOf(entries);
    }

    private double alike(String query, byte[] print) {
        Likeness.Comparison comparison = likeness.compare(query);
        comparison.add(print);
        return comparison.scores()[0];
    }
}
