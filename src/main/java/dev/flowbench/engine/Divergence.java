package dev.flowbench.engine;

import org.jspecify.annotations.Nullable;

/**
 * The first place at which going over a run again does not give what was recorded.
 *
 * @param seq number of the recorded event; 0 where nothing was recorded
 * @param stepKey the step; empty for the run itself
 * @param node id of the node; null for the run itself
 * @param field where the two differ, as a path into the event; empty where one of them is missing
 * @param recorded what was recorded there; empty for nothing
 * @param now what came of it now; empty for nothing
 */
public record Divergence(
        long seq, String stepKey, @Nullable String node, String field, String recorded, String now) {}
