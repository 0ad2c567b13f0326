package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.text.TextException;
import java.util.Map;

/** Lets a value pass, or sends it out by {@code fail}, or ends the frame or the run with it. */
final class GateStep {
    private GateStep() {}

    static StepResult run(RunState run, Work.GateWork work, NodePlan plan, Where where, Map<String, JsonNode> inputs) {
        JsonNode value = inputs.getOrDefault(Kind.VALUE, NullNode.getInstance());
        boolean passed;
        try {
            passed = work.condition().test(inputs::get);
        } catch (TextException e) {
            throw TransformStep.textError(plan, where, e, "condition");
        }
        run.tell(where, new What.Decided(What.Choice.GATE, Details.of("passed", passed)));
        if (passed) {
            return new StepResult(Map.of("pass", value), null);
        }
        Gate.Otherwise otherwise = work.kind().orElse();
        if (otherwise == Gate.Otherwise.FAIL) {
            return new StepResult(Map.of("fail", value), null);
        }
        JsonNode last = value;
        if (work.endWith() != null) {
            try {
                last = TextNode.valueOf(work.endWith().render(inputs::get));
            } catch (TextException e) {
                throw TransformStep.textError(plan, where, e, "endWith");
            }
        }
        boolean wholeRun = otherwise == Gate.Otherwise.END_RUN;
        run.tell(where,
                new What.Decided(What.Choice.END, Details.of("how", wholeRun ? "run" : "frame", "value", last)));
        throw new Stop(wholeRun ? new Stop.Reason.EndRun(last) : new Stop.Reason.EndFrame(last));
    }
}
