package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Settings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds a value and the state against rules between phases. */
final class CheckpointStep {
    private static final int DEFAULT_RETRIES = 2;

    private final Interpreter interpreter;

    CheckpointStep(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    StepResult run(Work.CheckpointWork work, NodePlan plan, Where where, Context context,
            Map<String, JsonNode> inputs) {
        JsonNode value = inputs.getOrDefault(Kind.VALUE, NullNode.getInstance());
        List<String> violations = Validations.violations(work.rules(), value, inputs);
        ArrayNode told = JsonNodeFactory.instance.arrayNode();
        violations.forEach(told::add);
        interpreter.run.tell(where, new What.Decided(What.Choice.CHECKPOINT,
                Details.of("passed", violations.isEmpty(), "violations", told)));
        if (violations.isEmpty()) {
            return new StepResult(Map.of(Kind.VALUE, value), null);
        }
        String wrong = String.join("; ", violations);
        return switch (work.kind().orElse()) {
            case STOP -> throw failed(plan, where, ErrorCode.CHECKPOINT,
                    Texts.text("error.checkpoint", plan.node().displayTitle(), wrong));
            case RETRY -> throw again(work, plan, where, context, wrong);
            case ASK -> ask(plan, where, context, value, wrong);
        };
    }

    private static Stop again(Work.CheckpointWork work, NodePlan plan, Where where, Context context, String wrong) {
        int retries = work.kind().retries() == null ? DEFAULT_RETRIES : work.kind().retries();
        return context.visit() <= retries
                ? new Stop(new Stop.Reason.Repeat())
                : failed(plan, where, ErrorCode.CHECKPOINT,
                        Texts.text("error.checkpointRetried", plan.node().displayTitle(), context.visit(), wrong));
    }

    private StepResult ask(NodePlan plan, Where where, Context context, JsonNode value, String wrong) {
        Settings.@Nullable ApprovalPolicy policy = plan.node().settings().approval();
        Approvals approvals = interpreter.run.approvals;
        What.ApprovalRequested request = approvals.request(where, What.ApprovalRequested.About.FAULT, value,
                Texts.text("checkpoint.question", plan.node().displayTitle()), wrong, true,
                policy == null ? null : policy.timeLimit(), policy == null ? null : policy.onTimeout());
        What.ApprovalDecided decided = approvals.ask(where, context.scope(), request);
        return switch (decided.verdict()) {
            case APPROVE, EDIT, HAPPENED ->
                new StepResult(Map.of(Kind.VALUE, Approvals.approved(request, decided)), null);
            case REJECT, TIMED_OUT, ESCALATE -> throw failed(plan, where, ErrorCode.DENIED,
                    Texts.text("error.checkpointDenied", plan.node().displayTitle(), wrong, decided.comment()));
        };
    }

    private static Stop failed(NodePlan plan, Where where, ErrorCode code, String message) {
        return Stop.failed(new RunError(code, message.strip(), Texts.text("wayOut.checkpoint", plan.node().id()),
                where.node(), 1, null, -1));
    }
}
