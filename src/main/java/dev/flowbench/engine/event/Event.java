package dev.flowbench.engine.event;

/**
 * One thing that happened in a run.
 *
 * @param seq 1, 2, 3, … without a gap, in the order of the run
 * @param at microseconds since 1970-01-01T00:00Z
 * @param where the step it belongs to
 * @param what what happened
 */
public record Event(long seq, long at, Where where, What what) {}
