package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import java.util.Map;

/** Looks up what was remembered, and remembers. */
final class MemorySteps {
    private final Interpreter interpreter;

    MemorySteps(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    StepResult recall(Work.RecallWork work, NodePlan plan, Where where, Context context,
            Map<String, JsonNode> inputs) {
        throw interpreter.notYet(plan, where);
    }

    StepResult remember(Work.RememberWork work, NodePlan plan, Where where, Context context,
            Map<String, JsonNode> inputs) {
        throw interpreter.notYet(plan, where);
    }
}
