package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import java.util.Map;

/** Asks a person. */
final class ApprovalStep {
    private final Interpreter interpreter;

    ApprovalStep(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    StepResult run(Work.ApprovalWork work, NodePlan plan, Where where, Context context, Map<String, JsonNode> inputs) {
        throw interpreter.notYet(plan, where);
    }
}
