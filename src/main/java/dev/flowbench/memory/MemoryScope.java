package dev.flowbench.memory;

/**
 * A scope that holds something.
 *
 * @param name as documents name it; the id of a workflow for its own memory
 * @param entries how many
 * @param latest when the newest was written, microseconds since 1970-01-01T00:00Z
 */
public record MemoryScope(String name, int entries, long latest) {}
