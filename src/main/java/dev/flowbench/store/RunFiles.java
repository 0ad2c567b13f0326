package dev.flowbench.store;

import dev.flowbench.engine.port.JournalException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
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
    static final String ENDING = ".run";
    private static final String PART = ".part";
    private static final String LOCK = ".lock";
    /** Ids become file names: nothing that means something to a file system. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Path folder;

    RunFiles(Path folder) {
        this.folder = folder;
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

    private Path lockFile(String run) {
        return folder.resolve(run + LOCK);
    }

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

    /** The lock of a run's owner, held while it is open. */
    record Owner(FileChannel channel, FileLock lock, Path file) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            // The file goes before the lock does, so that nobody locks a file that is about to go.
            Files.deleteIfExists(file);
            channel.close();
        }
    }

    /** Takes a new run for this process. */
    Owner own(String run) throws JournalException {
        if (!ID.matcher(run).matches()) {
            throw new JournalException(StoreTexts.text("noId", run), null);
        }
        if (Files.exists(file(run))) {
            throw new JournalException(StoreTexts.text("exists", run), null);
        }
        return take(run);
    }

    /** Takes a run that is kept for this process. */
    Owner ownAgain(String run) throws JournalException {
        Owner owner = take(run);
        if (!Files.exists(file(run))) {
            release(owner);
            throw new JournalException(StoreTexts.text("noRun", run), null);
        }
        return owner;
    }

    /** Gives a run back after something went wrong: what went wrong is told, not this. */
    static void release(Owner owner) {
        try {
            owner.close();
        } catch (IOException e) {
            // The lock goes with the process at the latest.
        }
    }

    /** Makes what happened to the names in a folder durable. */
    static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows cannot open a folder; it keeps the names of new files by itself.
        }
    }

    private Owner take(String run) throws JournalException {
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(lockFile(run), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new JournalException(StoreTexts.text("running", run), null);
            }
            return new Owner(channel, lock, lockFile(run));
        } catch (IOException e) {
            throw StoreTexts.fault("folder", folder, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    /** Whether a process that lives owns the run: this one or another. */
    boolean isOwned(String run) {
        Path file = lockFile(run);
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            @Nullable FileLock lock = tryLock(channel);
            return lock == null;
        } catch (IOException e) {
            return false;
        }
    }

    void delete(String run) throws JournalException {
        Path file = file(run);
        if (!Files.exists(file)) {
            throw new JournalException(StoreTexts.text("noRun", run), null);
        }
        if (isOwned(run)) {
            throw new JournalException(StoreTexts.text("running", run), null);
        }
        try {
            RunDatabase.delete(file);
            Files.deleteIfExists(lockFile(run));
        } catch (IOException e) {
            throw StoreTexts.fault("folder", folder, e);
        }
    }

    /** The one run whose id begins so. */
    Optional<String> matching(String start) throws JournalException {
        List<String> ids = all().stream().map(RunFiles::id).filter(id -> id.startsWith(start)).toList();
        if (ids.contains(start)) {
            return Optional.of(start);
        }
        if (ids.size() > 1) {
            throw new JournalException(StoreTexts.text("ambiguous", start), null);
        }
        return ids.stream().findFirst();
    }
}
