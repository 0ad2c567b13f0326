package dev.flowbench.engine.event;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A line that is no event this version can read. The message says what is wrong and is fit for people. */
public final class EventFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public EventFormatException(String message) {
        super(message);
    }

    public EventFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
