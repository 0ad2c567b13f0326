package dev.flowbench.memory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Browses the entries, and deletes them. For one thread. */
final class Shelf {
    private final Connection connection;

    Shelf(Connection connection) {
        this.connection = connection;
    }

    List<MemoryScope> scopes() throws SQLException {
        var scopes = new ArrayList<MemoryScope>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT scope, count(*), max(at) FROM entry GROUP BY scope ORDER BY scope")) {
            while (row.next()) {
                scopes.add(new MemoryScope(row.getString(1), row.getInt(2), row.getLong(3)));
            }
        }
        return List.copyOf(scopes);
    }

    MemoryPage page(String scope, String words, int from, int count) throws SQLException {
        String match = WordIndex.allBeginning(words);
        if (match.isEmpty() && !words.isBlank()) {
            return new MemoryPage(List.of(), 0);
        }
        String which = match.isEmpty()
                ? " FROM entry WHERE scope = ?"
                : " FROM word JOIN entry ON entry.number = word.rowid WHERE +entry.scope = ? AND word MATCH ?";
        var items = new ArrayList<MemoryPage.Item>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, text, at" + which + " ORDER BY at DESC, entry.number DESC LIMIT ? OFFSET ?")) {
            int next = fill(select, scope, match);
            select.setInt(next, Math.max(1, count));
            select.setInt(next + 1, Math.max(0, from));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    items.add(new MemoryPage.Item(row.getString(1), row.getString(2), row.getLong(3)));
                }
            }
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT count(*)" + which)) {
            fill(select, scope, match);
            try (ResultSet row = select.executeQuery()) {
                return new MemoryPage(items, row.next() ? row.getInt(1) : 0);
            }
        }
    }

    private static int fill(PreparedStatement select, String scope, String match) throws SQLException {
        select.setString(1, scope);
        if (match.isEmpty()) {
            return 2;
        }
        select.setString(2, match);
        return 3;
    }

    Optional<MemoryPage.Item> entry(String scope, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, text, at FROM entry WHERE scope = ? AND id = ?")) {
            select.setString(1, scope);
            select.setString(2, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new MemoryPage.Item(row.getString(1), row.getString(2), row.getLong(3)))
                        : Optional.empty();
            }
        }
    }

    boolean delete(String scope, String id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM entry WHERE scope = ? AND id = ?")) {
            delete.setString(1, scope);
            delete.setString(2, id);
            boolean done = delete.executeUpdate() > 0;
            wipe();
            return done;
        }
    }

    int clear(String scope) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM entry WHERE scope = ?")) {
            delete.setString(1, scope);
            int count = delete.executeUpdate();
            wipe();
            return count;
        }
    }

    /** The log beside the file still holds the pages as they were. While somebody reads, it is left for the next time. */
    private void wipe() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }
}
