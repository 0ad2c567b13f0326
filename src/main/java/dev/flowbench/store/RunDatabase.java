package dev.flowbench.store;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventWriter;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** The file of one run, to write to. For one thread; readers open their own connection, see {@link RunReader}. */
final class RunDatabase implements AutoCloseable {
    /** 64 MB of pages of 4 KB. */
    private static final int CHECKPOINT_PAGES = 16_384;
    /** So long a lock of somebody else's (a backup, say) is waited for. */
    private static final int BUSY_MILLIS = 1_000;
    /** A block's size, so that a reader never needs much memory at once. */
    private static final int BLOCK_BYTES = 1 << 20;

    private final Path file;
    private final Path log;
    private final Connection connection;
    private final PreparedStatement insert;
    /** What the file system knows the file by; null where it has no such thing. */
    private final @Nullable Object key;
    /** Whether commits go to a log beside the file. */
    private boolean logged;

    /** What is done to a connection before it is used; gives the one to use. */
    interface Preparing {
        Connection prepare(Connection connection) throws SQLException;
    }

    private RunDatabase(Path file, Connection connection) throws SQLException, IOException {
        this.file = file;
        this.log = RunFiles.log(file);
        this.connection = connection;
        this.key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        this.insert = connection.prepareStatement("INSERT INTO block (first, last, lines, sum) VALUES (?, ?, ?, ?)");
    }

    /**
     * Makes the file of a new run; header and first block become durable with the first {@link #commit()}.
     *
     * @param blank from {@link RunSchema#blank()}
     */
    static RunDatabase create(Path file, byte[] blank, Journal.Header header, Preparing preparing)
            throws SQLException, IOException {
        try {
            writeDurably(file, blank);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            // No run stands in it: it would be listed as a damaged one.
            Files.deleteIfExists(file);
            throw e;
        }
        Connection connection = connect(file, preparing);
        try {
            RunSchema.insert(connection, header);
            return new RunDatabase(file, connection);
        } catch (SQLException | IOException e) {
            connection.close();
            throw e;
        }
    }

    /** Opens the file of a run that goes on, and makes it one of this version with the first {@link #commit()}. */
    static RunDatabase reopen(Path file, Preparing preparing) throws SQLException, IOException {
        Connection connection = connect(file, preparing);
        try {
            RunSchema.upgrade(connection);
            return new RunDatabase(file, connection);
        } catch (SQLException | IOException e) {
            connection.close();
            throw e;
        }
    }

    private static Connection connect(Path file, Preparing preparing) throws SQLException {
        var config = new SQLiteConfig();
        // WAL with full synchronisation: a commit that returned survives a power cut. Where a folder cannot have WAL
        // (some network drives), SQLite keeps its rollback journal, which is as safe and slower.
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        Connection connection = config.createConnection(RunReader.url(file));
        try (Statement statement = connection.createStatement()) {
            // A commit that also moves the log into the file makes its steps wait twice as long; most runs never
            // reach this size, and closing moves what is there.
            statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
            Connection ready = preparing.prepare(connection);
            ready.setAutoCommit(false);
            return ready;
        } catch (SQLException e) {
            connection.close();
            throw e;
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
        RunFiles.forceName(file);
    }

    /**
     * Adds events; durable with the next {@link #commit()}.
     *
     * @param block room to write them in
     */
    void addAll(Iterable<Event> events, EventWriter block) throws SQLException {
        block.reset();
        long first = 0;
        long last = 0;
        for (Event event : events) {
            first = first == 0 ? event.seq() : first;
            last = event.seq();
            block.write(event);
            if (block.size() >= BLOCK_BYTES) {
                add(first, last, block.toByteArray());
                block.reset();
                first = 0;
            }
        }
        if (block.size() > 0) {
            add(first, last, block.toByteArray());
        }
    }

    private void add(long first, long last, byte[] lines) throws SQLException {
        insert.setLong(1, first);
        insert.setLong(2, last);
        insert.setBytes(3, lines);
        insert.setLong(4, RunSchema.sum(lines));
        insert.executeUpdate();
    }

    /**
     * Makes durable what was added.
     *
     * @throws JournalException if the file is no longer where it was: what is written to it can never be read again
     */
    void commit() throws SQLException, JournalException {
        connection.commit();
        if (!isThere()) {
            throw new JournalException(StoreTexts.text("gone", file), null);
        }
    }

    /** SQLite goes on writing to files that were removed under it. Systems without such keys do not let them be removed. */
    private boolean isThere() {
        try {
            Object now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            if (!Objects.equals(now, key)) {
                return false;
            }
            boolean hasLog = Files.exists(log);
            if (!logged) {
                logged = hasLog;
            }
            return hasLog || !logged;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        connection.close();
    }
}
