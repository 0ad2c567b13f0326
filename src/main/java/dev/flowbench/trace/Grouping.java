package dev.flowbench.trace;

import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Checkpoint;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Handoff;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.NoteCard;
import dev.flowbench.flow.Orchestrator;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Recall;
import dev.flowbench.flow.Remember;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Transform;
import dev.flowbench.flow.UnknownKind;

/** What the children of a frame belong to: how a trace names and bundles them. */
public enum Grouping {
    /** They simply follow each other. */
    NONE,
    /** A round of a loop. */
    ROUND,
    /** A turn of an agent: its model, the tools it calls, and who judges it. */
    TURN,
    /** One of several votes. */
    VOTE,
    /** One item of a list. */
    ITEM,
    /** A branch, worker or tier with a name. */
    BRANCH;

    /** What the children of a frame of that kind belong to. */
    static Grouping of(Kind frame) {
        return switch (frame) {
            case EvaluatorOptimizer _ -> ROUND;
            case Agent _ -> TURN;
            case MapItems _ -> ITEM;
            case Parallel parallel -> parallel.isVoting() ? VOTE : BRANCH;
            case Orchestrator _,Handoff _,Router _ -> BRANCH;
            case Chain _,Subflow _,Llm _,Transform _,Gate _,ToolCall _,Approval _,Checkpoint _,Recall _,Remember _,NoteCard _,UnknownKind _ ->
                NONE;
        };
    }

    /**
     * Whether the children of that child get a row of their own above them. A child of a single node says it on that
     * node's row.
     */
    boolean bundles(Kind frame, String child) {
        return switch (this) {
            case NONE -> false;
            case ROUND -> true;
            // The plan comes before the first turn, and a last word after the others.
            case TURN -> child.equals("turn") || child.equals("evaluator");
            case VOTE, ITEM, BRANCH -> {
                Graph graph = frame.children().get(child);
                yield graph != null
                        && graph.nodes().stream().filter(node -> !(node.kind() instanceof NoteCard)).limit(2)
                                .count() > 1;
            }
        };
    }

    /** Whether its members are told apart by their number, else by the child's name. */
    boolean numbered() {
        return this == ROUND || this == TURN || this == VOTE || this == ITEM;
    }
}
