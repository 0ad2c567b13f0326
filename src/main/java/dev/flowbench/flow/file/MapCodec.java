package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.Layout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An object with names of the user's own as keys. Entries that cannot be read are the rest; the others count. */
record MapCodec(Codec element) implements Codec {
    @Override
    public Decoded decode(JsonNode json, At at, Report report) {
        if (!json.isObject()) {
            report.wrongType(at, "object", json);
            return new Decoded(null, json);
        }
        var values = new LinkedHashMap<String, Object>();
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            Decoded decoded = element.decode(entry.getValue(), at.child(entry.getKey()), report);
            if (decoded.value() != null) {
                values.put(entry.getKey(), decoded.value());
            } else {
                rest.set(entry.getKey(), entry.getValue());
            }
        }
        return new Decoded(values, rest.isEmpty() ? null : rest);
    }

    @Override
    public JsonNode encode(Object value, Style style) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        Map<?, ?> map = style == Style.MEANING ? new TreeMap<>((Map<?, ?>) value) : (Map<?, ?>) value;
        map.forEach((key, each) -> object.set((String) key, element.encode(each, style)));
        return object;
    }

    /** The layout: {@code "id": [x, y]}, or {@code [x, y, width, height]} where it has a size of its own. */
    record OfLayout() implements Codec {
        private static final MapCodec BOXES = new MapCodec(new OfBox());

        @Override
        @SuppressWarnings("unchecked") // the boxes' codec gives boxes
        public Decoded decode(JsonNode json, At at, Report report) {
            Decoded boxes = BOXES.decode(json, at, report);
            return boxes.value() == null
                    ? boxes
                    : new Decoded(new Layout((Map<String, Layout.Box>) boxes.value()), boxes.rest());
        }

        @Override
        public JsonNode encode(Object value, Style style) {
            return BOXES.encode(((Layout) value).boxes(), style);
        }
    }

    private record OfBox() implements Codec {
        @Override
        public Decoded decode(JsonNode json, At at, Report report) {
            Layout.@Nullable Box box = box(json);
            if (box == null) {
                report.wrongType(at, "box", json);
                return new Decoded(null, json);
            }
            return new Decoded(box, null);
        }

        private static Layout.@Nullable Box box(JsonNode json) {
            if (!json.isArray() || json.size() != 2 && json.size() != 4) {
                return null;
            }
            for (JsonNode number : json) {
                if (!number.isInt()) {
                    return null;
                }
            }
            return json.size() == 2
                    ? new Layout.Box(json.get(0).intValue(), json.get(1).intValue())
                    : new Layout.Box(json.get(0).intValue(), json.get(1).intValue(), json.get(2).intValue(),
                            json.get(3).intValue());
        }

        @Override
        public JsonNode encode(Object value, Style style) {
            var box = (Layout.Box) value;
            ArrayNode array = JsonNodeFactory.instance.arrayNode().add(box.x()).add(box.y());
            return box.width() == 0 && box.height() == 0 ? array : array.add(box.width()).add(box.height());
        }
    }
}
