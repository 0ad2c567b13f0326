package dev.flowbench.desktop.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The properties of an object schema as a table. Every edit makes a new schema and keeps all that the table does not show.
 * Pure.
 */
final class SchemaProperties {
    /** The types that are offered, the usual one first. */
    static final List<String> TYPES = List.of("string", "choice", "number", "integer", "boolean", "array", "object");

    private SchemaProperties() {}

    /**
     * One row.
     *
     * @param type one of {@link #TYPES}; what the schema says where it is none of them
     * @param choices of a choice, with commas between
     * @param example written as JSON unless it is a text
     */
    record Property(String name, String type, boolean required, String description, String choices, String example) {}

    /** Whether a table can show it: nothing, or an object schema. */
    static boolean isTable(@Nullable JsonNode schema) {
        return schema == null || schema.isObject()
                && (schema.path("type").asText("object").equals("object") && !schema.has("$ref"))
                && (schema.path("properties").isObject() || !schema.has("properties"))
                && !schema.has("anyOf") && !schema.has("oneOf") && !schema.has("allOf");
    }

    static List<Property> rows(@Nullable JsonNode schema) {
        var rows = new ArrayList<Property>();
        if (schema != null) {
            var required = new ArrayList<String>();
            schema.path("required").forEach(name -> required.add(name.asText()));
            schema.path("properties").properties().forEach(entry -> {
                JsonNode property = entry.getValue();
                boolean choice = property.path("enum").isArray();
                var choices = new ArrayList<String>();
                property.path("enum").forEach(each -> choices.add(each.asText()));
                JsonNode example = property.path("examples").path(0);
                rows.add(new Property(entry.getKey(), choice ? "choice" : property.path("type").asText(""),
                        required.contains(entry.getKey()), property.path("description").asText(""),
                        String.join(", ", choices),
                        example.isMissingNode() ? "" : example.isTextual() ? example.asText() : example.toString()));
            });
        }
        return rows;
    }

    static ObjectNode blank() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putArray("required");
        schema.putObject("properties");
        return schema;
    }

    static ObjectNode add(@Nullable JsonNode schema) {
        ObjectNode next = copy(schema);
        ObjectNode properties = properties(next);
        String name = "name";
        for (int i = 2; properties.has(name); i++) {
            name = "name" + i;
        }
        properties.putObject(name).put("type", "string");
        required(next, name, true);
        return next;
    }

    static ObjectNode remove(@Nullable JsonNode schema, int index) {
        ObjectNode next = copy(schema);
        String name = name(next, index);
        properties(next).remove(name);
        required(next, name, false);
        return next;
    }

    static ObjectNode move(@Nullable JsonNode schema, int index, int to) {
        ObjectNode next = copy(schema);
        ObjectNode old = properties(next).deepCopy();
        var names = new ArrayList<String>();
        old.fieldNames().forEachRemaining(names::add);
        names.add(to, names.remove(index));
        ObjectNode properties = next.putObject("properties");
        names.forEach(name -> properties.set(name, old.get(name)));
        return next;
    }

    static ObjectNode rename(@Nullable JsonNode schema, int index, String name) {
        ObjectNode next = copy(schema);
        String old = name(next, index);
        ObjectNode before = properties(next).deepCopy();
        ObjectNode properties = next.putObject("properties");
        before.properties().forEach(entry -> properties.set(entry.getKey().equals(old) ? name : entry.getKey(),
                entry.getValue()));
        boolean was = isRequired(next, old);
        required(next, old, false);
        required(next, name, was);
        return next;
    }

    static ObjectNode type(@Nullable JsonNode schema, int index, String type) {
        return property(schema, index, property -> {
            if (type.equals("choice")) {
                property.put("type", "string");
                if (!property.path("enum").isArray()) {
                    property.putArray("enum").add("a").add("b");
                }
            } else {
                property.remove("enum");
                property.put("type", type);
            }
            return property;
        });
    }

    static ObjectNode required(@Nullable JsonNode schema, int index, boolean on) {
        ObjectNode next = copy(schema);
        required(next, name(next, index), on);
        return next;
    }

    static ObjectNode describe(@Nullable JsonNode schema, int index, String description) {
        return property(schema, index, property -> {
            if (description.isEmpty()) {
                property.remove("description");
            } else {
                property.put("description", description);
            }
            return property;
        });
    }

    static ObjectNode choices(@Nullable JsonNode schema, int index, String choices) {
        return property(schema, index, property -> {
            ArrayNode list = property.putArray("enum");
            Arrays.stream(choices.split(",")).map(String::strip).filter(each -> !each.isEmpty()).forEach(list::add);
            return property;
        });
    }

    static ObjectNode example(@Nullable JsonNode schema, int index, String example) {
        return property(schema, index, property -> {
            if (example.isEmpty()) {
                property.remove("examples");
            } else {
                property.putArray("examples").add(example);
            }
            return property;
        });
    }

    private static ObjectNode property(@Nullable JsonNode schema, int index, UnaryOperator<ObjectNode> edit) {
        ObjectNode next = copy(schema);
        String name = name(next, index);
        JsonNode now = properties(next).get(name);
        properties(next).set(name,
                edit.apply(now instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode()));
        return next;
    }

    private static ObjectNode copy(@Nullable JsonNode schema) {
        return schema instanceof ObjectNode object ? object.deepCopy() : blank();
    }

    private static ObjectNode properties(ObjectNode schema) {
        return schema.get("properties") instanceof ObjectNode there ? there : schema.putObject("properties");
    }

    private static String name(ObjectNode schema, int index) {
        var names = new ArrayList<String>();
        properties(schema).fieldNames().forEachRemaining(names::add);
        return names.get(index);
    }

    private static boolean isRequired(ObjectNode schema, String name) {
        for (JsonNode each : schema.path("required")) {
            if (each.asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static void required(ObjectNode schema, String name, boolean on) {
        var names = new ArrayList<String>();
        schema.path("required").forEach(each -> names.add(each.asText()));
        names.remove(name);
        if (on) {
            names.add(name);
        }
        // In the order of the properties, so that switching off and on again leaves the file as it was.
        var order = new ArrayList<String>();
        properties(schema).fieldNames().forEachRemaining(order::add);
        names.sort(java.util.Comparator.comparingInt(order::indexOf));
        ArrayNode list = schema.putArray("required");
        names.forEach(list::add);
        if (names.isEmpty()) {
            schema.remove("required");
        }
    }
}
