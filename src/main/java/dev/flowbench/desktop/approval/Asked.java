package dev.flowbench.desktop.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What a person is asked.
 *
 * @param run id of the run
 * @param name of its workflow, for people; one line in which nothing is hidden
 * @param simulated whether the run is simulated
 * @param node id of the node that asks; empty for the run itself
 * @param title of the node, for people; one line in which nothing is hidden
 * @param kind of the node; empty where it is not known
 * @param request what is asked
 * @param since microseconds since 1970-01-01T00:00Z
 * @param live whether the run is under way in this process
 * @param ended whether the run has ended: what is answered changes nothing in it any more
 */
public record Asked(
        String run,
        String name,
        boolean simulated,
        String node,
        String title,
        String kind,
        What.ApprovalRequested request,
        long since,
        boolean live,
        boolean ended) {

    /** What may be answered, by the keys of the words on the buttons. */
    enum Ways {
        /** A value that passes, a step before it runs: as it is, changed, or not. */
        PASS(true, true),
        /** A call of a tool: its arguments may be changed. */
        CALL(true, true),
        /** Rules do not hold: go on with the value, with another one, or fail. */
        RULES(true, true),
        /** A step failed: try again, give its result, or fail. */
        RETRY(true, true),
        /** A model's calls do not fit: mend them, or go on without. */
        CALLS(false, true),
        /** Nobody knows whether it happened: it did, run it again, or fail. */
        UNKNOWN(true, true);

        private final boolean approves;
        private final boolean edits;

        Ways(boolean approves, boolean edits) {
            this.approves = approves;
            this.edits = edits;
        }

        boolean approves() {
            return approves;
        }

        boolean edits() {
            return edits;
        }

        /** Whether it may be approved together with others: what a tool does is looked at one by one. */
        boolean mayGoTogether() {
            return approves && this != CALL && this != UNKNOWN;
        }
    }

    /** The same, of a run that no process owns. */
    Asked away() {
        return new Asked(run, name, simulated, node, title, kind, request, since, false, ended);
    }

    /** What may be answered. */
    Ways ways() {
        return switch (request.about()) {
            case VALUE, STEP -> Ways.PASS;
            case TOOL -> Ways.CALL;
            case UNKNOWN -> Ways.UNKNOWN;
            case FAULT -> kind.equals("checkpoint")
                    ? Ways.RULES
                    : kind.equals("agent") && request.action().path("calls").isArray() ? Ways.CALLS : Ways.RETRY;
        };
    }

    /** As it was asked. */
    What.ApprovalDecided approve(String person, String comment) {
        return decided(Verdict.APPROVE, null, person, comment, request.sha256());
    }

    What.ApprovalDecided reject(String person, String comment) {
        return decided(Verdict.REJECT, null, person, comment, request.sha256());
    }

    /** With other bytes: those that are approved. */
    What.ApprovalDecided edit(JsonNode value, String person, String comment) {
        return decided(Verdict.EDIT, value, person, comment,
                dev.flowbench.engine.event.Canonical.sha256(value));
    }

    /** It happened, and this came of it. */
    What.ApprovalDecided happened(JsonNode result, String person, String comment) {
        return decided(Verdict.HAPPENED, result, person, comment, request.sha256());
    }

    private What.ApprovalDecided decided(Verdict verdict, @Nullable JsonNode value, String person, String comment,
            String sha256) {
        return new What.ApprovalDecided(request.id(), verdict, value, person, comment, sha256);
    }
}
