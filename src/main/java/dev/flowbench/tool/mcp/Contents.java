package dev.flowbench.tool.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names the content of programs. One that has not changed since is not read again. For many threads; methods block. */
final class Contents {
    private final Map<Path, Seen> seen = new HashMap<>();

    private record Seen(@Nullable Object file, long size, FileTime changed, String sha256) {
        boolean is(BasicFileAttributes now) {
            return now.size() == size && now.lastModifiedTime().equals(changed)
                    && (file == null || file.equals(now.fileKey()));
        }
    }

    /** SHA-256 of a file's content, 64 hexadecimal digits. */
    synchronized String sha256(Path path) throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        @Nullable Seen before = seen.get(path);
        if (before != null && before.is(now)) {
            return before.sha256();
        }
        try (InputStream from = Files.newInputStream(path)) {
            var digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(from, digest).transferTo(OutputStream.nullOutputStream());
            String sha256 = HexFormat.of().formatHex(digest.digest());
            seen.put(path, new Seen(now.fileKey(), now.size(), now.lastModifiedTime(), sha256));
            return sha256;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
