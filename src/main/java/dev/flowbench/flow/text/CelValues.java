package dev.flowbench.flow.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.NullValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

/** JSON values to CEL's and back. Whole numbers are {@code long} to CEL, all other numbers {@code double}. */
final class CelValues {

    private CelValues() {
    }

    static Object toCel(JsonNode value) {
        CelBudget.read();
        return switch (value.getNodeType()) {
            case OBJECT -> new JsonMap((ObjectNode) value);
            case ARRAY -> new JsonList((ArrayNode) value);
            case STRING -> value.textValue();
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> {
                if (JsonText.isWhole(value)) {
                    yield value.longValue(); // Boxed as Long: a conditional would make it a double.
                }
                yield value.doubleValue();
            }
            case NULL, MISSING -> NullValue.NULL_VALUE;
            case BINARY, POJO -> value.asText();
        };
    }

    /** Turns one result into JSON; counts what it makes. */
    static final class Result {

        private final String text;
        private int left = Expression.MAX_OUTPUT;

        Result(String text) {
            this.text = text;
        }

        /** {@return the result; a value that is handed on as it came is not counted} */
        JsonNode of(Object value) throws TextException {
            return switch (value) {
                case JsonMap map -> map.node();
                case JsonList list -> list.node();
                default -> toJson(value);
            };
        }

        private JsonNode toJson(Object value) throws TextException {
            spend(1);
            return switch (value) {
                case JsonMap map -> counted(map.node());
                case JsonList list -> counted(list.node());
                case Boolean answer -> BooleanNode.valueOf(answer);
                case Long number -> JsonText.whole(number);
                case UnsignedLong number -> unsigned(number);
                case Double number -> fraction(number);
                case String words -> text(words);
                case Instant time -> text(time.toString());
                case Duration time -> text(time.toString());
                case NullValue _ -> NullNode.getInstance();
                case com.google.protobuf.NullValue _ -> NullNode.getInstance();
                case List<?> list -> list(list);
                case Map<?, ?> map -> map(map);
                default -> throw new TextException(text, 0, "EXPRESSION_NOT_JSON");
            };
        }

        /** {@return the node} The same one may stand in the result many times: nothing in memory, much when written. */
        private JsonNode counted(JsonNode node) throws TextException {
            var open = new ArrayDeque<JsonNode>(List.of(node));
            while (!open.isEmpty()) {
                var next = open.pop();
                spend(1 + (next.isTextual() ? next.textValue().length() : 0));
                next.forEach(open::push);
            }
            return node;
        }

        private JsonNode unsigned(UnsignedLong number) {
            var whole = number.bigIntegerValue();
            return whole.bitLength() < Long.SIZE
                    ? JsonText.whole(whole.longValue())
                    : JsonNodeFactory.instance.numberNode(whole);
        }

        private JsonNode fraction(double number) throws TextException {
            if (!Double.isFinite(number)) {
                throw new TextException(text, 0, "EXPRESSION_NOT_FINITE");
            }
            return DoubleNode.valueOf(number);
        }

        private JsonNode text(String words) throws TextException {
            spend(words.length());
            return TextNode.valueOf(words);
        }

        private JsonNode list(List<?> list) throws TextException {
            var node = JsonNodeFactory.instance.arrayNode();
            for (var item : list) {
                node.add(toJson(item));
            }
            return node;
        }

        private JsonNode map(Map<?, ?> map) throws TextException {
            var node = JsonNodeFactory.instance.objectNode();
            for (var field : map.entrySet()) {
                var name = String.valueOf(field.getKey());
                spend(name.length());
                node.set(name, toJson(field.getValue()));
            }
            return node;
        }

        private void spend(int characters) throws TextException {
            left -= characters;
            if (left < 0) {
                throw new TextException(text, 0, "EXPRESSION_OUTPUT_TOO_LONG", Expression.MAX_OUTPUT);
            }
        }
    }
}
