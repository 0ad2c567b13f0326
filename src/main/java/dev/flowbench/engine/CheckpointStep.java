package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import java.util.Map;

/** Holds a value and the state against rules between phases. */
final class CheckpointStep {
    private final Interpreter interpreter;

    CheckpointStep(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    StepResult run(Work.CheckpointWork work, NodePlan plan, Where where, Context context,
            Map<String, JsonNode> inputs) {
        throw interpreter.notYet(plan, where);
    }
}
