package dev.flowbench.model.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The schemas that Anthropic holds an answer to. Keywords it does not take are said in the description instead; the engine
 * checks the answer against all of it anyway.
 */
final class AnswerSchema {
    private static final Set<String> TAKEN = Set.of("type", "properties", "required", "additionalProperties", "items",
            "enum", "const", "anyOf", "allOf", "$ref", "$defs", "definitions", "description", "title", "default",
            "format");
    private static final Set<String> SAID = Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
            "multipleOf", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "pattern");
    private static final Set<String> FORMATS = Set.of("date-time", "time", "date", "duration", "email", "hostname",
            "uri", "ipv4", "ipv6", "uuid");
    private static final Set<String> DROPPED = Set.of("$schema", "$id", "$comment", "examples", "minProperties",
            "maxProperties", "contains", "prefixItems", "readOnly", "writeOnly", "deprecated");

    private AnswerSchema() {}

    /** Empty where the answer is no object, or the schema says more than can be said so. */
    static Optional<JsonNode> of(JsonNode schema) {
        if (!schema.path("type").asText().equals("object")) return Optional.empty();
        JsonNode copy = schema.deepCopy();
        return fits(copy, 0) ? Optional.of(copy) : Optional.empty();
    }

    private static boolean fits(JsonNode schema, int depth) {
        if (!(schema instanceof ObjectNode object) || depth > 20) return false;
        var words = new StringBuilder();
        for (Map.Entry<String, JsonNode> entry : List.copyOf(object.properties())) {
            String key = entry.getKey();
            if (SAID.contains(key) || key.equals("format") && !FORMATS.contains(entry.getValue().asText())) {
                words.append(words.isEmpty() ? "" : ", ").append(key).append(' ').append(entry.getValue());
                object.remove(key);
            } else if (DROPPED.contains(key)) {
                object.remove(key);
            } else if (!TAKEN.contains(key)) {
                return false;
            }
        }
        if (!words.isEmpty()) {
            String before = object.path("description").asText("");
            object.put("description", (before + ' ' + '{' + words + '}').strip());
        }
        if (object.path("type").asText().equals("object") || object.has("properties")) {
            // Free keys cannot be said.
            if (object.path("additionalProperties").isObject() || !object.path("properties").isObject()) return false;
            object.put("additionalProperties", false);
        }
        for (String children : new String[]{"properties", "$defs", "definitions"}) {
            for (JsonNode child : object.path(children)) {
                if (!fits(child, depth + 1)) return false;
            }
        }
        for (String parts : new String[]{"anyOf", "allOf"}) {
            for (JsonNode part : object.path(parts)) {
                if (!fits(part, depth + 1)) return false;
            }
        }
        return !object.has("items") || fits(object.get("items"), depth + 1);
    }
}
