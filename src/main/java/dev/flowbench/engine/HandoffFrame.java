package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import java.util.Map;

/** Tiers in order, each of which gives a result or hands the task up. */
final class HandoffFrame {
    private final Interpreter interpreter;

    HandoffFrame(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    StepResult run(Work.HandoffWork work, NodePlan plan, Where where, Context context, Map<String, JsonNode> inputs) {
        throw interpreter.notYet(plan, where);
    }
}
