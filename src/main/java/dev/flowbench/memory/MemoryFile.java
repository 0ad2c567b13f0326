package dev.flowbench.memory;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The file of a memory, and the one platform thread that works on it, as SQLite is native and would pin a virtual one. After a
 * fault the next call opens the file anew. Safe for many threads.
 */
final class MemoryFile implements AutoCloseable {
    private final Path file;
    private final Likeness likeness;
    private final int maxEntries;
    private final int patienceMillis;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("memory").factory());
    /** Only the thread knows it. */
    private @Nullable MemoryDatabase database;

    MemoryFile(Path file, Likeness likeness, int maxEntries, int patienceMillis) {
        this.file = file;
        this.likeness = likeness;
        this.maxEntries = maxEntries;
        this.patienceMillis = patienceMillis;
    }

    interface Work<T> {
        T run(MemoryDatabase database) throws SQLException;
    }

    private interface Opening<T> {
        T run() throws SQLException, IOException, MemoryDatabase.Newer;
    }

    /** Does it with the file, which is made where there is none. */
    <T> T with(Work<T> work) throws ToolException {
        return inThread(() -> work.run(open()));
    }

    /** Does it with the file if there is one; else nothing is made. */
    <T> T ifThere(T otherwise, Work<T> work) throws ToolException {
        return inThread(() -> database == null && !Files.exists(file) ? otherwise : work.run(open()));
    }

    private <T> T inThread(Opening<T> work) throws ToolException {
        Future<T> result;
        try {
            result = thread.submit(() -> orClose(work));
        } catch (RejectedExecutionException e) {
            throw MemoryTexts.fault(e, ErrorCode.STORAGE_FAILED, "closed");
        }
        try {
            return result.get();
        } catch (InterruptedException e) {
            // What is under way goes on to its end: half of a write is none, and a whole one does no harm.
            Thread.currentThread().interrupt();
            throw MemoryTexts.fault(e, ErrorCode.CANCELLED, "cancelled");
        } catch (ExecutionException e) {
            throw fault(e.getCause() == null ? e : e.getCause());
        }
    }

    private <T> T orClose(Opening<T> work) throws SQLException, IOException, MemoryDatabase.Newer {
        try {
            return work.run();
        } catch (SQLException | IOException | MemoryDatabase.Newer | RuntimeException e) {
            closeDatabase();
            throw e;
        }
    }

    private MemoryDatabase open() throws SQLException, IOException, MemoryDatabase.Newer {
        MemoryDatabase open = database;
        if (open == null) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            open = MemoryDatabase.open(file, likeness, maxEntries, patienceMillis);
            database = open;
        }
        return open;
    }

    private ToolException fault(Throwable cause) {
        String why = cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getMessage().replaceFirst("^\\[SQLITE_\\w+\\]\\s+([^(]+?)\\s*\\(.*\\)$", "$1");
        return switch (cause) {
            case MemoryDatabase.Newer newer -> MemoryTexts.fault(newer, ErrorCode.STORAGE_FAILED, "newer", file);
            case SQLException sql -> MemoryTexts.fault(sql, ErrorCode.STORAGE_FAILED, key(sql), file, why);
            default -> MemoryTexts.fault(cause, ErrorCode.STORAGE_FAILED, "fault", file, why);
        };
    }

    /** SQLite's own codes; the lowest byte says the kind. */
    private static String key(SQLException fault) {
        return switch (fault.getErrorCode() & 0xff) {
            case 5, 6 -> "locked";
            case 8 -> "readOnly";
            case 11, 26 -> "corrupt";
            case 13 -> "full";
            default -> "fault";
        };
    }

    private void closeDatabase() {
        MemoryDatabase open = database;
        database = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                // What was confirmed is in the file; there is nothing left to lose.
            }
        }
    }

    /** Waits for what is under way, and closes the file. */
    @Override
    public void close() {
        if (!thread.isShutdown()) {
            thread.execute(this::closeDatabase);
        }
        thread.close();
    }
}
