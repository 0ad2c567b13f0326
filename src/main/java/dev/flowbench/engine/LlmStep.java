package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.flow.text.TextException;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of a model, repairs included. */
final class LlmStep {
    private final ModelCalls calls;

    LlmStep(ModelCalls calls) {
        this.calls = calls;
    }

    StepResult run(Work.LlmWork work, NodePlan plan, Where where, Scope scope, Map<String, JsonNode> inputs) {
        ModelCalls.Answer answer = calls.ask(plan, where, scope, question(work, plan, where, inputs));
        return StepResult.of(answer.value(), answer.partial());
    }

    /** Billionths of a dollar that it may cost at most, repairs included; -1 where a price is not known. */
    long worstCost(Work.LlmWork work, NodePlan plan, Where where, Map<String, JsonNode> inputs) {
        return calls.worstCost(plan, question(work, plan, where, inputs));
    }

    private static ModelCalls.Question question(Work.LlmWork work, NodePlan plan, Where where,
            Map<String, JsonNode> inputs) {
        var messages = new ArrayList<ModelRequest.Turn>(work.messages().size());
        for (Work.Part part : work.messages()) {
            try {
                messages.add(Prompts.turn(part, inputs));
            } catch (TextException e) {
                throw TransformStep.textError(plan, where, e, "messages");
            }
        }
        @Nullable Double temperature = work.kind().temperature() == null ? null : work.kind().temperature().asDouble();
        int maxTokens = work.kind().maxOutputTokens() == null ? 800 : work.kind().maxOutputTokens();
        return new ModelCalls.Question(work.model(), messages, work.kind().output(), work.schema(), plan.validate(),
                maxTokens, temperature, inputs);
    }
}
