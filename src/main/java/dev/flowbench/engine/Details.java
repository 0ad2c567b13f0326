package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects of a few keys, for decisions. */
final class Details {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Details() {}

    /** An object of keys and values in turn; a null value is left out. */
    static ObjectNode of(@Nullable Object... keysAndValues) {
        ObjectNode object = JSON.objectNode();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            @Nullable Object value = keysAndValues[i + 1];
            if (value != null) {
                object.set(String.valueOf(keysAndValues[i]), json(value));
            }
        }
        return object;
    }

    /** Values by port in a fixed order: the JDK's own small maps change theirs from one process to the next. */
    static Map<String, JsonNode> ports(String port, JsonNode value, String other, JsonNode otherValue) {
        var ports = new LinkedHashMap<String, JsonNode>(4);
        ports.put(port, value);
        ports.put(other, otherValue);
        return ports;
    }

    /** A value in a message: its beginning. */
    static String shortened(@Nullable JsonNode value) {
        String text = value == null ? "null" : value.isTextual() ? '"' + value.textValue() + '"' : value.toString();
        return text.length() <= 120 ? text : text.substring(0, 119) + "…";
    }

    private static JsonNode json(Object value) {
        return switch (value) {
            case JsonNode node -> node;
            case Integer number -> JSON.numberNode(number);
            case Long number -> JSON.numberNode(number);
            case Double number -> JSON.numberNode(number);
            case Boolean truth -> JSON.booleanNode(truth);
            case Object other -> JSON.textNode(other.toString());
        };
    }
}
