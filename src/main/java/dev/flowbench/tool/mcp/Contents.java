package dev.flowbench.tool.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names the content of programs. One that has not changed since is not read again. For many threads; methods block. */
final class Contents {
    /** Bytes of a file up to which its content is read; of a larger one, its size and time stand for it. */
    private static final long LARGEST = 64 << 20;
    private static final byte[] DATABASE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private final Map<Path, Seen> seen = new HashMap<>();

    private record Seen(@Nullable Object file, long size, FileTime changed, Object written, String sha256) {
        boolean is(BasicFileAttributes now, Object writtenNow) {
            return now.size() == size && now.lastModifiedTime().equals(changed) && writtenNow.equals(written)
                    && (file == null || file.equals(now.fileKey()));
        }
    }

    /**
     * Names the content of a file that a program is handed; empty for a file without content, and for a database, whose content
     * changes whenever it is used.
     */
    String mark(Path path) throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        if (now.size() == 0 || isDatabase(path)) {
            return "";
        }
        return now.size() > LARGEST ? now.size() + " " + now.lastModifiedTime() : sha256(path);
    }

    /** When it was last changed in any way, where the system tells: unlike its time, nobody can set that back. */
    private static Object written(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? Files.getAttribute(path, "unix:ctime")
                : "";
    }

    private static boolean isDatabase(Path path) throws IOException {
        try (InputStream from = Files.newInputStream(path)) {
            return Arrays.equals(from.readNBytes(DATABASE.length), DATABASE);
        }
    }

    /** SHA-256 of a file's content, 64 hexadecimal digits. */
    synchronized String sha256(Path path) throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        Object written = written(path);
        @Nullable Seen before = seen.get(path);
        if (before != null && before.is(now, written)) {
            return before.sha256();
        }
        try (InputStream from = Files.newInputStream(path)) {
            var digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(from, digest).transferTo(OutputStream.nullOutputStream());
            String sha256 = HexFormat.of().formatHex(digest.digest());
            seen.put(path, new Seen(now.fileKey(), now.size(), now.lastModifiedTime(), written, sha256));
            return sha256;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
