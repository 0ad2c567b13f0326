package dev.flowbench.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A request that brought no whole reply. The message holds no secret; it is for developers, and for people where its kind
 * says so.
 */
public final class NetException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String wayOut;

    NetException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, "", cause);
    }

    NetException(Kind kind, String message, String wayOut, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.wayOut = wayOut;
    }

    /** What happened. */
    public Kind kind() { return kind; }

    /** What people can do about it, a sentence; empty where the kind says no more than its name. */
    public String wayOut() {
        return wayOut;
    }

    /** What can happen on the way. */
    public enum Kind {
        /** The request cannot be sent as it is: no http address, or a character no header may hold. */
        BAD_REQUEST,
        /** The address may not be reached. Nothing was sent. The message says why, for people. */
        REFUSED,
        /** The secret that the request should carry is not there, or cannot be read. For people. Nothing was sent. */
        NO_SECRET,
        /** The secret that the request should carry may not go to this host. For people. Nothing was sent. */
        NOT_BOUND,
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
