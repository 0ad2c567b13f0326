package dev.flowbench.store;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventFormatException;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/**
 * The file of one run: its header, and its events in blocks of lines. One thread writes it; readers open their own
 * connection.
 */
final class RunDatabase implements AutoCloseable {
    /** "FBrn", so that other tools can tell what the file is. */
    private static final int APPLICATION = 0x4642726e;
    private static final int VERSION = 1;
    /** 64 MB of pages of 4 KB. */
    private static final int CHECKPOINT_PAGES = 16_384;

    private final Connection connection;
    private final PreparedStatement insert;

    private RunDatabase(Connection connection) throws SQLException {
        this.connection = connection;
        this.insert = connection.prepareStatement("INSERT INTO block (first, last, lines) VALUES (?, ?, ?)");
    }

    /**
     * Makes the file of a new run; header and first block become durable with the first {@link #commit()}.
     *
     * @param blank from {@link #blank()}
     */
    static RunDatabase create(Path file, byte[] blank, Journal.Header header) throws SQLException, IOException {
        writeDurably(file, blank);
        var config = new SQLiteConfig();
        // WAL with full synchronisation: a commit that returned survives a power cut. Where a folder cannot have WAL
        // (some network drives), SQLite keeps its rollback journal, which is as safe and slower.
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        Connection connection = config.createConnection(url(file));
        try {
            try (Statement statement = connection.createStatement()) {
                // A commit that also moves the log into the file makes its steps wait twice as long; most runs never
                // reach this size, and closing moves what is there.
                statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
            }
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO header VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, header.run());
                insert.setString(2, header.workflow());
                insert.setString(3, header.name());
                insert.setString(4, header.document());
                insert.setLong(5, header.startedAt());
                insert.setBoolean(6, header.simulated());
                insert.setLong(7, header.seed());
                insert.setInt(8, header.semantics());
                insert.setString(9, header.file());
                insert.executeUpdate();
            }
            return new RunDatabase(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * The bytes of a run's file before anything is in it. Writing them at once costs one synchronisation; letting SQLite
     * make the tables costs it five, 50 ms on a slow disk.
     */
    static byte[] blank() throws SQLException {
        var config = new SQLiteConfig();
        config.setApplicationId(APPLICATION);
        config.setUserVersion(VERSION);
        try (Connection memory = config.createConnection("jdbc:sqlite::memory:");
                Statement statement = memory.createStatement()) {
            statement.execute("CREATE TABLE header (run TEXT, workflow TEXT, name TEXT, document TEXT,"
                    + " started INTEGER, simulated INTEGER, seed INTEGER, semantics INTEGER, file TEXT)");
            statement.execute("CREATE TABLE block (first INTEGER PRIMARY KEY, last INTEGER, lines BLOB)");
            byte[] bytes = memory.unwrap(SQLiteConnection.class).serialize("main");
            // File format, bytes 18 and 19: 2 for WAL.
            bytes[18] = 2;
            bytes[19] = 2;
            return bytes;
        }
    }

    private static void writeDurably(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            // Windows cannot open a folder; it keeps the names of new files by itself.
        }
    }

    private static String url(Path file) {
        return "jdbc:sqlite:" + file.toAbsolutePath();
    }

    /** Adds a block; durable with the next {@link #commit()}. */
    void add(long first, long last, byte[] lines) throws SQLException {
        insert.setLong(1, first);
        insert.setLong(2, last);
        insert.setBytes(3, lines);
        insert.executeUpdate();
    }

    void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        connection.close();
    }

    /** A connection to read by. */
    private static Connection open(Path file) throws JournalException {
        if (!Files.isRegularFile(file)) {
            throw new JournalException(StoreTexts.text("noRun", RunFiles.id(file)), null);
        }
        try {
            var config = new SQLiteConfig();
            config.setBusyTimeout(2_000);
            Connection connection = config.createConnection(url(file));
            try (Statement statement = connection.createStatement();
                    ResultSet version = statement.executeQuery("PRAGMA user_version")) {
                if (version.next() && version.getInt(1) > VERSION) {
                    connection.close();
                    throw new JournalException(StoreTexts.text("newer", file), null);
                }
            }
            return connection;
        } catch (SQLException e) {
            throw StoreTexts.fault("read", file, e);
        }
    }

    /** Reads the header of a run. */
    static Journal.Header header(Path file) throws JournalException {
        try (Connection connection = open(file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT run, workflow, name, document, started, simulated, seed,"
                        + " semantics, file FROM header")) {
            if (!row.next()) {
                throw StoreTexts.fault("read", file, null);
            }
            return new Journal.Header(row.getString(1), row.getString(2), row.getString(3), row.getString(4),
                    row.getLong(5), row.getBoolean(6), row.getLong(7), row.getInt(8), row.getString(9));
        } catch (SQLException e) {
            throw StoreTexts.fault("read", file, e);
        }
    }

    /** Hands out all events that are durable, in order. */
    static void read(Path file, Consumer<Event> reader) throws JournalException {
        long[] last = {0};
        Consumer<Event> gapless = event -> {
            if (event.seq() != last[0] + 1) {
                throw new Gap();
            }
            last[0] = event.seq();
            reader.accept(event);
        };
        try (Connection connection = open(file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT lines FROM block ORDER BY first")) {
            while (rows.next()) {
                byte[] lines = rows.getBytes(1);
                EventJson.readLines(lines, 0, lines.length, gapless);
            }
        } catch (SQLException e) {
            throw StoreTexts.fault("read", file, e);
        } catch (EventFormatException | Gap e) {
            throw new JournalException(StoreTexts.text("damaged", file, Long.toString(last[0])), e);
        }
    }

    /** A number is missing between two events. */
    private static final class Gap extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
