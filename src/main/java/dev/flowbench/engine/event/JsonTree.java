package dev.flowbench.engine.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;

/**
 * Values to and from a stream. A value that is read prints as the one that was written: {@code 0.70} stays
 * {@code 0.70}, so that a run taken up from its journal makes the same prompts.
 */
final class JsonTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

    private JsonTree() {
    }

    static void write(JsonGenerator out, JsonNode value) throws IOException {
        switch (value.getNodeType()) {
            case STRING -> out.writeString(value.textValue());
            case BOOLEAN -> out.writeBoolean(value.booleanValue());
            case NULL, MISSING -> out.writeNull();
            case NUMBER -> writeNumber(out, value);
            case OBJECT -> {
                out.writeStartObject();
                for (Map.Entry<String, JsonNode> field : value.properties()) {
                    out.writeFieldName(field.getKey());
                    write(out, field.getValue());
                }
                out.writeEndObject();
            }
            case ARRAY -> {
                out.writeStartArray();
                for (int i = 0; i < value.size(); i++) {
                    write(out, value.get(i));
                }
                out.writeEndArray();
            }
            case BINARY, POJO -> out.writeString(value.asText());
        }
    }

    private static void writeNumber(JsonGenerator out, JsonNode value) throws IOException {
        switch (value.numberType()) {
            case INT -> out.writeNumber(value.intValue());
            case LONG -> out.writeNumber(value.longValue());
            case BIG_INTEGER -> out.writeNumber(value.bigIntegerValue());
            // By its text: as a double it prints the same, whatever the stream keeps of a float.
            case FLOAT -> out.writeNumber(Double.parseDouble(value.asText()));
            case DOUBLE -> out.writeNumber(value.doubleValue());
            case BIG_DECIMAL -> out.writeNumber(value.decimalValue());
        }
    }

    /** Reads the value at the parser's token and stands on its last one. */
    static JsonNode read(JsonParser in) throws IOException {
        JsonToken token = in.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                    in.nextToken();
                    object.set(name, read(in));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    array.add(read(in));
                }
                yield array;
            }
            case VALUE_STRING -> NODES.textNode(in.getText());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_NUMBER_INT -> switch (in.getNumberType()) {
                case INT -> NODES.numberNode(in.getIntValue());
                case LONG -> NODES.numberNode(in.getLongValue());
                case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> NODES.numberNode(in.getBigIntegerValue());
            };
            case VALUE_NUMBER_FLOAT -> {
                String text = in.getText();
                double number = in.getDoubleValue();
                yield Double.toString(number).equals(text)
                        ? NODES.numberNode(number)
                        : NODES.numberNode(in.getDecimalValue());
            }
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new EventFormatException(EventTexts.text("value.expected", String.valueOf(token)));
        };
    }
}
