package dev.flowbench.desktop.desk;

/**
 * The content of a file when it was last read or written, to notice that somebody else wrote it. A file that was only
 * touched has not changed.
 *
 * @param fingerprint of the bytes; empty for a file that could not be read whole
 */
public record FileStamp(String fingerprint) {
    /** Of a file that could not be read whole. */
    public static final FileStamp NONE = new FileStamp("");
}
