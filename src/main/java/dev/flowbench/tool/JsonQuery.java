package dev.flowbench.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;
import java.util.List;

/** Picks values out of a JSON value by a path. */
final class JsonQuery implements Tool {
    private static final Definition DEFINITION = Json.definition("json-query", EffectClass.PURE);
    private static final int MAX_TEXT = 4_000_000;

    @Override
    public Definition definition() {
        return DEFINITION;
    }

    @Override
    public JsonNode call(JsonNode arguments, Call call) throws ToolException {
        try {
            JsonPath path = JsonPath.of(Json.text(arguments, "path"));
            List<JsonNode> found = path.find(value(arguments.path("value")));
            var result = Json.object();
            result.set("value", found.isEmpty() ? JsonNodeFactory.instance.nullNode() : found.getFirst());
            result.putArray("values").addAll(found);
            return result.put("count", found.size());
        } catch (JsonPath.Fault e) {
            throw ToolTexts.fault(e, e.key().equals("path.work") ? ErrorCode.TOO_LARGE : ErrorCode.BAD_ARGUMENTS,
                    e.key(), Integer.toString(e.position()));
        }
    }

    /** Models answer in text: text is read as JSON first. */
    private static JsonNode value(JsonNode given) throws ToolException {
        if (given.isMissingNode()) {
            throw ToolTexts.fault(ErrorCode.BAD_ARGUMENTS, "argument.missing", "value");
        }
        if (!given.isTextual()) {
            return given;
        }
        if (given.textValue().length() > MAX_TEXT) {
            throw ToolTexts.fault(ErrorCode.TOO_LARGE, "json.large", Integer.toString(MAX_TEXT));
        }
        try {
            JsonNode value = Json.read(given.textValue());
            if (!value.isMissingNode()) {
                return value;
            }
            throw ToolTexts.fault(ErrorCode.BAD_ARGUMENTS, "json.text", "1", "1");
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            throw ToolTexts.fault(e, ErrorCode.BAD_ARGUMENTS, "json.text",
                    Integer.toString(place == null ? 1 : place.getLineNr()),
                    Integer.toString(place == null ? 1 : place.getColumnNr()));
        }
    }
}
