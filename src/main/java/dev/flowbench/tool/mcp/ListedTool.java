package dev.flowbench.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.EffectClass;
import org.jspecify.annotations.Nullable;

/**
 * A tool as its server lists it. Its texts are the server's: not to be trusted, and not to be shown to a model before the user
 * has seen them.
 *
 * @param name as the server calls it
 * @param description what the server says of it; may be empty
 * @param parameters JSON Schema of the arguments
 * @param result JSON Schema of the result; null when the server says nothing of it
 * @param hints what the server says of its effects; an object
 */
public record ListedTool(String name, String description, JsonNode parameters, @Nullable JsonNode result,
        JsonNode hints) {
    static ListedTool of(JsonNode tool) {
        JsonNode schema = tool.path("inputSchema");
        JsonNode result = tool.path("outputSchema");
        JsonNode hints = tool.path("annotations");
        return new ListedTool(tool.path("name").asText(),
                tool.path("description").asText(tool.path("title").asText()),
                schema.isObject() ? schema : JsonNodeFactory.instance.objectNode().put("type", "object"),
                result.isObject() ? result : null,
                hints.isObject() ? hints : JsonNodeFactory.instance.objectNode());
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", name).put("description", description);
        json.set("inputSchema", parameters);
        if (result != null) {
            json.set("outputSchema", result);
        }
        json.set("annotations", hints);
        return json;
    }

    /** What repeating it may do, if its server is believed. */
    EffectClass hinted() {
        if (hints.path("readOnlyHint").asBoolean(false)) {
            return EffectClass.READ;
        }
        return hints.path("idempotentHint").asBoolean(false) ? EffectClass.IDEMPOTENT : EffectClass.NON_IDEMPOTENT;
    }
}
