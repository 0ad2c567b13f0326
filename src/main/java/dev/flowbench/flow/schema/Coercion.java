package dev.flowbench.flow.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what people type on the command line or in a form into the value a schema asks for. */
public final class Coercion {

    // Decimals keep the digits as typed: 0.70 stays 0.70.
    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

    private static final int MAX_NUMBER_LENGTH = 100;

    private Coercion() {
    }

    /**
     * Reads a text by the type its schema names; see {@link #parseInput(String, String, JsonNode)}. An error names the
     * field by the schema's title.
     *
     * @param text           what was typed
     * @param propertySchema the field's schema
     * @return the value
     * @throws SchemaException if the text is not of that type
     */
    public static JsonNode parseInput(String text, JsonNode propertySchema) throws SchemaException {
        return parseInput(propertySchema.path("title").asText(""), text, propertySchema);
    }

    /**
     * Reads a text by the type its schema names. Text is taken as it is; numbers, true and false may have blanks around
     * them; lists and objects are JSON. Of several types the first that fits wins, text last. Without a type, a value of
     * the schema's {@code enum}, else JSON if it is JSON, else text. Nothing but the type is checked.
     *
     * @param field          the field's name, for the error; may be empty
     * @param text           what was typed
     * @param propertySchema the field's schema
     * @return the value
     * @throws SchemaException if the text is not of that type
     */
    public static JsonNode parseInput(String field, String text, JsonNode propertySchema) throws SchemaException {
        var types = types(propertySchema.path("type"));
        if (types.isEmpty()) {
            return untyped(text, propertySchema.path("enum"));
        }
        for (var type : types) {
            if (!type.equals("string")) {
                var value = parse(type, text.strip());
                if (value != null) {
                    return value;
                }
            }
        }
        if (types.contains("string")) {
            return TextNode.valueOf(text);
        }
        var wanted = types.stream().map(type -> Messages.text("INPUT_" + type)).toList();
        var named = field.isEmpty() ? Messages.text("VALUE_ROOT") : "'" + field + "'";
        var pointer = field.isEmpty() ? "" : "/" + field.replace("~", "~0").replace("/", "~1");
        throw new SchemaException(pointer, "INPUT_WRONG", named, String.join(Messages.text("VALUE_OR"), wanted),
                text.length() <= 40 ? text : text.substring(0, 40) + "…");
    }

    private static List<String> types(JsonNode type) {
        var types = new ArrayList<String>();
        for (var name : type.isArray() ? type : List.of(type)) {
            if (Messages.has("INPUT_" + name.asText())) {
                types.add(name.asText());
            }
        }
        return types;
    }

    private static JsonNode untyped(String text, JsonNode choices) {
        var json = json(text.strip());
        for (var choice : choices) {
            if (choice.isTextual() && choice.textValue().equals(text)) {
                return choice;
            }
            if (choice.equals(json)) {
                return choice;
            }
        }
        return json == null ? TextNode.valueOf(text) : json;
    }

    private static @Nullable JsonNode parse(String type, String text) {
        return switch (type) {
            case "boolean" -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                    ? BooleanNode.valueOf(text.equalsIgnoreCase("true"))
                    : null;
            case "null" -> text.equals("null") ? NullNode.getInstance() : null;
            case "integer", "number" -> number(text, type.equals("integer"));
            default -> {
                var value = json(text);
                yield value != null && (type.equals("array") ? value.isArray() : value.isObject()) ? value : null;
            }
        };
    }

    private static @Nullable JsonNode number(String text, boolean whole) {
        var value = text.length() > MAX_NUMBER_LENGTH ? null : json(text.startsWith("+") ? text.substring(1) : text);
        if (value == null || !value.isNumber() || !Double.isFinite(value.doubleValue())) {
            return null;
        }
        return whole && !value.isIntegralNumber() ? null : value;
    }

    private static @Nullable JsonNode json(String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
