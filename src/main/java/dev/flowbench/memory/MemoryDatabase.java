package dev.flowbench.memory;

import dev.flowbench.engine.port.Memory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/** The file: entries by scope and id, each with its text and its print. For one thread. */
final class MemoryDatabase implements AutoCloseable {
    /** "FBme", so that other tools can tell what the file is. */
    private static final int APPLICATION = 0x46426d65;
    private static final int VERSION = 2;

    private final Connection connection;
    private final Likeness likeness;
    private final int maxEntries;
    private final WordIndex words;
    private final MeaningTable meanings;
    private final Shelf shelf;
    /** At most how many entries a scope has, but for those of other processes; not known before the first is written. */
    private final Map<String, Integer> counts = new HashMap<>();

    private MemoryDatabase(Connection connection, Likeness likeness, int maxEntries) {
        this.connection = connection;
        this.likeness = likeness;
        this.maxEntries = maxEntries;
        this.words = new WordIndex(connection);
        this.meanings = new MeaningTable(connection, likeness);
        this.shelf = new Shelf(connection);
    }

    /** Finding by what texts mean. */
    MeaningTable meanings() {
        return meanings;
    }

    /** Browsing and deleting. */
    Shelf shelf() {
        return shelf;
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
        // What was deleted is written over, not only let go.
        execute("PRAGMA secure_delete = ON");
        if (version < VERSION) {
            inOne(connection, this::makeTables);
        }
        if (!likeness.name().equals(maker())) {
            inOne(connection, this::printAgain);
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
        int version = version();
        if (version == 0) {
            makeEntries();
        }
        // Another process may have been faster.
        if (version < VERSION) {
            words.make();
            meanings.make();
            execute("PRAGMA user_version = " + VERSION);
        }
    }

    private void makeEntries() throws SQLException {
        execute("PRAGMA application_id = " + APPLICATION);
        execute("CREATE TABLE entry (number INTEGER PRIMARY KEY, scope TEXT NOT NULL, id TEXT NOT NULL,"
                + " at INTEGER NOT NULL, text TEXT NOT NULL, print BLOB NOT NULL, UNIQUE (scope, id))");
        execute("CREATE INDEX entry_age ON entry (scope, at, number)");
        execute("CREATE TABLE likeness (name TEXT NOT NULL)");
        execute("INSERT INTO likeness VALUES ('')");
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

    interface Work {
        void run() throws SQLException;
    }

    /** All of it, or nothing. */
    static void inOne(Connection connection, Work work) throws SQLException {
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
        inOne(connection, () -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO entry (scope, id, at, text, print) VALUES (?, ?, ?, ?, ?) ON CONFLICT (scope, id)"
                            + " DO UPDATE SET at = excluded.at, text = excluded.text, print = excluded.print"
                            + " RETURNING number")) {
                insert.setString(1, scope);
                insert.setString(2, id);
                insert.setLong(3, at);
                insert.setString(4, text);
                insert.setBytes(5, print);
                try (ResultSet row = insert.executeQuery()) {
                    if (row.next()) {
                        words.put(row.getLong(1), text);
                    }
                }
            }
            forgetOldest(scope);
        });
    }

    private void forgetOldest(String scope) throws SQLException {
        Integer known = counts.computeIfPresent(scope, (_, count) -> count + 1);
        if (known != null && known <= maxEntries) {
            return;
        }
        try (PreparedStatement forget = connection.prepareStatement("DELETE FROM entry WHERE number IN"
                + " (SELECT number FROM entry WHERE scope = ? ORDER BY at DESC, number DESC LIMIT -1 OFFSET ?)")) {
            forget.setString(1, scope);
            forget.setInt(2, maxEntries);
            forget.executeUpdate();
        }
        try (PreparedStatement count = connection.prepareStatement("SELECT count(*) FROM entry WHERE scope = ?")) {
            count.setString(1, scope);
            try (ResultSet row = count.executeQuery()) {
                counts.put(scope, row.next() ? row.getInt(1) : 0);
            }
        }
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
