package dev.flowbench.desktop.runform;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The schema of one property as it can be asked for by itself: what it refers to stands in it, and "this or nothing" is a type,
 * however a library writes it.
 */
final class PlainSchema {
    private static final List<String> DEFINITIONS = List.of("$defs", "definitions");
    private static final int DEEPEST = 10;

    private PlainSchema() {}

    static JsonNode of(JsonNode root, JsonNode property) {
        if (!(property instanceof ObjectNode given)) {
            return property;
        }
        ObjectNode plain = given.deepCopy();
        for (int i = 0; i < DEEPEST && (plain.has("$ref") || plain.has("anyOf") || plain.has("oneOf")); i++) {
            if (plain.path("$ref").isTextual()) {
                String to = plain.remove("$ref").textValue();
                JsonNode found = to.startsWith("#/")
                        ? root.at(JsonPointer.compile(to.substring(1)))
                        : root.at("/none/");
                if (!(found instanceof ObjectNode other)) {
                    return given;
                }
                under(plain, other);
            } else if (!orNothing(plain, "anyOf") && !orNothing(plain, "oneOf")) {
                break;
            }
        }
        // What lies deeper still refers to them.
        for (String name : DEFINITIONS) {
            if (root.path(name).isObject() && plain.toString().contains("\"#/" + name + "/")) {
                plain.set(name, root.get(name));
            }
        }
        return plain;
    }

    /** What the property says itself goes before what it refers to. */
    private static void under(ObjectNode plain, JsonNode other) {
        other.properties().forEach(field -> {
            if (!plain.has(field.getKey())) {
                plain.set(field.getKey(), field.getValue());
            }
        });
    }

    /** Of one schema and nothing becomes that schema, or null. */
    private static boolean orNothing(ObjectNode plain, String key) {
        JsonNode ways = plain.path(key);
        if (ways.size() != 2 || !isNull(ways.get(0)) && !isNull(ways.get(1))) {
            return false;
        }
        JsonNode way = isNull(ways.get(0)) ? ways.get(1) : ways.get(0);
        if (!way.isObject() || way.has("enum") || !way.path("type").isTextual() && !way.path("$ref").isTextual()) {
            return false;
        }
        plain.remove(key);
        under(plain, way);
        if (way.path("type").isTextual()) {
            plain.putArray("type").add(way.path("type").textValue()).add("null");
        }
        return true;
    }

    private static boolean isNull(JsonNode schema) {
        return schema.path("type").asText().equals("null");
    }
}
