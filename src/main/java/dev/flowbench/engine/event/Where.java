package dev.flowbench.engine.event;

import org.jspecify.annotations.Nullable;

/**
 * The step an event belongs to. All events of one step and attempt share one.
 *
 * @param run id of the run
 * @param span id of the span, unique in the run; {@value #ROOT} is the run itself
 * @param parent span of the enclosing frame; 0 for the run
 * @param node id of the node; null for the run itself
 * @param stepKey node id with the enclosing (frame, child, index) and visit; what resume and replay match by. Empty for
 *     the run itself
 * @param child name of the child of the parent frame that this step stands in; empty in the run's own graph
 * @param index round, vote or item of that child, from 0
 * @param attempt 1 for the first
 */
public record Where(
        String run, long span, long parent, @Nullable String node, String stepKey, String child, int index,
        int attempt) {
    /** The span of the run itself. */
    public static final long ROOT = 1;

    public Where withAttempt(int next) {
        return next == attempt ? this : new Where(run, span, parent, node, stepKey, child, index, next);
    }
}
