package dev.flowbench.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.flow.Recall;
import dev.flowbench.flow.Remember;
import dev.flowbench.flow.text.Template;
import dev.flowbench.flow.text.TextException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks up what was remembered, and remembers. */
final class MemorySteps {
    private static final int DEFAULT_K = 5;
    private static final int DEFAULT_MAX_CHARS = 8_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ToolCalls calls;
    private final Tool recall;
    private final Tool remember;

    MemorySteps(RunState run, ToolCalls calls) {
        this.calls = calls;
        this.recall = MemoryTools.recall(run.memory);
        this.remember = MemoryTools.remember(run.memory);
    }

    /** Gives a list of {@code {id, text, score, at}}, the likest first, as many as fit under the caps. */
    StepResult recall(Work.RecallWork work, NodePlan plan, Where where, Context context,
            Map<String, JsonNode> inputs) {
        Recall kind = work.kind();
        String query = render(work.query(), "query", plan, where, inputs);
        JsonNode arguments = Details.of("scope", work.scope(), "query", query, "k",
                kind.k() == null ? DEFAULT_K : kind.k());
        return call(plan, where, context, recall, arguments, max(kind.maxChars()));
    }

    /** Writes one entry; more than one where the text is a list as JSON and the node may write so many. */
    StepResult remember(Work.RememberWork work, NodePlan plan, Where where, Context context,
            Map<String, JsonNode> inputs) {
        Remember kind = work.kind();
        int most = kind.k() == null ? 1 : kind.k();
        String text = render(work.text(), "text", plan, where, inputs);
        if (text.length() > max(kind.maxChars())) {
            throw tooLarge(plan, where, "error.tooLarge", text.length(), max(kind.maxChars()));
        }
        ArrayNode texts = most > 1 ? texts(text) : JsonNodeFactory.instance.arrayNode().add(text);
        if (texts.size() > most) {
            throw tooLarge(plan, where, "error.tooManyEntries", texts.size(), most);
        }
        JsonNode arguments = Details.of("scope", work.scope(), "texts", texts);
        return call(plan, where, context, remember, arguments, Integer.MAX_VALUE);
    }

    private StepResult call(NodePlan plan, Where where, Context context, Tool tool, JsonNode arguments, int maxChars) {
        try {
            return StepResult.of(calls
                    .call(plan.node().settings().retry(), where, context.scope(),
                            new ToolCalls.Wish(tool, arguments, null,
                                    List.of(), maxChars, ToolStep.DEFAULT_TIMEOUT, plan.node().settings().approval(),
                                    Amount.STEP))
                    .value());
        } catch (CallFailed failed) {
            throw Stop.failed(failed.error());
        }
    }

    private static ArrayNode texts(String text) {
        if (text.stripLeading().startsWith("[")) {
            try {
                if (JSON.readTree(text) instanceof ArrayNode list) {
                    ArrayNode texts = JsonNodeFactory.instance.arrayNode();
                    list.forEach(one -> texts.add(one.isTextual() ? one : TextNode.valueOf(one.toString())));
                    return texts;
                }
            } catch (JsonProcessingException _) {
                // A text that only begins like a list.
            }
        }
        return JsonNodeFactory.instance.arrayNode().add(text);
    }

    private static String render(Template template, String field, NodePlan plan, Where where,
            Map<String, JsonNode> inputs) {
        try {
            return template.render(inputs::get);
        } catch (TextException e) {
            throw TransformStep.textError(plan, where, e, field);
        }
    }

    private static Stop tooLarge(NodePlan plan, Where where, String key, int is, int cap) {
        return Stop.failed(new RunError(ErrorCode.TOO_LARGE, Texts.text(key, plan.node().displayTitle(), is, cap),
                Texts.text("wayOut.tooLarge"), where.node(), 1, null, -1));
    }

    private static int max(@Nullable Integer maxChars) {
        return maxChars == null ? DEFAULT_MAX_CHARS : maxChars;
    }
}
