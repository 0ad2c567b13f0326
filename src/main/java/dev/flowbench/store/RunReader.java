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
import org.sqlite.SQLiteConfig;

/** The file of one run, to read from: by a connection of its own, beside whoever writes it. */
final class RunReader implements AutoCloseable {
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
            var config = new SQLiteConfig();
            config.setBusyTimeout(2_000);
            Connection connection = config.createConnection(url(file));
            if (RunSchema.version(connection) > RunSchema.VERSION) {
                connection.close();
                throw new JournalException(StoreTexts.text("newer", file), null);
            }
            return new RunReader(file, connection);
        } catch (SQLException e) {
            throw StoreTexts.fault("read", file, e);
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
                ResultSet rows = statement.executeQuery("SELECT lines FROM block ORDER BY first")) {
            while (rows.next()) {
                byte[] lines = rows.getBytes(1);
                EventJson.readLines(lines, 0, lines.length, gapless);
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
