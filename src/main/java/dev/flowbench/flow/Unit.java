package dev.flowbench.flow;

/** What a number of the document counts. */
public enum Unit {
    NONE,
    TOKENS,
    CHARACTERS,
    STEPS,
    CALLS,
    ITERATIONS,
    ITEMS,
    AT_ONCE,
    US_DOLLARS,
    /** From 0 to 1. */
    SCORE
}
