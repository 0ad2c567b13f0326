package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import java.util.Map;

/** A model that calls tools until the task is done. */
final class AgentFrame {
    private final Interpreter interpreter;

    AgentFrame(Interpreter interpreter, ModelCalls calls) {
        this.interpreter = interpreter;
    }

    StepResult run(Work.AgentWork work, NodePlan plan, Where where, Context context, Map<String, JsonNode> inputs) {
        throw interpreter.notYet(plan, where);
    }
}
