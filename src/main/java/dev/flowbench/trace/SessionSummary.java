package dev.flowbench.trace;

import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.RunStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run in a few figures: what stands above its trace.
 *
 * @param run its id; empty before its first event
 * @param name what people read
 * @param status how it stands
 * @param simulated whether every answer came from the simulated model
 * @param startedAt microseconds since 1970-01-01T00:00Z
 * @param micros microseconds from the start to the end, or to now
 * @param steps leaf visits, model turns and tool calls
 * @param calls calls of models that were sent, failed ones included
 * @param inputTokens tokens sent
 * @param outputTokens tokens received
 * @param nanoUsd billionths of a US dollar booked
 * @param priced whether the price table knew every model
 * @param uncertain whether some of what is booked is a hold, since nobody knows what was used
 * @param errors steps that failed by themselves, not because of a step in them
 * @param skipped steps that were passed over
 * @param spans rows of the trace
 * @param caps caps that ended a frame, in the order in which they tripped
 * @param loops the loops, in the order in which they began
 * @param partial why the result is not whole; null when it is
 * @param error what made the run fail; null when it did not
 * @param reused what counts in it but was paid in the run it was made from
 * @param asking questions a step waits for a person to decide
 * @param held side effects that a dry run collected and did not do
 * @param dryRun whether side effects are collected, not done
 * @param pinned steps that were not run, since their output is pinned
 * @param saved what answers from the cache were not paid again
 * @param queuedMicros microseconds for which calls waited for their turn, all together
 */
public record SessionSummary(
        String run,
        String name,
        RunStatus status,
        boolean simulated,
        long startedAt,
        long micros,
        int steps,
        int calls,
        long inputTokens,
        long outputTokens,
        long nanoUsd,
        boolean priced,
        boolean uncertain,
        int errors,
        int skipped,
        int spans,
        List<Tripped> caps,
        List<Loop> loops,
        @Nullable Partial partial,
        @Nullable RunError error,
        Reused reused,
        int asking,
        int held,
        boolean dryRun,
        int pinned,
        Saved saved,
        long queuedMicros) {

    /**
     * What answers from the cache were not paid again.
     *
     * @param calls answers that came from the cache
     * @param tokens that were used when they were asked for
     * @param nanoUsd billionths of a US dollar that these cost at the prices of this run; 0 where no price is known
     */
    public record Saved(int calls, long tokens, long nanoUsd) {}

    /**
     * What was taken from another run.
     *
     * @param calls answers that were taken
     * @param tokens that they count
     * @param nanoUsd billionths of a US dollar that they count
     */
    public record Reused(int calls, long tokens, long nanoUsd) {}

    /** Billionths of a US dollar that were paid in this run: what is booked without what was taken from another. */
    public long paidNanoUsd() {
        return Math.max(0, nanoUsd - reused.nanoUsd());
    }

    public long tokens() {
        return inputTokens + outputTokens;
    }

    /**
     * A cap that ended a frame.
     *
     * @param node id of the frame; empty for the run itself
     * @param span its span
     * @param cap name of the cap
     * @param limit the cap, in words
     */
    public record Tripped(String node, long span, String cap, String limit) {}

    /**
     * A loop.
     *
     * @param node id of its frame
     * @param rounds rounds begun, over all visits
     * @param limit cap on the rounds of one visit; 0 for none
     * @param best best score so far, 0 to 1; -1 before the first
     * @param passed whether the best candidate passed
     */
    public record Loop(String node, int rounds, int limit, double best, boolean passed) {}
}
