package dev.flowbench.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.text.Template;
import dev.flowbench.flow.text.TextException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of a tool. */
final class ToolStep {
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    static final int DEFAULT_MAX_CHARS = 20_000;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final UsedTools tools;

    ToolStep(UsedTools tools) {
        this.tools = tools;
    }

    StepResult run(Work.ToolWork work, NodePlan plan, Where where, Context context, Map<String, JsonNode> inputs) {
        ToolCall kind = work.kind();
        JsonNode arguments = arguments(work, tools.tool(work.tool(), where).definition().parameters(), plan, where,
                inputs);
        return tools.call(work.tool(), plan, where, context, new UsedTools.Wish(arguments, kind.config(), kind.fields(),
                kind.maxResultChars() == null ? DEFAULT_MAX_CHARS : kind.maxResultChars(), kind.callTimeout(),
                _ -> plan.node().settings().approval(), null));
    }

    private static ObjectNode arguments(Work.ToolWork work, JsonNode schema, NodePlan plan, Where where,
            Map<String, JsonNode> inputs) {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, Template> argument : work.arguments().entrySet()) {
            try {
                @Nullable JsonNode value = value(argument.getValue().render(inputs::get),
                        schema.path("properties").path(argument.getKey()));
                if (value != null) {
                    arguments.set(argument.getKey(), value);
                }
            } catch (TextException e) {
                throw TransformStep.textError(plan, where, e, argument.getKey());
            }
        }
        return arguments;
    }

    /**
     * A text as the value that the schema wants: itself where that may be a text, else what it says as JSON. Nothing where
     * no text is wanted and there is none.
     */
    static @Nullable JsonNode value(String text, JsonNode schema) {
        if (mayBeText(schema, text)) {
            return TextNode.valueOf(text);
        }
        if (text.isBlank()) {
            return null;
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text); // The schema says what is wrong with it.
        }
    }

    private static boolean mayBeText(JsonNode schema, String text) {
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            return type.textValue().equals("string");
        }
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (one.asText().equals("string")) {
                    return true;
                }
            }
            return false;
        }
        for (JsonNode one : schema.path("enum")) {
            if (one.isTextual() && one.textValue().equals(text)) {
                return true;
            }
        }
        String start = text.stripLeading();
        return !schema.has("enum") && !start.startsWith("{") && !start.startsWith("[");
    }
}
