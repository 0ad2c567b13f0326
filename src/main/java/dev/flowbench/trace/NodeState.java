package dev.flowbench.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * How a node stands in a run, over all its visits: what the canvas shows on its card.
 *
 * @param phase of the visit that says most: asking before running before failed before partial before done before skipped
 * @param visits how often it was begun
 * @param running how many visits are under way
 * @param tokens input and output tokens booked, its children's included
 * @param nanoUsd billionths of a US dollar booked, its children's included
 * @param priced whether the price table knew every model
 * @param micros microseconds of active time, over all visits
 * @param text the text streaming in, or the last result as one line
 * @param badge what it decided, in a word or two: a route, {@code round 2 · 0.84}; empty for none
 * @param meters how far its caps are used up; empty for a node without caps
 * @param outputs the last value on each output port
 * @param inputs the last value on each input port
 */
public record NodeState(
        Phase phase,
        int visits,
        int running,
        long tokens,
        long nanoUsd,
        boolean priced,
        long micros,
        String text,
        String badge,
        List<Meter> meters,
        Map<String, JsonNode> outputs,
        Map<String, JsonNode> inputs) {

    /** How a node stands. */
    public enum Phase {
        /** Its turn has not come. */
        WAITING,
        /** It stands still until a person decides. */
        ASKING,
        RUNNING,
        DONE,
        SKIPPED,
        FAILED,
        PARTIAL
    }

    /**
     * How far a cap is used up.
     *
     * @param cap name of the cap: {@code tokens}, {@code costUsd}, {@code steps}, {@code iterations}, …
     * @param used what is booked and held
     * @param limit the cap, in the same unit
     * @param tripped whether it ended the frame
     */
    public record Meter(String cap, double used, double limit, boolean tripped) {
        public double fraction() {
            return limit <= 0 ? (used > 0 ? 1 : 0) : Math.min(1, used / limit);
        }
    }
}
