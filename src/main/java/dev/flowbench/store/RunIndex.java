package dev.flowbench.store;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.port.Journal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/** The lines of ended runs, so that the list need not open every file. It can be deleted: it is made again. */
final class RunIndex {
    private static final int VERSION = 1;

    private final Path file;

    RunIndex(Path file) {
        this.file = file;
    }

    private Connection open() throws SQLException {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(2_000);
        Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try (Statement statement = connection.createStatement()) {
            try (ResultSet version = statement.executeQuery("PRAGMA user_version")) {
                if (version.next() && version.getInt(1) == VERSION) {
                    return connection;
                }
            }
            statement.execute("DROP TABLE IF EXISTS run");
            statement.execute("CREATE TABLE run (id TEXT PRIMARY KEY, workflow TEXT, name TEXT, file TEXT,"
                    + " started INTEGER, micros INTEGER, status TEXT, simulated INTEGER, input INTEGER, output INTEGER,"
                    + " nano INTEGER, steps INTEGER, tools INTEGER, spawns INTEGER, priced INTEGER, reason TEXT)");
            statement.execute("PRAGMA user_version = " + VERSION);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Keeps the line of a run that has ended. */
    void put(Iterable<Journal.Summary> lines) throws SQLException {
        try (Connection connection = open();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            connection.setAutoCommit(false);
            for (Journal.Summary line : lines) {
                Amount spent = line.spent();
                Object[] values = {line.run(), line.workflow(), line.name(), line.file(), line.startedAt(),
                    line.micros(), line.status().name(), line.simulated(), spent.inputTokens(), spent.outputTokens(),
                    spent.nanoUsd(), spent.steps(), spent.toolCalls(), spent.spawns(), spent.priced(), line.reason()};
                for (int i = 0; i < values.length; i++) {
                    insert.setObject(i + 1, values[i]);
                }
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
    }

    void remove(String run) throws SQLException {
        try (Connection connection = open();
                PreparedStatement delete = connection.prepareStatement("DELETE FROM run WHERE id = ?")) {
            delete.setString(1, run);
            delete.executeUpdate();
        }
    }

    /** All lines by run. */
    Map<String, Journal.Summary> all() throws SQLException {
        var lines = new HashMap<String, Journal.Summary>();
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM run")) {
            while (row.next()) {
                var spent = new Amount(row.getLong("input"), row.getLong("output"), row.getLong("nano"),
                        row.getInt("steps"), row.getInt("tools"), row.getInt("spawns"), row.getBoolean("priced"));
                lines.put(row.getString("id"),
                        new Journal.Summary(row.getString("id"), row.getString("workflow"), row.getString("name"),
                                row.getString("file"), row.getLong("started"), row.getLong("micros"),
                                RunStatus.valueOf(row.getString("status")), row.getBoolean("simulated"), spent,
                                row.getString("reason")));
            }
        }
        return lines;
    }
}
