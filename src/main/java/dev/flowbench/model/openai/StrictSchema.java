package dev.flowbench.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The schemas that OpenAI can hold a model to, word by word. */
final class StrictSchema {
    private static final Set<String> KNOWN = Set.of("$schema", "$id", "type", "properties", "required",
            "additionalProperties", "items", "enum", "const", "anyOf", "$ref", "$defs", "definitions", "description",
            "title", "pattern", "format", "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
            "minItems", "maxItems");

    private StrictSchema() {}

    /**
     * The schema as strict mode wants it: no property that is not named. What satisfies it satisfies the schema given.
     *
     * @return empty where strict mode does not take it: an optional property, a keyword it does not know
     */
    static Optional<JsonNode> of(JsonNode schema) {
        if (!isObject(schema)) return Optional.empty();
        JsonNode copy = schema.deepCopy();
        return tightened(copy) ? Optional.of(copy) : Optional.empty();
    }

    /** Whether the answer is an object: OpenAI takes no other schema. */
    static boolean isObject(JsonNode schema) {
        return schema.path("type").asText().equals("object") && !schema.has("anyOf");
    }

    private static boolean tightened(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) return false;
        for (String key : object.propertyStream().map(java.util.Map.Entry::getKey).toList()) {
            if (!KNOWN.contains(key)) return false;
        }
        object.remove("$schema");
        object.remove("$id");
        if (object.has("properties") || object.path("type").asText().equals("object")) {
            if (object.path("additionalProperties").asBoolean(false)
                    || object.path("additionalProperties").isObject()) {
                return false;
            }
            Set<String> required = new HashSet<>();
            object.path("required").forEach(name -> required.add(name.asText()));
            Set<String> named = new HashSet<>();
            object.path("properties").fieldNames().forEachRemaining(named::add);
            if (!required.equals(named) || named.isEmpty()) return false;
            object.put("additionalProperties", false);
        }
        for (String children : new String[]{"properties", "$defs", "definitions"}) {
            for (JsonNode child : object.path(children)) {
                if (!tightened(child)) return false;
            }
        }
        for (JsonNode child : object.path("anyOf")) {
            if (!tightened(child)) return false;
        }
        return !object.has("items") || tightened(object.get("items"));
    }
}
