package dev.flowbench.desktop.desk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The content of a file when it was last read or written, to notice that somebody else wrote it. A file that was only
 * touched has not changed.
 */
public record FileStamp(String sha256) {
    /** Of a file that could not be read whole. */
    public static final FileStamp NONE = new FileStamp("");

    /** The stamp of a file's content now. Blocks. */
    public static FileStamp of(Path file) throws IOException {
        return of(Files.readAllBytes(file));
    }

    /** The stamp of that content. */
    public static FileStamp of(byte[] bytes) {
        try {
            return new FileStamp(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
