package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ToolReply;
import java.util.List;

/** Keeps of a tool's result what the document wants of it, and no more than its cap lets through. */
public final class Trimming {
    private Trimming() {}

    /**
     * The fields that are kept, then as much of them as fits: a text loses its end, a list its last items, an object the
     * ends of its largest values and at last its last fields. Of a list of objects each keeps the fields.
     *
     * @param fields names, inner ones with dots; empty for all
     * @param maxChars the most characters: of a text itself, of anything else as JSON
     */
    static ToolReply trim(JsonNode value, List<String> fields, int maxChars) {
        return trim(value, fields, maxChars, false);
    }

    /** The same of a result that may be made up. */
    static ToolReply trim(JsonNode value, List<String> fields, int maxChars, boolean simulated) {
        JsonNode kept = fields.isEmpty() ? value : only(value, fields);
        JsonNode cut = fit(kept, maxChars);
        return new ToolReply(cut, cut == value ? 0 : Math.max(0, size(value) - size(cut)), simulated);
    }

    /**
     * The fields that are kept of an object; of a list of objects each keeps them.
     *
     * @param fields names, inner ones with dots
     */
    public static JsonNode only(JsonNode value, List<String> fields) {
        if (value.isArray()) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode(value.size());
            value.forEach(item -> all.add(only(item, fields)));
            return all;
        }
        if (!value.isObject()) {
            return value;
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        for (String field : fields) {
            keep(value, field, kept);
        }
        return kept;
    }

    private static void keep(JsonNode from, String path, ObjectNode into) {
        JsonNode whole = from.get(path);
        int dot = path.indexOf('.');
        if (whole != null || dot < 0) {
            if (whole != null) {
                into.set(path, whole);
            }
            return;
        }
        String name = path.substring(0, dot);
        if (from.get(name) instanceof ObjectNode inner) {
            keep(inner, path.substring(dot + 1), into.get(name) instanceof ObjectNode there
                    ? there
                    : into.putObject(name));
        }
    }

    private static int size(JsonNode value) {
        return value.isTextual() ? value.textValue().length() : value.toString().length();
    }

    /** As much of a value as fits into so many characters; the same value if all of it does. */
    static JsonNode fit(JsonNode value, int maxChars) {
        if (size(value) <= maxChars) {
            return value;
        }
        if (value.isTextual()) {
            return TextNode.valueOf(start(value.textValue(), maxChars));
        }
        if (value instanceof ArrayNode list) {
            return fit(list, maxChars);
        }
        return value instanceof ObjectNode object ? fit(object, maxChars) : JsonNodeFactory.instance.nullNode();
    }

    private static ArrayNode fit(ArrayNode list, int maxChars) {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        int room = maxChars - 2;
        for (JsonNode item : list) {
            int needs = item.toString().length() + (kept.isEmpty() ? 0 : 1);
            if (needs > room) {
                break;
            }
            kept.add(item);
            room -= needs;
        }
        return kept;
    }

    private static ObjectNode fit(ObjectNode object, int maxChars) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        kept.setAll(object);
        for (int over = kept.toString().length() - maxChars; over > 0; over = kept.toString().length() - maxChars) {
            String largest = "";
            String last = "";
            int most = 0;
            for (var field : kept.properties()) {
                int length = field.getValue().toString().length();
                if (length > most && (field.getValue().isContainerNode() || field.getValue().isTextual())) {
                    most = length;
                    largest = field.getKey();
                }
                last = field.getKey();
            }
            JsonNode before = kept.path(largest);
            // Quotes and escapes of a text count as well: what was over may shrink by less than was cut.
            JsonNode after = most == 0 ? before : fit(before, Math.max(0, Math.min(size(before), most) - over));
            if (most == 0 || after.toString().length() >= before.toString().length()) {
                kept.remove(last);
                if (kept.isEmpty()) {
                    return kept;
                }
            } else {
                kept.set(largest, after);
            }
        }
        return kept;
    }

    /** The first characters, without half of one at the end. */
    static String start(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = length > 0 && Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, Math.max(0, end));
    }
}
