package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import java.util.Map;

/** A planner splits the task, workers do the parts, a synthesizer makes one result of them. */
final class OrchestratorFrame {
    private final Interpreter interpreter;

    OrchestratorFrame(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    StepResult run(Work.OrchestratorWork work, NodePlan plan, Where where, Context context,
            Map<String, JsonNode> inputs) {
        throw interpreter.notYet(plan, where);
    }
}
