package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a dry run goes on with in place of a result: plain, of the right shape, always the same. */
final class StandIn {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 12;
    private static final String TEXT = "dry run";

    private StandIn() {}

    /**
     * A value that satisfies the schema, or one that says what it is.
     *
     * @param schema JSON Schema of the tool's result; null when it says nothing of it
     */
    static JsonNode of(String tool, @Nullable JsonNode schema) {
        if (schema != null) {
            try {
                JsonNode value = value(schema, 0);
                if (JsonSchema.of(schema).validate(value).isEmpty()) {
                    return value;
                }
            } catch (SchemaException _) {
                // A tool that describes its result wrongly is no reason to fail where the tool is not even called.
            }
        }
        return Details.of("dryRun", true, "tool", tool);
    }

    private static JsonNode value(JsonNode schema, int depth) {
        for (String given : new String[]{"const", "default"}) {
            if (schema.has(given)) {
                return schema.get(given);
            }
        }
        for (String given : new String[]{"enum", "examples"}) {
            if (schema.path(given).size() > 0) {
                return schema.get(given).get(0);
            }
        }
        for (String alternatives : new String[]{"oneOf", "anyOf"}) {
            if (schema.path(alternatives).size() > 0 && depth < DEEPEST) {
                return value(schema.get(alternatives).get(0), depth + 1);
            }
        }
        JsonNode type = schema.path("type").isArray() ? schema.get("type").path(0) : schema.path("type");
        return switch (type.asText(schema.has("properties") ? "object" : "string")) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer", "number" -> number(schema);
            case "boolean" -> JSON.booleanNode(false);
            case "null" -> JSON.nullNode();
            default -> text(schema);
        };
    }

    private static ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        if (depth < DEEPEST) {
            for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
                object.set(field.getKey(), value(field.getValue(), depth + 1));
            }
        }
        return object;
    }

    private static ArrayNode array(JsonNode schema, int depth) {
        ArrayNode array = JSON.arrayNode();
        for (int i = 0; i < schema.path("minItems").asInt(0) && depth < DEEPEST; i++) {
            array.add(value(schema.path("items"), depth + 1));
        }
        return array;
    }

    private static JsonNode number(JsonNode schema) {
        JsonNode least = schema.path("minimum");
        JsonNode most = schema.path("maximum");
        if (least.isNumber() && least.asDouble() > 0) {
            return least;
        }
        return most.isNumber() && most.asDouble() < 0 ? most : JSON.numberNode(0);
    }

    private static JsonNode text(JsonNode schema) {
        int least = schema.path("minLength").asInt(0);
        int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        String text = least > TEXT.length() ? TEXT + ".".repeat(Math.min(least, 10_000) - TEXT.length()) : TEXT;
        return JSON.textNode(Trimming.start(text, most));
    }
}
