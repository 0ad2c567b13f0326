package dev.flowbench.memory;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Memory in one SQLite file, which is made with the first thing remembered. What {@link #remember} returned from is
 * durable. Several processes may use one file. After a fault the next call opens the file anew.
 *
 * <p>Texts are found again by their words and parts of words; see {@link WordLikeness}. A scope holds
 * {@value #MAX_ENTRIES} entries; beyond that the oldest are forgotten.
 *
 * <p>Safe for many threads. One platform thread works, as SQLite is native and would pin a virtual one.
 */
public final class LocalMemory implements Memory, AutoCloseable {
    /** The most entries of a scope. */
    public static final int MAX_ENTRIES = 10_000;
    /** The longest text that can be remembered, and the longest query, in characters. */
    public static final int MAX_TEXT = 50_000;
    /** The longest name of a scope or an entry, in characters. */
    public static final int MAX_NAME = 300;
    /** The most entries that one recall gives. */
    public static final int MAX_RECALLED = 100;
    private static final int PATIENCE_MILLIS = 5_000;

    private final Path file;
    private final Likeness likeness;
    private final int maxEntries;
    private final int patienceMillis;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("memory").factory());
    /** Only the thread knows it. */
    private @Nullable MemoryDatabase database;

    /** @param file where it is kept; its folder is made when needed */
    public LocalMemory(Path file) {
        this(file, new WordLikeness(), MAX_ENTRIES, PATIENCE_MILLIS);
    }

    /** @param patienceMillis how long to wait for another process that writes */
    LocalMemory(Path file, Likeness likeness, int maxEntries, int patienceMillis) {
        this.file = file;
        this.likeness = likeness;
        this.maxEntries = maxEntries;
        this.patienceMillis = patienceMillis;
    }

    @Override
    public List<Entry> recall(String scope, String query, int k) throws ToolException {
        checkRecall(scope, query, k);
        return inThread(() -> {
            if (database == null && !Files.exists(file)) {
                return List.of();
            }
            return open().find(scope, query, Math.min(k, MAX_RECALLED));
        });
    }

    @Override
    public void remember(String scope, String id, String text, long at) throws ToolException {
        checkRemember(scope, id, text);
        inThread(() -> {
            open().put(scope, id, text, at);
            return true;
        });
    }

    /** What every memory refuses to look for. */
    static void checkRecall(String scope, String query, int k) throws ToolException {
        bounded("scope", scope, MAX_NAME);
        bounded("query", query, MAX_TEXT);
        if (k < 1) {
            throw MemoryTexts.fault(null, ErrorCode.BAD_ARGUMENTS, "count");
        }
    }

    /** What every memory refuses to keep. */
    static void checkRemember(String scope, String id, String text) throws ToolException {
        bounded("scope", scope, MAX_NAME);
        bounded("id", id, MAX_NAME);
        bounded("text", text, MAX_TEXT);
    }

    private static void bounded(String what, String text, int most) throws ToolException {
        if (text.length() > most) {
            throw MemoryTexts.fault(null, ErrorCode.TOO_LARGE, "large." + what, Integer.toString(most));
        }
    }

    private interface Work<T> {
        T run() throws SQLException, IOException, MemoryDatabase.Newer;
    }

    private <T> T inThread(Work<T> work) throws ToolException {
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

    private <T> T orClose(Work<T> work) throws SQLException, IOException, MemoryDatabase.Newer {
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
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
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
