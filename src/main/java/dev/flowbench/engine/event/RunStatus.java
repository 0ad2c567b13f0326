package dev.flowbench.engine.event;

/** How a run stands. */
public enum RunStatus {
    RUNNING,
    /** Nothing in it can go on before a person answers; whether its process lives does not matter. */
    WAITING,
    DONE,
    /** It ended with a result that is not whole. */
    PARTIAL,
    FAILED,
    CANCELLED,
    /** Its process is gone and it had not ended. */
    INTERRUPTED
}
