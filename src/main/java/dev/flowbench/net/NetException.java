package dev.flowbench.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request that brought no whole reply. The message is for developers and holds no secret. */
public final class NetException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    NetException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What happened. */
    public Kind kind() { return kind; }

    /** What can happen on the way. */
    public enum Kind {
        /** The request cannot be sent as it is: no http address, or a character no header may hold. */
        BAD_REQUEST,
        /** The host policy does not allow the address. The message says why, for people. */
        REFUSED,
        /** The name has no address. Nothing was sent. */
        UNKNOWN_HOST,
        /** No connection, or no secure one. Nothing was sent. */
        CONNECT,
        /** The connection broke after the request had begun to leave. */
        LOST,
        /** No answer in time, or none for too long. */
        TIMEOUT,
        /** Somebody cancelled it. */
        CANCELLED,
        /** More came back than may. */
        TOO_LARGE
    }
}
