package dev.flowbench.store;

import dev.flowbench.engine.port.JournalException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of runs in one folder, and who owns which. */
final class RunFiles {
    private static final String ENDING = ".run";
    private static final String PART = ".part";
    /** Ids become file names: nothing that means something to a file system. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Path folder;
    private final RunLocks locks;

    RunFiles(Path folder) {
        this.folder = folder;
        this.locks = new RunLocks(folder);
    }

    Path folder() {
        return folder;
    }

    Path file(String run) throws JournalException {
        if (!ID.matcher(run).matches()) {
            throw new JournalException(StoreTexts.text("noRun", run), null);
        }
        return folder.resolve(run + ENDING);
    }

    static String id(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length());
    }

    /** Where a run is put together. */
    Path part(String run) {
        return folder.resolve(run + PART);
    }

    /** Where SQLite keeps what was committed and is not in the file yet; it goes when the file is closed in order. */
    static Path log(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }

    /** All files, in the order of their names. */
    List<Path> all() throws JournalException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ENDING)).sorted().toList();
        } catch (IOException e) {
            throw StoreTexts.fault("folder", folder, e);
        }
    }

    /** Takes a new run for this process. */
    RunLocks.Owner own(String run) throws JournalException {
        if (!ID.matcher(run).matches()) {
            throw new JournalException(StoreTexts.text("noId", run), null);
        }
        RunLocks.Owner owner = take(run);
        if (Files.exists(file(run))) {
            release(owner);
            throw new JournalException(StoreTexts.text("exists", run), null);
        }
        return owner;
    }

    /** Takes a run that is kept for this process. */
    RunLocks.Owner ownAgain(String run) throws JournalException {
        if (!Files.exists(file(run))) {
            throw new JournalException(StoreTexts.text("noRun", run), null);
        }
        return take(run);
    }

    private RunLocks.Owner take(String run) throws JournalException {
        try {
            Files.createDirectories(folder);
            RunLocks.@Nullable Owner owner = locks.take(run);
            if (owner == null) {
                throw new JournalException(StoreTexts.text("running", run), null);
            }
            return owner;
        } catch (IOException e) {
            throw StoreTexts.fault("folder", folder, e);
        }
    }

    /** Gives a run back after something went wrong: what went wrong is told, not this. */
    static void release(RunLocks.Owner owner) {
        try {
            owner.close();
        } catch (IOException e) {
            // The lock goes with the process at the latest.
        }
    }

    /** Whether a process that lives owns the run: this one or another. */
    boolean isOwned(String run) {
        return locks.isOwned(run);
    }

    /** Makes the name of a new file durable. */
    static void forceName(Path file) {
        @Nullable Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows cannot open a folder; it keeps the names of new files by itself.
        }
    }

    void delete(String run) throws JournalException {
        RunLocks.Owner owner = ownAgain(run);
        try {
            deleteFiles(file(run));
        } catch (IOException e) {
            throw StoreTexts.fault("folder", folder, e);
        } finally {
            release(owner);
        }
    }

    /** Removes a file and what SQLite keeps beside it. */
    static void deleteFiles(Path file) throws IOException {
        Files.deleteIfExists(file);
        for (String more : List.of("-wal", "-shm", "-journal")) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + more));
        }
    }

    /** The one run whose id begins so. */
    Optional<String> matching(String start) throws JournalException {
        if (ID.matcher(start).matches() && Files.exists(file(start))) {
            return Optional.of(start);
        }
        List<String> ids = all().stream().map(RunFiles::id).filter(id -> id.startsWith(start)).toList();
        if (ids.size() > 1) {
            throw new JournalException(StoreTexts.text("ambiguous", start), null);
        }
        return ids.stream().findFirst();
    }

    /** Lets go of the folder, unless a run is owned. */
    void close() {
        try {
            locks.close();
        } catch (IOException e) {
            // It goes with the process at the latest.
        }
    }
}
