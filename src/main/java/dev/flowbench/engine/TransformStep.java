package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.flow.text.TextException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes a value from others: a template or an expression. */
final class TransformStep {
    private static final Redacted WHOLE = new Redacted(UnaryOperator.identity());

    private TransformStep() {}

    static StepResult run(Work.TransformWork work, NodePlan plan, Where where, Map<String, JsonNode> inputs) {
        JsonNode value = compute(work, plan, where, inputs);
        int maxChars = work.kind().maxChars() == null ? Integer.MAX_VALUE : work.kind().maxChars();
        // The text of a structured value is only made where it could be too large at all.
        int size = value.isTextual()
                ? value.textValue().length()
                : value.isContainerNode() ? value.toString().length() : 0;
        if (size > maxChars) {
            throw Stop.failed(new RunError(ErrorCode.TOO_LARGE,
                    Texts.text("error.tooLarge", plan.node().displayTitle(), size, maxChars),
                    Texts.text("wayOut.tooLarge"), where.node(), 1, null, -1));
        }
        return StepResult.of(value);
    }

    private static JsonNode compute(Work.TransformWork work, NodePlan plan, Where where, Map<String, JsonNode> inputs) {
        try {
            if (work.template() != null) {
                return TextNode.valueOf(Redacted.whole(work.template().render(inputs::get)));
            }
            if (work.expression() == null) {
                throw new IllegalStateException("a transform without a text");
            }
            return WHOLE.json(work.expression().eval(inputs::get));
        } catch (TextException e) {
            throw textError(plan, where, e, null);
        }
    }

    /** A template or expression could not be computed. */
    static Stop textError(NodePlan plan, Where where, TextException e, @Nullable String field) {
        String place = field == null ? plan.node().displayTitle() : plan.node().displayTitle() + ", " + field;
        return Stop.failed(new RunError(ErrorCode.TEXT,
                Texts.text("error.text", place, e.getMessage(), e.line(), e.column()), Texts.text("wayOut.text"),
                where.node(), where.attempt(), null, -1));
    }
}
