package dev.flowbench.tool.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Schemas of an OpenAPI file as plain JSON Schema, whole in one place: what contains itself is left open where it does. */
final class Schemas {
    private static final Set<String> DROPPED = Set.of("example", "examples", "xml", "discriminator", "externalDocs",
            "deprecated", "readOnly", "writeOnly", "nullable", "$schema", "$id", "$anchor", "$defs", "definitions");
    /** What holds schemas by a name that is nobody's keyword. */
    private static final Set<String> BY_NAME = Set.of("properties", "patternProperties", "dependentSchemas");
    /** What holds values, not schemas. */
    private static final Set<String> VALUES = Set.of("default", "enum", "const", "required");
    private static final int DEEPEST = 40;
    private static final int MOST = 5_000;

    private final JsonNode root;
    private final AtomicInteger all;
    private int left = MOST;

    /** @param all how many schemas may be written in all, counted down: a few that contain each other make millions */
    Schemas(JsonNode root, AtomicInteger all) {
        this.root = root;
        this.all = all;
    }

    /** What a reference within the file leads to; the value itself if it is none; missing for one that leads out. */
    static JsonNode local(JsonNode root, JsonNode value) {
        JsonNode now = value;
        for (int i = 0; i < 20 && now.path("$ref").isTextual(); i++) {
            String to = now.path("$ref").textValue();
            if (!to.startsWith("#/")) {
                return MissingNode.getInstance();
            }
            JsonNode found = root;
            for (String part : to.substring(2).split("/", -1)) {
                String key = part.replace("~1", "/").replace("~0", "~");
                found = found.isArray() && key.matches("[0-9]{1,6}")
                        ? found.path(Integer.parseInt(key))
                        : found.path(key);
            }
            now = found;
        }
        return now.path("$ref").isTextual() ? MissingNode.getInstance() : now;
    }

    /** A schema with everything in place. */
    JsonNode whole(JsonNode schema) {
        return whole(schema, new ArrayList<>());
    }

    private JsonNode whole(JsonNode schema, List<JsonNode> around) {
        JsonNode here = local(root, schema);
        boolean itself = around.stream().anyMatch(one -> one == here);
        if (here.isBoolean()) {
            return here;
        }
        if (!here.isObject() || itself || around.size() > DEEPEST || --left < 0
                || all.decrementAndGet() < 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        around.add(here);
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : here.properties()) {
            String key = field.getKey();
            JsonNode value = field.getValue();
            if (DROPPED.contains(key) || key.startsWith("x-")) {
                continue;
            }
            if (VALUES.contains(key)) {
                made.set(key, value);
            } else if (BY_NAME.contains(key) && value.isObject()) {
                ObjectNode named = made.putObject(key);
                value.properties().forEach(one -> named.set(one.getKey(), whole(one.getValue(), around)));
            } else if (value.isArray()) {
                ArrayNode all = made.putArray(key);
                value.forEach(one -> all.add(one.isObject() ? whole(one, around) : one));
            } else {
                made.set(key, value.isObject() ? whole(value, around) : value);
            }
        }
        around.removeLast();
        modern(here, made);
        return made;
    }

    /** What 3.0 says in its own way. */
    private static void modern(JsonNode old, ObjectNode made) {
        if (old.path("nullable").asBoolean() && made.path("type").isTextual()) {
            String type = made.path("type").textValue();
            made.putArray("type").add(type).add("null");
            if (made.path("enum") instanceof ArrayNode values) {
                made.set("enum", values.deepCopy().addNull());
            }
        }
        for (String side : List.of("Minimum", "Maximum")) {
            JsonNode exclusive = made.path("exclusive" + side);
            String bound = side.toLowerCase(java.util.Locale.ROOT);
            if (exclusive.isBoolean()) {
                made.remove("exclusive" + side);
                if (exclusive.booleanValue() && made.has(bound)) {
                    made.set("exclusive" + side, made.remove(bound));
                }
            }
        }
    }
}
