package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import java.util.Map;

/** Another workflow as one step. */
final class SubflowFrame {
    private final Interpreter interpreter;

    SubflowFrame(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    StepResult run(Work.SubflowWork work, NodePlan plan, Where where, Context context, Map<String, JsonNode> inputs) {
        throw interpreter.notYet(plan, where);
    }
}
