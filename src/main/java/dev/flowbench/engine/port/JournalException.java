package dev.flowbench.engine.port;

import org.jspecify.annotations.Nullable;

/** A run cannot be written or read. The message is for people and names the file and the way out. */
public final class JournalException extends Exception {
    private static final long serialVersionUID = 1L;

    public JournalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
