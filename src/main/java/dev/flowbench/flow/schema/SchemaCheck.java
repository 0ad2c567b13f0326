package dev.flowbench.flow.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.text.BoundedPattern;
import dev.flowbench.flow.text.TextException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that a schema is well formed, before any value meets it: the kind of each keyword's value, patterns, references
 * (only inside the schema itself), and that no schema refers to itself without going deeper into the value or repeats
 * others so often that validating would not end in time. Loads no library, so opening a document stays fast.
 */
final class SchemaCheck {

    static final int MAX_SCHEMAS = 5_000;
    static final int MAX_DEPTH = 100;
    static final int MAX_WEIGHT = 10_000;

    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final Set<String> TYPES = Set.of("null", "boolean", "object", "array", "number", "integer",
            "string");

    private enum Shape {
        SCHEMA, SCHEMAS, SCHEMA_MAP, COUNT, NUMBER, POSITIVE, TEXT, TEXTS, TEXTS_MAP, FLAG, LIST, TYPE, PATTERN,
        PATTERN_MAP, REFERENCE, ID, DIALECT, REFUSED
    }

    private static final Map<String, Shape> KEYWORDS = Map.ofEntries(Map.entry("$schema", Shape.DIALECT),
            Map.entry("$id", Shape.ID), Map.entry("$ref", Shape.REFERENCE), Map.entry("$dynamicRef", Shape.REFUSED),
            Map.entry("$recursiveRef", Shape.REFUSED), Map.entry("$anchor", Shape.TEXT),
            Map.entry("$comment", Shape.TEXT), Map.entry("$defs", Shape.SCHEMA_MAP),
            Map.entry("definitions", Shape.SCHEMA_MAP), Map.entry("type", Shape.TYPE), Map.entry("enum", Shape.LIST),
            Map.entry("title", Shape.TEXT), Map.entry("description", Shape.TEXT), Map.entry("format", Shape.TEXT),
            Map.entry("examples", Shape.LIST), Map.entry("deprecated", Shape.FLAG), Map.entry("readOnly", Shape.FLAG),
            Map.entry("writeOnly", Shape.FLAG), Map.entry("minimum", Shape.NUMBER), Map.entry("maximum", Shape.NUMBER),
            Map.entry("exclusiveMinimum", Shape.NUMBER), Map.entry("exclusiveMaximum", Shape.NUMBER),
            Map.entry("multipleOf", Shape.POSITIVE), Map.entry("minLength", Shape.COUNT),
            Map.entry("maxLength", Shape.COUNT), Map.entry("pattern", Shape.PATTERN),
            Map.entry("minItems", Shape.COUNT), Map.entry("maxItems", Shape.COUNT),
            Map.entry("uniqueItems", Shape.FLAG), Map.entry("minContains", Shape.COUNT),
            Map.entry("maxContains", Shape.COUNT), Map.entry("minProperties", Shape.COUNT),
            Map.entry("maxProperties", Shape.COUNT), Map.entry("required", Shape.TEXTS),
            Map.entry("dependentRequired", Shape.TEXTS_MAP), Map.entry("properties", Shape.SCHEMA_MAP),
            Map.entry("patternProperties", Shape.PATTERN_MAP), Map.entry("additionalProperties", Shape.SCHEMA),
            Map.entry("propertyNames", Shape.SCHEMA), Map.entry("unevaluatedProperties", Shape.SCHEMA),
            Map.entry("items", Shape.SCHEMA), Map.entry("prefixItems", Shape.SCHEMAS),
            Map.entry("contains", Shape.SCHEMA), Map.entry("unevaluatedItems", Shape.SCHEMA),
            Map.entry("allOf", Shape.SCHEMAS), Map.entry("anyOf", Shape.SCHEMAS), Map.entry("oneOf", Shape.SCHEMAS),
            Map.entry("not", Shape.SCHEMA), Map.entry("if", Shape.SCHEMA), Map.entry("then", Shape.SCHEMA),
            Map.entry("else", Shape.SCHEMA), Map.entry("dependentSchemas", Shape.SCHEMA_MAP));

    /** Keywords whose schemas meet the same value, not a part of it. */
    private static final Set<String> IN_PLACE = Set.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else",
            "dependentSchemas", "$ref");

    private record Todo(JsonPointer at, JsonNode schema, int depth) {
    }

    private final JsonNode root;
    private final Map<JsonPointer, List<JsonPointer>> inPlace = new HashMap<>();
    private final Map<JsonPointer, Integer> weights = new HashMap<>();
    private final Map<String, JsonPointer> anchors = new HashMap<>();
    private final Map<JsonPointer, String> references = new HashMap<>();
    private final ArrayDeque<Todo> todo = new ArrayDeque<>();

    private SchemaCheck(JsonNode root) {
        this.root = root;
    }

    static void check(JsonNode schema) throws SchemaException {
        var check = new SchemaCheck(schema);
        check.add(JsonPointer.empty(), schema, 0);
        check.run();
    }

    private void run() throws SchemaException {
        walk();
        for (var reference : List.copyOf(references.entrySet())) {
            resolve(reference.getKey(), reference.getValue());
        }
        for (var at : inPlace.keySet()) {
            weigh(at, new HashSet<>());
        }
    }

    private void walk() throws SchemaException {
        while (!todo.isEmpty()) {
            var next = todo.pop();
            if (!next.schema.isObject()) {
                if (!next.schema.isBoolean()) {
                    throw new SchemaException(next.at.toString(), "SCHEMA_NOT_A_SCHEMA");
                }
                continue;
            }
            for (var field : next.schema.properties()) {
                var shape = KEYWORDS.get(field.getKey());
                if (shape != null) { // Unknown keywords are remarks.
                    keyword(next, field.getKey(), shape, field.getValue());
                }
            }
        }
    }

    private void add(JsonPointer at, JsonNode schema, int depth) throws SchemaException {
        if (depth > MAX_DEPTH) {
            throw new SchemaException(at.toString(), "SCHEMA_TOO_DEEP", MAX_DEPTH);
        }
        if (inPlace.putIfAbsent(at, new ArrayList<>()) == null) {
            todo.push(new Todo(at, schema, depth));
        }
        if (inPlace.size() > MAX_SCHEMAS) {
            throw new SchemaException(at.toString(), "SCHEMA_TOO_LARGE", MAX_SCHEMAS);
        }
    }

    private void keyword(Todo in, String keyword, Shape shape, JsonNode value) throws SchemaException {
        var at = in.at.appendProperty(keyword);
        switch (shape) {
            case SCHEMA -> {
                if (keyword.equals("items") && value.isArray()) {
                    throw new SchemaException(at.toString(), "SCHEMA_ITEMS_LIST");
                }
                child(in, keyword, at, value);
            }
            case SCHEMAS -> {
                require(value.isArray() && !value.isEmpty(), at, keyword, "SCHEMA_WANTS_SCHEMAS");
                for (int i = 0; i < value.size(); i++) {
                    child(in, keyword, at.appendIndex(i), value.get(i));
                }
            }
            case SCHEMA_MAP, PATTERN_MAP -> {
                require(value.isObject(), at, keyword, "SCHEMA_WANTS_SCHEMA_MAP");
                for (var field : value.properties()) {
                    if (shape == Shape.PATTERN_MAP) {
                        pattern(at.appendProperty(field.getKey()), field.getKey());
                    }
                    child(in, keyword, at.appendProperty(field.getKey()), field.getValue());
                }
            }
            case COUNT -> require(value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0, at,
                    keyword, "SCHEMA_WANTS_COUNT");
            case NUMBER -> require(value.isNumber(), at, keyword, "SCHEMA_WANTS_NUMBER");
            case POSITIVE -> require(value.isNumber() && value.decimalValue().signum() > 0, at, keyword,
                    "SCHEMA_WANTS_POSITIVE");
            case TEXT -> require(value.isTextual(), at, keyword, "SCHEMA_WANTS_TEXT");
            case TEXTS -> require(isTexts(value), at, keyword, "SCHEMA_WANTS_TEXTS");
            case TEXTS_MAP -> {
                require(value.isObject(), at, keyword, "SCHEMA_WANTS_TEXTS_MAP");
                for (var field : value.properties()) {
                    require(isTexts(field.getValue()), at.appendProperty(field.getKey()), field.getKey(),
                            "SCHEMA_WANTS_TEXTS");
                }
            }
            case FLAG -> require(value.isBoolean(), at, keyword, "SCHEMA_WANTS_FLAG");
            case LIST -> require(value.isArray(), at, keyword, "SCHEMA_WANTS_LIST");
            case TYPE -> type(at, value);
            case PATTERN -> {
                require(value.isTextual(), at, keyword, "SCHEMA_WANTS_TEXT");
                pattern(at, value.textValue());
            }
            case REFERENCE -> {
                require(value.isTextual(), at, keyword, "SCHEMA_WANTS_TEXT");
                if (!value.textValue().startsWith("#")) {
                    throw new SchemaException(at.toString(), "SCHEMA_OUTSIDE", value.textValue());
                }
                references.put(in.at, value.textValue());
            }
            case ID -> require(value.isTextual() && in.at.matches(), at, keyword, "SCHEMA_INNER_ID");
            case DIALECT -> {
                if (!value.isTextual() || !value.textValue().replace("#", "").equals(DIALECT)) {
                    throw new SchemaException(at.toString(), "SCHEMA_DIALECT", value.asText());
                }
            }
            case REFUSED -> throw new SchemaException(at.toString(), "SCHEMA_REFUSED", keyword);
        }
        if (keyword.equals("$anchor")) {
            anchors.put(value.textValue(), in.at);
        }
    }

    private void child(Todo in, String keyword, JsonPointer at, JsonNode schema) throws SchemaException {
        add(at, schema, in.depth + 1);
        if (IN_PLACE.contains(keyword)) {
            link(in.at, at);
        }
    }

    private void link(JsonPointer from, JsonPointer to) {
        inPlace.computeIfAbsent(from, _ -> new ArrayList<>()).add(to);
    }

    private void resolve(JsonPointer from, String reference) throws SchemaException {
        var place = from.appendProperty("$ref").toString();
        var fragment = reference.substring(1);
        var to = anchors.get(fragment);
        if (to == null) {
            if (!fragment.isEmpty() && !fragment.startsWith("/")) {
                throw new SchemaException(place, "SCHEMA_NO_TARGET", reference);
            }
            to = JsonPointer.compile(fragment.replace("%25", "%"));
        }
        var target = root.at(to);
        if (target.isMissingNode()) {
            throw new SchemaException(place, "SCHEMA_NO_TARGET", reference);
        }
        var known = new HashSet<>(references.keySet());
        add(to, target, 0); // It may stand where no keyword leads.
        walk();
        link(from, to);
        for (var more : List.copyOf(references.keySet())) {
            if (!known.contains(more)) {
                resolve(more, references.getOrDefault(more, "#"));
            }
        }
    }

    /** {@return how many schemas one value meets here, in all} */
    private int weigh(JsonPointer at, Set<JsonPointer> above) throws SchemaException {
        var known = weights.get(at);
        if (known != null) {
            return known;
        }
        if (!above.add(at)) {
            throw new SchemaException(at.toString(), "SCHEMA_CIRCLE");
        }
        int weight = 1;
        for (var next : inPlace.getOrDefault(at, List.of())) {
            weight += weigh(next, above);
            if (weight > MAX_WEIGHT) {
                throw new SchemaException(at.toString(), "SCHEMA_TOO_LARGE", MAX_WEIGHT);
            }
        }
        above.remove(at);
        weights.put(at, weight);
        return weight;
    }

    private static void type(JsonPointer at, JsonNode value) throws SchemaException {
        boolean list = value.isArray() && !value.isEmpty();
        for (var type : list ? value : List.of(value)) {
            if (!type.isTextual() || !TYPES.contains(type.textValue())) {
                throw new SchemaException(at.toString(), "SCHEMA_TYPE",
                        type.isTextual() ? type.textValue() : type.toString());
            }
        }
    }

    private static void pattern(JsonPointer at, String pattern) throws SchemaException {
        try {
            BoundedPattern.compile(pattern);
        } catch (TextException e) {
            throw new SchemaException(at.toString(), "SCHEMA_PATTERN", e.getMessage());
        }
    }

    private static boolean isTexts(JsonNode value) {
        if (!value.isArray()) {
            return false;
        }
        for (var item : value) {
            if (!item.isTextual()) {
                return false;
            }
        }
        return true;
    }

    private static void require(boolean fits, JsonPointer at, String keyword, String key) throws SchemaException {
        if (!fits) {
            throw new SchemaException(at.toString(), key, keyword);
        }
    }
}
