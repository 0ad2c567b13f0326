package dev.flowbench.engine.port;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import org.jspecify.annotations.Nullable;

/** A call of a model that gave no answer that counts. */
public final class ModelException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String wayOut;
    private final long retryAfterMillis;
    private final String partialText;
    private final transient ModelReply.@Nullable Usage usage;

    /**
     * @param code what happened, and how it is charged
     * @param message what happened, for people; no secret in it
     * @param wayOut what to do, for people
     * @param retryAfterMillis how long the provider asked to wait; -1 when it did not
     * @param partialText text that had arrived; empty for none
     * @param usage what the provider says was used all the same; null when it does not say
     * @param cause the library's exception
     */
    public ModelException(
            ErrorCode code,
            String message,
            String wayOut,
            long retryAfterMillis,
            String partialText,
            ModelReply.@Nullable Usage usage,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.wayOut = wayOut;
        this.retryAfterMillis = retryAfterMillis;
        this.partialText = partialText;
        this.usage = usage;
    }

    public ModelException(ErrorCode code, String message, String wayOut) {
        this(code, message, wayOut, -1, "", null, null);
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

    public String partialText() {
        return partialText;
    }

    public ModelReply.@Nullable Usage usage() {
        return usage;
    }
}
