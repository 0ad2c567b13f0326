package dev.flowbench.engine.event;

/** How a run stands. */
public enum RunStatus {
    RUNNING,
    DONE,
    /** It ended with a result that is not whole. */
    PARTIAL,
    FAILED,
    CANCELLED,
    /** Its process is gone and it had not ended. */
    INTERRUPTED
}
