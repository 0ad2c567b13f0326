package dev.flowbench.flow.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;

/** How a value reads inside a text, and whether a section takes it for something or for nothing. */
final class JsonText {

    private JsonText() {
    }

    /** {@return text as it is, numbers and booleans as their text, objects and lists as compact JSON, null as nothing} */
    static String of(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.textValue();
            case NULL, MISSING -> "";
            case NUMBER, BOOLEAN -> value.asText();
            case ARRAY, OBJECT, BINARY, POJO -> value.toString();
        };
    }

    /**
     * {@return whether a section on this value is left out} Null, false, the empty text and the empty list are nothing.
     * Zero is something: a score of 0 is a score, and a prompt that drops it is wrong without a word. So are the empty
     * object and a text of blanks.
     */
    static boolean isNothing(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL, MISSING -> true;
            case BOOLEAN -> !value.booleanValue();
            case STRING -> value.textValue().isEmpty();
            case ARRAY -> value.isEmpty();
            case NUMBER, OBJECT, BINARY, POJO -> false;
        };
    }

    /** {@return whether it is a whole number that the expression language takes as one} */
    static boolean isWhole(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong();
    }

    /** {@return the node that reading the number from JSON would give} */
    static JsonNode whole(long value) {
        return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
    }

    /** {@return the value for a message: what it is, and its first characters} */
    static String described(JsonNode value) {
        var kind = Messages.text("KIND_" + value.getNodeType().name());
        var text = value.isContainerNode() || value.isNull() ? "" : value.asText();
        if (text.isEmpty()) {
            return kind;
        }
        return kind + " " + (text.length() <= 30 ? text : text.substring(0, 30) + "…");
    }
}
