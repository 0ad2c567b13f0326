package dev.flowbench.trace;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import org.jspecify.annotations.Nullable;

/**
 * What a person was asked in a run.
 *
 * @param row of the trace that asks
 * @param node id of its node; empty for the run itself
 * @param askedAt microseconds since 1970-01-01T00:00Z
 * @param request what is asked
 * @param escalated whether nobody answered in time, and it was put to whoever may decide more
 * @param decidedAt microseconds since 1970-01-01T00:00Z; 0 while it is open
 * @param decision what was decided; null while it is open
 * @param over whether the step that asks has ended: nobody waits for the answer any more
 */
public record Question(
        int row,
        String node,
        long askedAt,
        What.ApprovalRequested request,
        boolean escalated,
        long decidedAt,
        What.@Nullable ApprovalDecided decision,
        boolean over) {

    static Question asked(int row, @Nullable String node, Event event, What.ApprovalRequested request) {
        return new Question(row, node == null ? "" : node, event.at(), request, false, 0, null, false);
    }

    Question decided(long at, What.ApprovalDecided how) {
        return how.verdict() == What.ApprovalDecided.Verdict.ESCALATE
                ? new Question(row, node, askedAt, request, true, 0, null, over)
                : new Question(row, node, askedAt, request, escalated, at, how, over);
    }

    Question ended() {
        return new Question(row, node, askedAt, request, escalated, decidedAt, decision, true);
    }

    /** Whether a person may still decide it. */
    public boolean isOpen() {
        return decision == null && !(over && request.blocking());
    }

    /** Whether a step stands still until a person decides. */
    public boolean holds() {
        return isOpen() && request.blocking();
    }
}
