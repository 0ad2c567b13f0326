package dev.flowbench.store;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.port.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * The lines of runs nobody owns, so that the list need not open every file. It only saves time: it can be deleted, and is
 * made again; where it cannot be read or written, the files themselves are read.
 */
final class RunIndex {
    private static final int VERSION = 2;
    /** Nobody waits longer for it than reading some files takes. */
    private static final int BUSY_MILLIS = 100;

    private final Path file;

    RunIndex(Path file) {
        this.file = file;
    }

    /**
     * A line of the list.
     *
     * @param stamp of the file it was read from; a run that has ended never changes, whatever its file's stamp is
     */
    record Line(Journal.Summary summary, Stamp stamp) {
        boolean ended() {
            return switch (summary.status()) {
                case DONE, PARTIAL, FAILED, CANCELLED -> true;
                case RUNNING, WAITING, INTERRUPTED -> false;
            };
        }
    }

    /**
     * By which a file that was changed is known.
     *
     * @param bytes its size
     * @param changed milliseconds since 1970
     */
    record Stamp(long bytes, long changed) {
        /** Of a file nobody looked at, or that cannot be relied on. */
        static final Stamp NONE = new Stamp(-1, -1);
    }

    /** Something done with the index. */
    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private <T> T use(T otherwise, Work<T> work) {
        try {
            return attempt(work);
        } catch (SQLException e) {
            if (!isBroken(e)) {
                return otherwise;
            }
        }
        try {
            RunFiles.deleteFiles(file);
            return attempt(work);
        } catch (SQLException | IOException e) {
            return otherwise;
        }
    }

    private static boolean isBroken(SQLException e) {
        int code = e.getErrorCode() & 0xff;
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    private <T> T attempt(Work<T> work) throws SQLException {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_MILLIS);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath())) {
            prepare(connection);
            return work.with(connection);
        }
    }

    private static void prepare(Connection connection) throws SQLException {
        if (RunSchema.version(connection) == VERSION) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS run");
            statement.execute("CREATE TABLE run (id TEXT PRIMARY KEY, workflow TEXT, name TEXT, file TEXT,"
                    + " started INTEGER, micros INTEGER, status TEXT, simulated INTEGER, input INTEGER, output INTEGER,"
                    + " nano INTEGER, steps INTEGER, tools INTEGER, spawns INTEGER, priced INTEGER, reason TEXT,"
                    + " bytes INTEGER, changed INTEGER)");
            statement.execute("PRAGMA user_version = " + VERSION);
        }
    }

    /** Keeps lines, in place of those of the same runs. */
    void put(Collection<Line> lines) {
        if (!lines.isEmpty()) {
            use(true, connection -> put(connection, lines));
        }
    }

    private static boolean put(Connection connection, Collection<Line> lines) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Line each : lines) {
                Journal.Summary line = each.summary();
                Amount spent = line.spent();
                Object[] values = {line.run(), line.workflow(), line.name(), line.file(), line.startedAt(),
                    line.micros(), line.status().name(), line.simulated(), spent.inputTokens(), spent.outputTokens(),
                    spent.nanoUsd(), spent.steps(), spent.toolCalls(), spent.spawns(), spent.priced(), line.reason(),
                    each.stamp().bytes(), each.stamp().changed()};
                for (int i = 0; i < values.length; i++) {
                    insert.setObject(i + 1, values[i]);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
        connection.commit();
        return true;
    }

    /** Forgets lines. One that is left behind by a fault is never shown, for its run has no file. */
    void remove(Collection<String> runs) {
        use(true, connection -> {
            connection.setAutoCommit(false);
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM run WHERE id = ?")) {
                for (String run : runs) {
                    delete.setString(1, run);
                    delete.addBatch();
                }
                delete.executeBatch();
            }
            connection.commit();
            return true;
        });
    }

    /** All lines by run. */
    Map<String, Line> all() {
        return use(Map.of(), RunIndex::all);
    }

    private static Map<String, Line> all(Connection connection) throws SQLException {
        var lines = new HashMap<String, Line>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM run")) {
            while (row.next()) {
                var spent = new Amount(row.getLong(9), row.getLong(10), row.getLong(11), row.getInt(12), row.getInt(13),
                        row.getInt(14), row.getBoolean(15));
                var summary = new Journal.Summary(row.getString(1), row.getString(2), row.getString(3),
                        row.getString(4), row.getLong(5), row.getLong(6), RunStatus.valueOf(row.getString(7)),
                        row.getBoolean(8), spent, row.getString(16));
                lines.put(summary.run(), new Line(summary, new Stamp(row.getLong(17), row.getLong(18))));
            }
        }
        return lines;
    }
}
