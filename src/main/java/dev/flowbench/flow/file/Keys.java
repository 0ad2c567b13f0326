package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.Extras;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The keys of one object of the file, taken one after another; what is left are its extras. */
final class Keys {
    private final Map<String, JsonNode> left = new LinkedHashMap<>();

    Keys(JsonNode object) {
        object.properties().forEach(entry -> left.put(entry.getKey(), entry.getValue()));
    }

    Map<String, JsonNode> left() {
        return left;
    }

    /** Notes what came of a key's value: what could not be read stays. */
    void took(String key, Codec.Decoded decoded) {
        if (decoded.rest() == null) {
            left.remove(key);
        } else {
            left.put(key, decoded.rest());
        }
    }

    Extras extras() {
        return Extras.of(left);
    }

    /**
     * Writes extras behind the keys that are written already. Of a key that was read in part, the rest joins what was
     * written; of one that has been set since, it goes.
     */
    static void write(Extras extras, ObjectNode to, Codec.Style style) {
        Map<String, JsonNode> values = style == Codec.Style.MEANING ? new TreeMap<>(extras.values()) : extras.values();
        values.forEach((key, value) -> {
            if (style == Codec.Style.MEANING && RecordCodec.WORDS.contains(key)) {
                return;
            }
            JsonNode written = to.get(key);
            if (written == null) {
                to.set(key, value);
            } else if (written instanceof ObjectNode object && value.isObject()) {
                value.properties().forEach(entry -> object.putIfAbsent(entry.getKey(), entry.getValue()));
            } else if (written instanceof Printer.Lines lines && value instanceof ArrayNode rest) {
                lines.addAll(rest);
            }
        });
    }
}
