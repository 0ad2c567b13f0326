package dev.flowbench.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A small file that only its user may read, replaced whole or not at all. */
final class PrivateFile {
    private static final long MOST = 10_000_000;

    private final Path file;

    PrivateFile(Path file) {
        this.file = file;
    }

    Path path() { return file; }

    boolean isThere() { return Files.isRegularFile(file); }

    byte[] read() throws IOException {
        if (Files.size(file) > MOST) throw new IOException(SecretTexts.text("file.tooLarge", file));
        return Files.readAllBytes(file);
    }

    void write(byte[] content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path next = Files.createTempFile(file.toAbsolutePath().getParent(), ".secret", ".new", ours());
        try {
            try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) channel.write(bytes);
                channel.force(true);
            }
            try {
                Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException _) {
                Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** Keeps other processes from changing it meanwhile. */
    <T> T exclusively(Change<T> change) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path lock = file.resolveSibling("." + file.getFileName() + ".lock");
        // The lock of a file is that of the process: its own threads go one by one.
        synchronized (PrivateFile.class) {
            try (FileChannel channel = FileChannel.open(lock,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ours());
                    FileLock held = channel.lock()) {
                return change.make(held.isValid());
            }
        }
    }

    interface Change<T> {
        T make(boolean locked) throws IOException;
    }

    private static FileAttribute<?>[] ours() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }
}
