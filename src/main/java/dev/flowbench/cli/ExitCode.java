package dev.flowbench.cli;

/** How a command ended, for scripts. */
final class ExitCode {
    static final int DONE = 0;
    static final int RUN_FAILED = 1;
    /** Bad usage, or a file that cannot be read or run. */
    static final int BAD_USAGE = 2;
    static final int PARTIAL = 3;
    /** Nothing can go on without a person. */
    static final int NEEDS_PERSON = 4;
    /** What was checked is not as it should be. */
    static final int GATE = 5;
    static final int CANCELLED = 130;

    private ExitCode() {}
}
