package dev.flowbench.memory;

import dev.flowbench.flow.text.Words;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.stream.Collectors;

/** The full text index: words as {@link Words} cuts them, so that scripts without spaces are found too. For one thread. */
final class WordIndex {
    /** Of a longer query the first words count. */
    private static final int MOST_WORDS = 64;

    private final Connection connection;

    WordIndex(Connection connection) {
        this.connection = connection;
    }

    /** Makes it, and fills it with what is there. To be called inside a transaction. */
    void make() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE VIRTUAL TABLE word USING fts5 (words)");
            // What was deleted is gone, from the index as well.
            statement.execute("INSERT INTO word (word, rank) VALUES ('secure-delete', 1)");
            statement.execute("CREATE TRIGGER word_gone AFTER DELETE ON entry BEGIN"
                    + " DELETE FROM word WHERE rowid = old.number; END");
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT number, text FROM entry")) {
            while (row.next()) {
                put(row.getLong(1), row.getString(2));
            }
        }
    }

    /** Writes the words of an entry, over those that it had. */
    void put(long number, String text) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM word WHERE rowid = ?");
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO word (rowid, words) VALUES (?, ?)")) {
            delete.setLong(1, number);
            delete.executeUpdate();
            insert.setLong(1, number);
            insert.setString(2, String.join(" ", Words.of(text)));
            insert.executeUpdate();
        }
    }

    /** Matches what holds any of the words; empty where there is none. */
    static String any(String text) {
        return terms(text, "", " OR ");
    }

    /** Matches what holds, for each of the words, one that begins with it; empty where there is none. */
    static String allBeginning(String text) {
        return terms(text, "*", " AND ");
    }

    private static String terms(String text, String after, String between) {
        // Words hold letters, digits and marks only: in quotes, nothing of them is an operator.
        return new LinkedHashSet<>(Words.of(text)).stream().limit(MOST_WORDS)
                .map(word -> '"' + word + '"' + after).collect(Collectors.joining(between));
    }
}
