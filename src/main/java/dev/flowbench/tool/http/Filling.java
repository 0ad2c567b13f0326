package dev.flowbench.tool.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.text.Template;
import dev.flowbench.flow.text.TextException;
import dev.flowbench.tool.ToolTexts;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Fills the templates of a request with arguments. */
final class Filling {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final int DEEPEST = 50;

    private Filling() {}

    static Template parse(String tool, String part, String text) throws ToolException {
        try {
            return Template.parse(text);
        } catch (TextException e) {
            throw ToolTexts.fault(e, ErrorCode.TEXT, "http.template", tool, part, e.getMessage());
        }
    }

    /** The text with values as they are. */
    static String plain(String tool, String part, Template template, JsonNode arguments) throws ToolException {
        try {
            return template.render(arguments::get);
        } catch (TextException e) {
            throw ToolTexts.fault(e, ErrorCode.BAD_ARGUMENTS, "http.value", tool, part, e.getMessage());
        }
    }

    /**
     * The text with values percent-encoded. A list or an object stands there only item by item, as a section takes it:
     * as a whole it shows in the text by its brackets, which no encoded text has.
     */
    static String encoded(String tool, String part, Template template, JsonNode arguments) throws ToolException {
        if (template.constant()) {
            return plain(tool, part, template, arguments);
        }
        return plain(tool, part, template, encoded(tool, arguments, 0));
    }

    private static JsonNode encoded(String tool, JsonNode value, int depth) throws ToolException {
        if (depth > DEEPEST) {
            throw ToolTexts.fault(ErrorCode.BAD_ARGUMENTS, "http.deep", tool);
        }
        switch (value) {
            case ObjectNode object -> {
                ObjectNode all = JsonNodeFactory.instance.objectNode();
                for (var field : object.properties()) {
                    all.set(field.getKey(), encoded(tool, field.getValue(), depth + 1));
                }
                return all;
            }
            case ArrayNode list -> {
                ArrayNode all = JsonNodeFactory.instance.arrayNode();
                for (JsonNode item : list) {
                    all.add(encoded(tool, item, depth + 1));
                }
                return all;
            }
            default -> {
                return value.isTextual()
                        ? TextNode.valueOf(percent(value.textValue()))
                        : value.isNumber() ? TextNode.valueOf(percent(value.asText())) : value;
            }
        }
    }

    /** All but unreserved characters as the bytes of their UTF-8. */
    static String percent(String text) {
        var out = new StringBuilder(text.length() + 16);
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (one & 0xff);
            if (UNRESERVED.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(Character.toUpperCase(Character.forDigit(one >> 4 & 0xf, 16)))
                        .append(Character.toUpperCase(Character.forDigit(one & 0xf, 16)));
            }
        }
        return out.toString();
    }

    /** A control character in a text; null for none. */
    static @Nullable Integer control(String text) {
        return text.codePoints().filter(c -> c < 0x20 || c >= 0x7f && c < 0xa0).boxed().findFirst().orElse(null);
    }
}
