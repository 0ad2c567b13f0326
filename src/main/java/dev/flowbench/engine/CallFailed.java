package dev.flowbench.engine;

import dev.flowbench.engine.event.RunError;

/** A call of a model or tool failed; the caller decides whether to try again. Without stack trace. */
final class CallFailed extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient RunError error;
    private final boolean sent;

    CallFailed(RunError error) {
        this(error, true);
    }

    /** @param sent whether it left at all: what did not says nothing of what it was to reach */
    CallFailed(RunError error, boolean sent) {
        super(error.message(), null, false, false);
        this.error = error;
        this.sent = sent;
    }

    boolean sent() {
        return sent;
    }

    RunError error() {
        return error;
    }
}
