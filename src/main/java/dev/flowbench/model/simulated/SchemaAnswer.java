package dev.flowbench.model.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A value that satisfies a JSON Schema and reads as if somebody had thought about it. */
final class SchemaAnswer {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** Below this, only what is required: a schema may hold itself. */
    private static final int FULL_DEPTH = 6;
    private static final int MAX_DEPTH = 40;
    private static final int MAX_ITEMS = 200;
    private static final Pattern SURE = Pattern.compile("(?i)confidence|certainty|probability|likelihood");
    private static final Pattern SCORE = Pattern
            .compile("(?i)score|quality|rating|grade|agreement|" + "confidence|certainty|probability|likelihood");
    private static final Pattern GOOD = Pattern.compile("(?i)pass|ok|approved|valid|done|complete|good|ready");

    private final JsonNode root;
    private final Phrases phrases;
    private final int round;
    private final Random chance;

    SchemaAnswer(JsonNode root, Phrases phrases, int round, Random chance) {
        this.root = root;
        this.phrases = phrases;
        this.round = round;
        this.chance = chance;
    }

    JsonNode value() { return value(root, "", 0); }

    private JsonNode value(JsonNode given, String name, int depth) {
        JsonNode schema = whole(given, depth);
        if (!schema.isObject() || depth > MAX_DEPTH) return JSON.textNode(phrases.word(chance));
        if (schema.has("const")) return schema.get("const");
        if (schema.path("enum").size() > 0) return choice(schema.get("enum"));
        return switch (type(schema, depth)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, name, depth);
            case "integer" -> number(schema, name, true);
            case "number" -> number(schema, name, false);
            case "boolean" -> JSON.booleanNode(yes(name));
            case "null" -> JSON.nullNode();
            default -> JSON.textNode(SchemaText.of(schema, name, phrases, chance));
        };
    }

    /** The schema with its references followed and its alternatives chosen. */
    private JsonNode whole(JsonNode schema, int depth) {
        JsonNode at = schema;
        for (int i = 0; i < 20 && at.isObject(); i++) {
            if (at.has("$ref")) {
                at = merged(at, resolved(at.get("$ref").asText()), "$ref");
            } else if (at.path("allOf").size() > 0) {
                JsonNode all = at;
                for (JsonNode part : at.get("allOf")) all = merged(all, whole(part, depth + 1), "allOf");
                at = all;
            } else if (at.path("oneOf").size() > 0) {
                at = merged(at, alternative(at.get("oneOf"), depth), "oneOf");
            } else if (at.path("anyOf").size() > 0) {
                at = merged(at, alternative(at.get("anyOf"), depth), "anyOf");
            } else {
                return at;
            }
        }
        return at;
    }

    private JsonNode alternative(JsonNode all, int depth) {
        if (depth < FULL_DEPTH) return all.get(chance.nextInt(all.size()));
        for (JsonNode one : all) {
            if (one.path("type").asText().equals("null")) return one;
        }
        return all.get(0);
    }

    private JsonNode resolved(String reference) {
        if (!reference.startsWith("#")) return JSON.objectNode();
        String pointer = reference.substring(1);
        return pointer.isEmpty() || pointer.startsWith("/") ? root.at(pointer) : JSON.objectNode();
    }

    /** Both schemas as one. Where both say something, the narrower of two bounds, or the second word. */
    private static ObjectNode merged(JsonNode first, JsonNode second, String without) {
        ObjectNode both = JSON.objectNode();
        first.properties().forEach(entry -> both.set(entry.getKey(), entry.getValue()));
        both.remove(without);
        for (Map.Entry<String, JsonNode> entry : second.properties()) {
            JsonNode mine = both.get(entry.getKey());
            both.set(entry.getKey(), mine == null
                    ? entry.getValue()
                    : narrower(entry.getKey(), mine,
                            entry.getValue()));
        }
        return both;
    }

    private static JsonNode narrower(String key, JsonNode a, JsonNode b) {
        return switch (key) {
            case "properties" -> {
                ObjectNode all = JSON.objectNode();
                a.properties().forEach(entry -> all.set(entry.getKey(), entry.getValue()));
                b.properties().forEach(entry -> all.set(entry.getKey(),
                        all.has(entry.getKey())
                                ? merged(all.get(entry.getKey()), entry.getValue(), "")
                                : entry.getValue()));
                yield all;
            }
            case "required" -> {
                var names = new TreeSet<String>();
                a.forEach(name -> names.add(name.asText()));
                b.forEach(name -> names.add(name.asText()));
                ArrayNode all = JSON.arrayNode();
                names.forEach(all::add);
                yield all;
            }
            case "enum" -> {
                ArrayNode common = JSON.arrayNode();
                a.forEach(one -> {
                    for (JsonNode other : b) if (other.equals(one)) common.add(one);
                });
                yield common.isEmpty() ? b : common;
            }
            case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties" ->
                a.decimalValue().compareTo(b.decimalValue()) > 0 ? a : b;
            case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties" ->
                a.decimalValue().compareTo(b.decimalValue()) < 0 ? a : b;
            default -> b;
        };
    }

    private JsonNode choice(JsonNode all) {
        int most = 0;
        var best = new ArrayList<JsonNode>();
        for (JsonNode one : all) {
            int mentions = one.isTextual() ? phrases.mentions(one.textValue()) : 0;
            if (mentions > most) {
                most = mentions;
                best.clear();
            }
            if (mentions == most) best.add(one);
        }
        return best.get(chance.nextInt(best.size()));
    }

    private String type(JsonNode schema, int depth) {
        JsonNode type = schema.path("type");
        if (type.isTextual()) return type.textValue();
        if (type.isArray() && !type.isEmpty()) {
            List<String> names = new ArrayList<>();
            type.forEach(one -> names.add(one.asText()));
            if (depth >= FULL_DEPTH && names.contains("null")) return "null";
            // A value is worth more than a null that is merely allowed.
            names.remove("null");
            return names.isEmpty() ? "null" : names.get(chance.nextInt(names.size()));
        }
        if (schema.has("properties") || schema.has("required") || schema.has("additionalProperties")) return "object";
        if (schema.has("items") || schema.has("prefixItems") || schema.has("minItems")) return "array";
        if (schema.has("minimum") || schema.has("maximum") || schema.has("multipleOf")
                || schema.has("exclusiveMinimum") || schema.has("exclusiveMaximum")) {
            return "number";
        }
        return "string";
    }

    private JsonNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        var required = new TreeSet<String>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        int most = schema.path("maxProperties").asInt(Integer.MAX_VALUE);
        int spare = most - required.size();
        for (Map.Entry<String, JsonNode> entry : schema.path("properties").properties()) {
            boolean must = required.remove(entry.getKey());
            if (entry.getValue().isBoolean() && !entry.getValue().booleanValue()) continue;
            if (!must && (depth >= FULL_DEPTH || spare <= 0 || chance.nextInt(5) == 0)) continue;
            if (!must) spare--;
            object.set(entry.getKey(), value(entry.getValue(), entry.getKey(), depth + 1));
        }
        JsonNode others = schema.path("additionalProperties");
        for (String name : required) object.set(name, value(others, name, depth + 1));
        int least = Math.min(schema.path("minProperties").asInt(0), MAX_ITEMS);
        for (Map.Entry<String, JsonNode> entry : schema.path("properties").properties()) {
            if (object.size() >= least) break;
            if (!object.has(entry.getKey())) {
                object.set(entry.getKey(), value(entry.getValue(), entry.getKey(), depth + 1));
            }
        }
        boolean open = !others.isBoolean() || others.booleanValue();
        for (int i = 1; open && object.size() < least; i++) {
            String name = "field" + i;
            if (!object.has(name)) object.set(name, value(others, name, depth + 1));
        }
        return object;
    }

    private JsonNode array(JsonNode schema, String name, int depth) {
        JsonNode first = schema.path("prefixItems");
        JsonNode items = schema.path("items");
        int least = Math.min(schema.path("minItems").asInt(0), MAX_ITEMS);
        int most = Math.min(schema.path("maxItems").asInt(Math.max(least, 4)), MAX_ITEMS);
        boolean closed = items.isBoolean() && !items.booleanValue();
        if (closed) most = Math.min(most, first.size());
        int usual = depth >= FULL_DEPTH ? 0 : first.size() > 0 ? first.size() : 1 + chance.nextInt(3);
        int size = Math.max(least, Math.min(most, usual));
        ArrayNode array = JSON.arrayNode();
        boolean unique = schema.path("uniqueItems").asBoolean();
        String one = name.endsWith("s") && name.length() > 3 ? name.substring(0, name.length() - 1) : name;
        for (int i = 0; i < size; i++) {
            JsonNode item = i < first.size() ? first.get(i) : items;
            JsonNode value = value(item, one, depth + 1);
            for (int again = 0; unique && again < 20 && holds(array, value); again++) {
                value = value(item, one, depth + 1);
            }
            // A set that has run out of members stays smaller rather than hold one twice.
            if (unique && holds(array, value)) value = another(item, array, value);
            array.add(value);
        }
        return array;
    }

    private JsonNode another(JsonNode item, ArrayNode array, JsonNode value) {
        for (JsonNode choice : whole(item, 0).path("enum")) {
            if (!holds(array, choice)) return choice;
        }
        if (value.isIntegralNumber()) {
            for (long next = value.longValue() - MAX_ITEMS; next <= value.longValue() + MAX_ITEMS; next++) {
                JsonNode number = JSON.numberNode(next);
                if (!holds(array, number) && fits(whole(item, 0), BigDecimal.valueOf(next))) return number;
            }
        }
        return value;
    }

    private static boolean holds(ArrayNode array, JsonNode value) {
        for (JsonNode one : array) {
            if (one.equals(value) || one.isNumber() && value.isNumber()
                    && one.decimalValue().compareTo(value.decimalValue()) == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(JsonNode schema, BigDecimal number) {
        BigDecimal step = decimal(schema, "multipleOf");
        BigDecimal low = low(schema, BigDecimal.ONE);
        BigDecimal high = high(schema, BigDecimal.ONE);
        return (low == null || number.compareTo(low) >= 0) && (high == null || number.compareTo(high) <= 0)
                && (step == null || number.remainder(step).signum() == 0);
    }

    private JsonNode number(JsonNode schema, String name, boolean integer) {
        boolean score = SCORE.matcher(name).find();
        // Finer than any bound of a sane schema is apart from another.
        BigDecimal grain = integer ? BigDecimal.ONE : new BigDecimal("0.000001");
        BigDecimal low = low(schema, grain);
        BigDecimal high = high(schema, grain);
        BigDecimal usual = integer ? BigDecimal.TEN : score ? BigDecimal.ONE : BigDecimal.valueOf(100);
        if (low == null && high == null) {
            low = integer && score ? BigDecimal.ONE : BigDecimal.ZERO;
            high = usual;
        } else if (high == null && low != null) {
            high = low.signum() >= 0 && low.compareTo(usual) < 0 ? usual : low.add(usual);
        } else if (low == null && high != null) {
            low = high.signum() > 0 ? BigDecimal.ZERO : high.subtract(usual);
        }
        if (low == null || high == null) throw new IllegalStateException("a bound is missing");
        BigDecimal part = BigDecimal.valueOf(score ? rising(name) : chance.nextDouble());
        BigDecimal number = low.add(high.subtract(low).multiply(part));
        BigDecimal step = decimal(schema, "multipleOf");
        if (integer && (step == null || step.signum() <= 0)) step = BigDecimal.ONE;
        if (step != null && step.signum() > 0) {
            number = number.divide(step, 0, RoundingMode.HALF_UP).multiply(step);
            if (number.compareTo(high) > 0) number = high.divide(step, 0, RoundingMode.FLOOR).multiply(step);
            if (number.compareTo(low) < 0) number = low.divide(step, 0, RoundingMode.CEILING).multiply(step);
        } else {
            number = rounded(number, low, high);
        }
        return integer && number.stripTrailingZeros().scale() <= 0 ? whole(number) : DecimalNode.valueOf(number);
    }

    private static JsonNode whole(BigDecimal number) {
        BigInteger whole = number.toBigInteger();
        return whole.bitLength() < 64 ? JSON.numberNode(whole.longValue()) : JSON.numberNode(whole);
    }

    /** Two digits after the point where they fit between the bounds, else as many as are needed. */
    private static BigDecimal rounded(BigDecimal number, BigDecimal low, BigDecimal high) {
        for (int digits = 2; digits < 12; digits++) {
            BigDecimal short_ = number.setScale(digits, RoundingMode.HALF_UP);
            if (short_.compareTo(low) >= 0 && short_.compareTo(high) <= 0) return short_;
        }
        return number;
    }

    /** From 0 to 1, more in every round: about 0.62, 0.80, 0.89, 0.94. A model is sure of itself from the start. */
    private double rising(String name) {
        boolean sure = SURE.matcher(name).find();
        double base = 1 - (sure ? 0.14 : 0.38) * Math.pow(0.53, round - 1.0);
        return Math.min(1, base + (chance.nextDouble() - 0.5) * 0.05);
    }

    private boolean yes(String name) {
        if (GOOD.matcher(name).find()) {
            return chance.nextDouble() < 1 - 0.4 * Math.pow(0.5, round - 1.0);
        }
        return chance.nextBoolean();
    }

    private static @Nullable BigDecimal low(JsonNode schema, BigDecimal grain) {
        BigDecimal least = decimal(schema, "minimum");
        BigDecimal above = decimal(schema, "exclusiveMinimum");
        if (above == null) return least;
        BigDecimal next = above.add(grain);
        return least == null || least.compareTo(next) < 0 ? next : least;
    }

    private static @Nullable BigDecimal high(JsonNode schema, BigDecimal grain) {
        BigDecimal most = decimal(schema, "maximum");
        BigDecimal below = decimal(schema, "exclusiveMaximum");
        if (below == null) return most;
        BigDecimal next = below.subtract(grain);
        return most == null || most.compareTo(next) > 0 ? next : most;
    }

    private static @Nullable BigDecimal decimal(JsonNode schema, String key) {
        JsonNode value = schema.path(key);
        return value.isNumber() ? value.decimalValue() : null;
    }

    /** Keywords a value may fail that was made without looking at them. */
    static boolean isHard(JsonNode schema) {
        Set<String> hard = Set.of("oneOf", "anyOf", "allOf", "not", "if", "pattern", "contains", "dependentRequired",
                "dependentSchemas", "propertyNames", "patternProperties", "uniqueItems", "format", "$ref",
                "unevaluatedProperties", "multipleOf");
        return hard.stream().anyMatch(key -> schema.findValue(key) != null);
    }
}
