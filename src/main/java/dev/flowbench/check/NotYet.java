package dev.flowbench.check;

import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Checkpoint;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Handoff;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.Node;
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

/** What a document may hold and this version draws, checks and saves, but does not run. */
final class NotYet {
    private NotYet() {}

    static void check(Node node, Spot at, Findings findings) {
        if (node.settings().isDisabled()) {
            return;
        }
        boolean runs = switch (node.kind()) {
            case Llm _,Transform _,Gate _,Router _,Chain _,Parallel _,EvaluatorOptimizer _,MapItems _,Orchestrator _,Handoff _,Checkpoint _,ToolCall _,Recall _,Remember _,Approval _,Agent _,NoteCard _ ->
                true;
            case Subflow _ ->
                false;
            case UnknownKind _ -> true; // It has a finding of its own.
        };
        if (!runs) {
            found(findings, at.child("kind"), CheckTexts.text("not-yet.kind", node.kind().kindName()));
        }
    }

    static void found(Findings findings, Spot at, String what) {
        findings.warning(at, "NOT_YET", what);
    }
}
