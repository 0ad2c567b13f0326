package dev.flowbench.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import org.jspecify.annotations.Nullable;

/** Schemas as servers write them, mostly in an older version of JSON Schema, as the program reads them. */
final class Schemas {
    private Schemas() {}

    /** Schema of arguments; any object where the server's own cannot be read: then the server alone is the judge. */
    static JsonNode arguments(JsonNode schema) {
        JsonNode now = now(schema);
        return now != null && now.path("type").asText("object").equals("object")
                ? now
                : JsonNodeFactory.instance.objectNode().put("type", "object");
    }

    /** Schema of a result; null where there is none that can be read. */
    static @Nullable JsonNode result(@Nullable JsonNode schema) {
        return schema == null ? null : now(schema);
    }

    private static @Nullable JsonNode now(JsonNode schema) {
        JsonNode now = renewed(schema);
        if (now instanceof ObjectNode object) {
            object.remove("$schema");
        }
        try {
            JsonSchema.of(now);
            return now;
        } catch (SchemaException _) {
            return null;
        }
    }

    /** What 2020-12 calls by another name: lists of schemas for the first items, and what comes after them. */
    private static JsonNode renewed(JsonNode schema) {
        if (schema.isArray()) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode(schema.size());
            schema.forEach(one -> all.add(renewed(one)));
            return all;
        }
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode now = JsonNodeFactory.instance.objectNode();
        boolean tuple = schema.path("items").isArray();
        schema.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = renewed(field.getValue());
            switch (name) {
                case "items" -> now.set(tuple ? "prefixItems" : "items", value);
                case "additionalItems" -> {
                    if (tuple) {
                        now.set("items", value);
                    } else {
                        now.set(name, value);
                    }
                }
                default -> now.set(name, value);
            }
        });
        return now;
    }
}
