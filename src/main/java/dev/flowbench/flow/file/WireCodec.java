package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.flow.Wire;
import java.util.Optional;

/** A wire as its one line. */
record WireCodec() implements Codec {
    @Override
    public Decoded decode(JsonNode json, At at, Report report) {
        Optional<Wire> wire = json.isTextual() ? Wire.parse(json.textValue()) : Optional.empty();
        if (wire.isEmpty()) {
            report.error(at, "BAD_WIRE", Report.described(json));
            return new Decoded(null, json);
        }
        return new Decoded(wire.get(), null);
    }

    @Override
    public JsonNode encode(Object value, Style style) {
        return TextNode.valueOf(value.toString());
    }
}
