package dev.flowbench.engine;

import dev.flowbench.engine.event.RunError;

/** A call of a model or tool failed; the caller decides whether to try again. Without stack trace. */
final class CallFailed extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient RunError error;

    CallFailed(RunError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    RunError error() {
        return error;
    }
}
