package dev.flowbench.flow.file;

import dev.flowbench.flow.Workflow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Saves documents so that the file on disk is always whole: the old text or the new one, never a part. The new text is
 * written beside the file, forced to the disk, read back and compared, and then takes the file's place in one step. Nothing
 * else is left in the folder. For any thread; two savers of one file are told apart by what they expect to find.
 */
public final class DocumentSaver {
    private final DocumentWriter writer = new DocumentWriter();
    private final AtomicLong saves = new AtomicLong();

    /**
     * {@return what stands in the file now, as a fingerprint; empty where there is no such file}
     *
     * @throws IOException if it cannot be read
     */
    public static Optional<String> fingerprint(Path file) throws IOException {
        try {
            return Optional.of(SemanticHash.sha256(Files.readAllBytes(file)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /**
     * Saves a workflow over whatever stands in the file.
     *
     * @return the fingerprint of the file now
     * @throws UnsavedDocument if it cannot be saved; the file is as it was
     */
    public String save(Path file, Workflow workflow) throws UnsavedDocument {
        return save(file, workflow, null);
    }

    /**
     * Saves a workflow unless the file changed since it was read.
     *
     * @param expected the fingerprint from when it was read or saved last; empty if there must be no such file yet
     * @return the fingerprint of the file now
     * @throws SaveConflict if the file is not what was expected; it is as it was
     * @throws UnsavedDocument if it cannot be saved; the file is as it was
     */
    public String saveUnlessChanged(Path file, Workflow workflow, Optional<String> expected) throws UnsavedDocument {
        return save(file, workflow, expected);
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // null: whatever stands there; empty: nothing may stand there
    private String save(Path file, Workflow workflow, @Nullable Optional<String> expected) throws UnsavedDocument {
        if (workflow.flowbench() > Workflow.VERSION) {
            throw new UnsavedDocument(file, "SAVE_NEWER", workflow.flowbench());
        }
        byte[] content = writer.write(workflow).getBytes(StandardCharsets.UTF_8);
        @Nullable Path next = null;
        try {
            // Through a link the file itself is replaced, not the link.
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            if (expected != null) {
                Optional<String> found = fingerprint(target);
                if (!found.equals(expected)) {
                    throw new SaveConflict(file, found.isEmpty()
                            ? "SAVE_GONE"
                            : expected.isEmpty() ? "SAVE_EXISTS" : "SAVE_CHANGED");
                }
            }
            if (Files.isDirectory(target)) {
                throw new UnsavedDocument(file, "SAVE_FOLDER");
            }
            next = target.resolveSibling(
                    "." + target.getFileName() + "." + ProcessHandle.current().pid() + "-" + saves.incrementAndGet());
            write(next, content);
            if (!Arrays.equals(content, Files.readAllBytes(next))) {
                throw new UnsavedDocument(file, "SAVE_DIFFERS");
            }
            keepRights(target, next);
            move(next, target);
            return SemanticHash.sha256(content);
        } catch (AccessDeniedException e) {
            throw new UnsavedDocument(file, "SAVE_NO_ACCESS");
        } catch (NoSuchFileException e) {
            throw new UnsavedDocument(file, "SAVE_NO_FOLDER");
        } catch (IOException e) {
            throw failed(file, content.length, e);
        } finally {
            remove(next);
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void keepRights(Path from, Path to) throws IOException {
        @Nullable PosixFileAttributeView rights = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (rights != null && Files.exists(from)) {
            rights.setPermissions(Files.getPosixFilePermissions(from));
        }
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(to) && !Files.isWritable(to)) {
            throw new AccessDeniedException(to.toString()); // A rename would not ask.
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static UnsavedDocument failed(Path file, long size, IOException e) {
        try {
            @Nullable Path folder = file.toAbsolutePath().getParent();
            if (folder != null && Files.getFileStore(folder).getUsableSpace() < size) {
                return new UnsavedDocument(file, "DISK_FULL");
            }
        } catch (IOException _) {
            // What went wrong first is what counts.
        }
        return new UnsavedDocument(file, "CANNOT_WRITE", String.valueOf(e.getMessage()));
    }

    private static void remove(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException _) {
            // It stays behind; the document itself is safe.
        }
    }
}
