package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/** A list. One entry that cannot be read makes the whole list unread: half a prompt is no prompt. */
record ListCodec(Codec element) implements Codec {
    @Override
    public Decoded decode(JsonNode json, At at, Report report) {
        if (!json.isArray()) {
            report.wrongType(at, "list", json);
            return new Decoded(null, json);
        }
        var values = new ArrayList<Object>(json.size());
        for (int i = 0; i < json.size(); i++) {
            Decoded decoded = element.decode(json.get(i), at.child(i), report);
            if (decoded.value() != null && decoded.rest() == null) {
                values.add(decoded.value());
            }
        }
        return values.size() == json.size() ? new Decoded(values, null) : new Decoded(null, json);
    }

    @Override
    public JsonNode encode(Object value, Style style) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Object each : (List<?>) value) {
            array.add(element.encode(each, style));
        }
        return array;
    }
}
