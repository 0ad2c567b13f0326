package dev.flowbench.engine;

import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;

/** What people are asked in one run, and what they decide. */
final class Approvals {
    private final RunState run;

    Approvals(RunState run) {
        this.run = run;
    }

    /**
     * Asks, and waits for the decision.
     *
     * @throws Stop if the scope is cancelled meanwhile
     */
    What.ApprovalDecided ask(Where where, Scope scope, What.ApprovalRequested request) {
        run.tell(where, request);
        throw new UnsupportedOperationException("asking");
    }

    /** @return whether the request was open, and its bytes are those that were decided on */
    boolean decide(What.ApprovalDecided decision) {
        return false;
    }
}
