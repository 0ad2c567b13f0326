package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import java.util.Map;

/** One call of a tool. */
final class ToolStep {
    private final Interpreter interpreter;

    ToolStep(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    StepResult run(Work.ToolWork work, NodePlan plan, Where where, Context context, Map<String, JsonNode> inputs) {
        throw interpreter.notYet(plan, where);
    }
}
