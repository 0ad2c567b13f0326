package dev.flowbench.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Which run belongs to which living process, held by the operating system: one byte for each run in one file that is
 * never written and never removed. The system gives a byte back when its process ends, however that ends. A file for
 * each run would have to be removed, and two processes could then hold two files of one name; and on POSIX, closing
 * any channel to a file gives back all locks that the process has on it, so a look must use the owner's own channel.
 */
final class RunLocks {
    private static final String NAME = "owners.lock";
    /** Who only looks whether a byte is taken takes it for a moment. */
    private static final int TRIES = 20;
    private static final long BETWEEN_TRIES_NANOS = 1_000_000;

    private final Path file;
    private final Set<String> owned = new HashSet<>();
    private @Nullable FileChannel channel;

    RunLocks(Path folder) {
        this.file = folder.resolve(NAME);
    }

    /** Taken by this process; {@link #close} gives it back. */
    final class Owner implements AutoCloseable {
        private final String run;
        private final FileLock lock;

        private Owner(String run, FileLock lock) {
            this.run = run;
            this.lock = lock;
        }

        @Override
        public void close() throws IOException {
            synchronized (RunLocks.this) {
                owned.remove(run);
                lock.release();
            }
        }
    }

    /** Takes a run; null if a living process has it, this one or another. */
    @Nullable Owner take(String run) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            @Nullable Owner owner = tryTake(run);
            if (owner != null || isOurs(run)) {
                return owner;
            }
            LockSupport.parkNanos(this, BETWEEN_TRIES_NANOS);
        }
        return null;
    }

    private synchronized boolean isOurs(String run) {
        return owned.contains(run);
    }

    private synchronized @Nullable Owner tryTake(String run) throws IOException {
        if (owned.contains(run)) {
            return null;
        }
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            channel = open;
        }
        @Nullable FileLock lock = tryLock(open, run, false);
        if (lock == null) {
            return null;
        }
        owned.add(run);
        return new Owner(run, lock);
    }

    /** Whether a living process has the run: this one or another. */
    synchronized boolean isOwned(String run) {
        if (owned.contains(run)) {
            return true;
        }
        try {
            FileChannel open = channel;
            if (open != null) {
                return isTaken(open, run);
            }
            if (!Files.exists(file)) {
                return false;
            }
            // Read only: it may be somebody else's folder.
            try (FileChannel looking = FileChannel.open(file, StandardOpenOption.READ)) {
                return isTaken(looking, run);
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isTaken(FileChannel channel, String run) throws IOException {
        try (@Nullable FileLock lock = tryLock(channel, run, true)) {
            return lock == null;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel, String run, boolean shared) throws IOException {
        try {
            return channel.tryLock(place(run), 1, shared);
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    /** Lets go of the file, unless a run is owned. */
    synchronized void close() throws IOException {
        if (owned.isEmpty() && channel != null) {
            channel.close();
            channel = null;
        }
    }

    private static long place(String run) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(run.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong() & (1L << 62) - 1;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
