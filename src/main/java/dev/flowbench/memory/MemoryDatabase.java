package dev.flowbench.memory;

import dev.flowbench.engine.port.Memory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;

/** The file: entries by scope and id, each with its text and its print. For one thread. */
final class MemoryDatabase implements AutoCloseable {
    /** "FBme", so that other tools can tell what the file is. */
    private static final int APPLICATION = 0x46426d65;
    private static final int VERSION = 1;

    private final Connection connection;
    private final Likeness likeness;
    private final int maxEntries;

    private MemoryDatabase(Connection connection, Likeness likeness, int maxEntries) {
        this.connection = connection;
        this.likeness = likeness;
        this.maxEntries = maxEntries;
    }

    /** A file written by a version that is newer than this one. */
    static final class Newer extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** Opens the file, and makes it where there is none. */
    static MemoryDatabase open(Path file, Likeness likeness, int maxEntries, int patienceMillis)
            throws SQLException, Newer {
        var config = new SQLiteConfig();
        // What was remembered stays remembered, also through a power cut: the step that did it is not run again.
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(patienceMillis);
        Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try {
            var database = new MemoryDatabase(connection, likeness, maxEntries);
            database.prepare();
            return database;
        } catch (SQLException | Newer e) {
            connection.close();
            throw e;
        }
    }

    private void prepare() throws SQLException, Newer {
        int version = version();
        if (version > VERSION) {
            throw new Newer();
        }
        if (version == 0) {
            inOne(this::makeTables);
        }
        if (!likeness.name().equals(maker())) {
            inOne(this::printAgain);
        }
    }

    private int version() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private String maker() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT name FROM likeness")) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private void makeTables() throws SQLException {
        if (version() == VERSION) {
            return; // Another process was faster.
        }
        execute("PRAGMA application_id = " + APPLICATION);
        execute("CREATE TABLE entry (number INTEGER PRIMARY KEY, scope TEXT NOT NULL, id TEXT NOT NULL,"
                + " at INTEGER NOT NULL, text TEXT NOT NULL, print BLOB NOT NULL, UNIQUE (scope, id))");
        execute("CREATE INDEX entry_age ON entry (scope, at, number)");
        execute("CREATE TABLE likeness (name TEXT NOT NULL)");
        execute("INSERT INTO likeness VALUES ('')");
        execute("PRAGMA user_version = " + VERSION);
    }

    /** The file was written with another way of comparing. */
    private void printAgain() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT number, text FROM entry");
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE entry SET print = ? WHERE number = ?")) {
            while (row.next()) {
                update.setBytes(1, likeness.print(row.getString(2)));
                update.setLong(2, row.getLong(1));
                update.executeUpdate();
            }
        }
        try (PreparedStatement update = connection.prepareStatement("UPDATE likeness SET name = ?")) {
            update.setString(1, likeness.name());
            update.executeUpdate();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    private void inOne(Work work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            work.run();
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Writes an entry, over the one of the same id; where the scope is over its cap, the oldest go. */
    void put(String scope, String id, String text, long at) throws SQLException {
        byte[] print = likeness.print(text);
        inOne(() -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO entry (scope, id, at, text, print) VALUES (?, ?, ?, ?, ?) ON CONFLICT (scope, id)"
                            + " DO UPDATE SET at = excluded.at, text = excluded.text, print = excluded.print")) {
                insert.setString(1, scope);
                insert.setString(2, id);
                insert.setLong(3, at);
                insert.setString(4, text);
                insert.setBytes(5, print);
                insert.executeUpdate();
            }
            try (PreparedStatement forget = connection.prepareStatement("DELETE FROM entry WHERE number IN"
                    + " (SELECT number FROM entry WHERE scope = ? ORDER BY at DESC, number DESC LIMIT -1 OFFSET ?)")) {
                forget.setString(1, scope);
                forget.setInt(2, maxEntries);
                forget.executeUpdate();
            }
        });
    }

    /** The entries most like the query; among equals the newest first, then by id. */
    List<Memory.Entry> find(String scope, String query, int k) throws SQLException {
        var comparison = likeness.compare(query);
        var numbers = new ArrayList<Long>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT number, print FROM entry WHERE scope = ? ORDER BY at DESC, id")) {
            select.setString(1, scope);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    numbers.add(row.getLong(1));
                    comparison.add(row.getBytes(2));
                }
            }
        }
        return entries(Hit.best(comparison.scores(), k), numbers);
    }

    private List<Memory.Entry> entries(List<Hit> hits, List<Long> numbers) throws SQLException {
        var entries = new ArrayList<Memory.Entry>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, text, at FROM entry WHERE number = ?")) {
            for (Hit hit : hits) {
                select.setLong(1, numbers.get(hit.place()));
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        entries.add(new Memory.Entry(row.getString(1), row.getString(2), hit.score(),
                                row.getLong(3)));
                    }
                }
            }
        }
        return List.copyOf(entries);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
