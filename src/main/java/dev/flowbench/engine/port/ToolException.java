package dev.flowbench.engine.port;

import dev.flowbench.engine.event.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A tool call without a result that counts. The message is for people and models. */
public final class ToolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String wayOut;
    private final long retryAfterMillis;

    /**
     * @param code what happened; {@link ErrorCode#TOOL_UNKNOWN} when it may or may not have been done
     * @param message what happened; no secret in it
     * @param wayOut what to do
     * @param retryAfterMillis how long to wait before another try; -1 when nothing is said of it
     */
    public ToolException(ErrorCode code, String message, String wayOut, long retryAfterMillis,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.wayOut = wayOut;
        this.retryAfterMillis = retryAfterMillis;
    }

    public ToolException(ErrorCode code, String message, String wayOut) {
        this(code, message, wayOut, -1, null);
    }

    public ErrorCode code() {
        return code;
    }

    public String wayOut() {
        return wayOut;
    }

    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
