package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.text.TextException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a person. The value passes on as the person leaves it, by {@code approved} or {@code rejected}. */
final class ApprovalStep {
    private static final String APPROVED = "approved";
    private static final String REJECTED = "rejected";
    private static final String COMMENT = "comment";

    private final RunState run;
    private final ApprovalGate gate;

    ApprovalStep(Interpreter interpreter, ApprovalGate gate) {
        this.run = interpreter.run;
        this.gate = gate;
    }

    StepResult run(Work.ApprovalWork work, NodePlan plan, Where where, Context context, Map<String, JsonNode> inputs) {
        JsonNode value = inputs.getOrDefault(Kind.VALUE, NullNode.getInstance());
        Settings.@Nullable ApprovalPolicy policy = work.kind().policy();
        String question = question(work, plan, where, inputs);
        @Nullable ApprovalRequested known = run.approvals.known(where);
        @Nullable String reason = policy == null
                ? Texts.text("approval.always")
                : known != null
                        ? known.reason()
                        : gate.reason(where, policy, new ApprovalGate.Deed(ApprovalRequested.About.VALUE, value,
                                inputs, EffectClass.PURE, 0, question));
        if (reason == null) {
            return new StepResult(Details.ports(APPROVED, value, COMMENT, TextNode.valueOf("")), null);
        }
        boolean blocking = policy == null || !Boolean.FALSE.equals(policy.blocking());
        @Nullable Duration limit = policy != null && policy.timeLimit() != null
                ? policy.timeLimit()
                : work.kind().timeLimit();
        ApprovalRequested request = run.approvals.request(where, ApprovalRequested.About.VALUE, value,
                question, reason, blocking, limit,
                policy == null ? null : policy.onTimeout());
        ApprovalDecided decision = run.approvals.ask(where, context.scope(), request);
        String port = switch (decision.verdict()) {
            case APPROVE, EDIT, HAPPENED -> APPROVED;
            case REJECT, TIMED_OUT, ESCALATE -> REJECTED;
        };
        return new StepResult(
                Details.ports(port, Approvals.approved(request, decision), COMMENT,
                        TextNode.valueOf(decision.comment())),
                null);
    }

    private static String question(Work.ApprovalWork work, NodePlan plan, Where where, Map<String, JsonNode> inputs) {
        if (work.question() == null) {
            return Texts.text("approval.question", plan.node().displayTitle());
        }
        try {
            return work.question().render(inputs::get);
        } catch (TextException e) {
            throw TransformStep.textError(plan, where, e, "question");
        }
    }
}
