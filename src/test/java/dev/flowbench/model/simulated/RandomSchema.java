package dev.flowbench.model.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;

/** Schemas as people write them for a model's answer, and some that nobody would. All can be satisfied. */
final class RandomSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> NAMES = List.of("score", "feedback", "reason", "route", "confidence", "items",
            "summary", "title", "flagged", "approved", "subtasks", "total", "due", "email", "größe");
    private static final List<String> PATTERNS = List.of("^[A-Z]{3}-\\d{4}$", "^(low|medium|high)$",
            "^\\w+@\\w+\\.com$",
            "[0-9a-f]{8}", "^\\+?[1-9]\\d{6,12}$", "^[^,;]{2,5}$", "^v\\d+(\\.\\d+){1,2}$");

    private final Random chance;

    RandomSchema(long seed) {
        chance = new Random(seed);
    }

    ObjectNode next() {
        ObjectNode schema = object(0);
        if (chance.nextInt(4) == 0) {
            ObjectNode definitions = JSON.objectNode();
            definitions.set("part", any(2));
            schema.set("$defs", definitions);
            ((ObjectNode) schema.get("properties")).putObject("extra").put("$ref", "#/$defs/part");
        }
        return schema;
    }

    private ObjectNode any(int depth) {
        return switch (chance.nextInt(depth > 3 ? 5 : 9)) {
            case 0 -> text();
            case 1 -> number("number");
            case 2 -> number("integer");
            case 3 -> JSON.objectNode().put("type", "boolean");
            case 4 -> choice();
            case 5 -> array(depth);
            case 6, 7 -> object(depth);
            default -> alternatives(depth);
        };
    }

    private ObjectNode object(int depth) {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        int count = 1 + chance.nextInt(4);
        for (int i = 0; i < count; i++) properties.set(NAMES.get(chance.nextInt(NAMES.size())), any(depth + 1));
        ArrayNode required = schema.putArray("required");
        properties.fieldNames().forEachRemaining(name -> {
            if (chance.nextBoolean()) required.add(name);
        });
        if (chance.nextBoolean())
            schema.put("additionalProperties", false);
        else if (chance.nextInt(4) == 0) {
            required.add("unnamed");
            schema.set("additionalProperties", any(depth + 2));
        }
        if (chance.nextInt(4) == 0) schema.put("minProperties", Math.max(1, properties.size() / 2));
        if (chance.nextInt(5) == 0) schema.putArray("type").add("object").add("null");
        return schema;
    }

    private ObjectNode array(int depth) {
        ObjectNode schema = JSON.objectNode().put("type", "array");
        schema.set("items", any(depth + 1));
        int least = chance.nextInt(3);
        if (chance.nextBoolean()) schema.put("minItems", least);
        if (chance.nextBoolean()) schema.put("maxItems", least + chance.nextInt(3));
        if (chance.nextInt(4) == 0) {
            schema.set("items", number("integer").put("minimum", 0).put("maximum", 1_000_000).without(
                    List.of("exclusiveMinimum", "exclusiveMaximum", "multipleOf")));
            schema.put("uniqueItems", true);
        }
        return schema;
    }

    private ObjectNode alternatives(int depth) {
        ObjectNode schema = JSON.objectNode();
        if (chance.nextBoolean()) {
            ArrayNode all = schema.putArray("anyOf");
            all.add(any(depth + 1));
            all.add(JSON.objectNode().put("type", "null"));
        } else {
            ArrayNode all = schema.putArray("allOf");
            all.add(JSON.objectNode().put("type", "number").put("minimum", -3));
            all.add(JSON.objectNode().put("maximum", chance.nextInt(9)));
        }
        return schema;
    }

    private ObjectNode choice() {
        ObjectNode schema = JSON.objectNode();
        if (chance.nextInt(4) == 0) return schema.put("const", chance.nextInt());
        ArrayNode all = schema.putArray("enum");
        int count = 1 + chance.nextInt(4);
        for (int i = 0; i < count; i++) all.add(chance.nextInt(5) == 0 ? "" + i : "choice " + i);
        return schema;
    }

    private ObjectNode number(String type) {
        ObjectNode schema = JSON.objectNode().put("type", type);
        double low = chance.nextInt(2000) - 1000;
        if (chance.nextBoolean()) schema.put("minimum", (int) low);
        if (chance.nextBoolean()) schema.put("maximum", low + chance.nextInt(50));
        if (chance.nextInt(5) == 0) schema.put("exclusiveMinimum", low - 1).put("exclusiveMaximum", low + 2);
        if (chance.nextInt(5) == 0 && !schema.has("maximum") && !schema.has("exclusiveMinimum")) {
            schema.put("multipleOf", type.equals("integer") ? 5 : 0.25);
        }
        return schema;
    }

    private ObjectNode text() {
        ObjectNode schema = JSON.objectNode().put("type", "string");
        switch (chance.nextInt(5)) {
            case 0 -> schema.put("pattern", PATTERNS.get(chance.nextInt(PATTERNS.size())));
            case 1 -> schema.put("format", List.of("date", "date-time", "email", "uri", "uuid", "ipv4").get(
                    chance.nextInt(6)));
            case 2 -> {
                int least = chance.nextInt(40);
                schema.put("minLength", least).put("maxLength", least + chance.nextInt(40));
            }
            default -> {
            }
        }
        return schema;
    }
}
