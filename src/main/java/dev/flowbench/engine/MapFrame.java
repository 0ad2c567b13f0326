package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import java.util.Map;

/** Runs its body once for each item of a list. */
final class MapFrame {
    private final Interpreter interpreter;

    MapFrame(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    StepResult run(Work.MapWork work, NodePlan plan, Where where, Context context, Map<String, JsonNode> inputs) {
        throw interpreter.notYet(plan, where);
    }
}
