package dev.flowbench.trace;

/** How a span stands. */
public enum SpanState {
    RUNNING,
    DONE,
    /** It ended with a result that is not whole. */
    PARTIAL,
    SKIPPED,
    FAILED,
    /** Its run ended first: cancelled, or its process is gone. */
    CUT;

    /** Whether it is over. */
    public boolean isOver() {
        return this != RUNNING;
    }
}
