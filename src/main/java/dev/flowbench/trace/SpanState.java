package dev.flowbench.trace;

/** How a span stands. */
public enum SpanState {
    RUNNING,
    DONE,
    /** It ended with a result that is not whole. */
    PARTIAL,
    SKIPPED,
    FAILED,
    /** Stopped on its way: by a cap, by a person, since it was not needed any more, or with its process. */
    CUT;

    /** Whether it is over. */
    public boolean isOver() {
        return this != RUNNING;
    }
}
