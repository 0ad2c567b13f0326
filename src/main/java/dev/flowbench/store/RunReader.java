package dev.flowbench.store;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventFormatException;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** The file of one run, to read from: by a connection of its own, beside whoever writes it. */
final class RunReader implements AutoCloseable {
    /** So long a lock of somebody else's is waited for. */
    private static final int BUSY_MILLIS = 1_000;

    private final Path file;
    private final Connection connection;

    private RunReader(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    static String url(Path file) {
        return "jdbc:sqlite:" + file.toAbsolutePath();
    }

    static RunReader open(Path file) throws JournalException {
        if (!Files.isRegularFile(file)) {
            throw new JournalException(StoreTexts.text("noRun", RunFiles.id(file)), null);
        }
        try {
            return open(file, url(file));
        } catch (SQLException e) {
            if (Files.isWritable(file) && Files.isWritable(file.toAbsolutePath().getParent())) {
                throw StoreTexts.fault("read", file, e);
            }
        }
        // SQLite makes files beside the one it reads. Where it may not, a file that was closed in order can be read as
        // it stands; what is only in the log of another cannot.
        if (Files.exists(RunFiles.log(file))) {
            throw new JournalException(StoreTexts.text("readOnly", file), null);
        }
        try {
            return open(file, "jdbc:sqlite:file:" + file.toUri().getRawPath() + "?immutable=1");
        } catch (SQLException e) {
            throw StoreTexts.fault("read", file, e);
        }
    }

    private static RunReader open(Path file, String url) throws SQLException, JournalException {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        Connection connection = config.createConnection(url);
        try {
            if (RunSchema.version(connection) > RunSchema.VERSION) {
                throw new JournalException(StoreTexts.text("newer", file), null);
            }
            return new RunReader(file, connection);
        } catch (SQLException | JournalException e) {
            connection.close();
            throw e;
        }
    }

    Journal.Header header() throws JournalException {
        try {
            return RunSchema.header(connection)
                    .orElseThrow(() -> new JournalException(StoreTexts.text("empty", RunFiles.id(file)), null));
        } catch (SQLException e) {
            throw StoreTexts.fault("read", file, e);
        }
    }

    /** Hands out all events that are durable, in order. */
    void events(Consumer<Event> reader) throws JournalException {
        long[] last = {0};
        Consumer<Event> gapless = event -> {
            if (event.seq() != last[0] + 1) {
                throw new Gap();
            }
            last[0] = event.seq();
            reader.accept(event);
        };
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT lines, " + (RunSchema.version(connection) < RunSchema.VERSION ? "NULL" : "sum")
                                + " FROM block ORDER BY first")) {
            var events = new EventJson.RunReader();
            while (rows.next()) {
                byte @Nullable [] lines = rows.getBytes(1);
                long sum = rows.getLong(2);
                if (lines == null || !rows.wasNull() && sum != RunSchema.sum(lines)) {
                    throw new SQLException("the block after event " + last[0] + " is not what was written");
                }
                events.readLines(lines, 0, lines.length, gapless);
            }
        } catch (SQLException | EventFormatException | Gap e) {
            throw new JournalException(StoreTexts.text("damaged", file, Long.toString(last[0])), e);
        }
    }

    @Override
    public void close() throws JournalException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw StoreTexts.fault("read", file, e);
        }
    }

    /** A number is missing between two events. */
    private static final class Gap extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
