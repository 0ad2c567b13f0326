package dev.flowbench.trace;

import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Handoff;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Orchestrator;
import dev.flowbench.flow.Parallel;
import java.util.List;

/** What people read for the children of a frame. */
final class Branches {
    private Branches() {
    }

    static String title(Kind frame, String child) {
        List<Branch> branches = frame instanceof Parallel parallel
                ? parallel.branches()
                : frame instanceof Orchestrator orchestrator
                        ? orchestrator.workers()
                        : frame instanceof Handoff handoff ? handoff.tiers() : List.of();
        for (Branch branch : branches) {
            if (branch.id().equals(child)) {
                return branch.displayTitle();
            }
        }
        return child;
    }
}
