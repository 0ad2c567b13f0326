package dev.flowbench.app;

import dev.flowbench.engine.event.What;
import org.jspecify.annotations.Nullable;

/**
 * What a person is asked in a kept run, and nobody has decided.
 *
 * @param run id of the run
 * @param name of the workflow, for people
 * @param node id of the node that asks; null for the run itself
 * @param request what is asked
 * @param since microseconds since 1970-01-01T00:00Z
 * @param live whether the run is under way in this process
 * @param simulated whether the run is simulated
 */
public record Pending(
        String run,
        String name,
        @Nullable String node,
        What.ApprovalRequested request,
        long since,
        boolean live,
        boolean simulated) {}
