package dev.flowbench.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Replaces files whole or not at all. */
final class WholeFile {
    private WholeFile() {}

    static void write(Path file, byte[] content) throws IOException {
        // A link stays a link: what it leads to is replaced.
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        @Nullable Path folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path next = target.resolveSibling("." + target.getFileName() + ".new");
        try {
            Files.write(next, content);
            try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            if (Files.exists(target) && Files.getFileStore(target).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(target));
            }
            move(next, target);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** Reads, changes and writes a file. */
    interface Change<T> {
        T make() throws IOException;
    }

    /** Changes a file while no other process does: what one changes is not written over by another. */
    static <T> T exclusively(Path file, Change<T> change) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file in a folder");
        Files.createDirectories(folder);
        // The lock of a file is that of the process: its own threads go one by one.
        synchronized (WholeFile.class) {
            try (FileChannel channel = FileChannel.open(folder.resolve("." + file.getFileName() + ".lock"),
                    StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock _ = channel.lock()) {
                return change.make();
            }
        }
    }

    private static void move(Path next, Path target) throws IOException {
        try {
            Files.move(next, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            Files.move(next, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
