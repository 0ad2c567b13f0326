package dev.flowbench.tool.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.text.Span;
import dev.flowbench.flow.text.Template;
import dev.flowbench.net.Content;
import dev.flowbench.tool.Json;
import dev.flowbench.tool.ToolTexts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a request sends. */
sealed interface Body {
    /** The body with arguments in it. */
    Content filled(JsonNode arguments) throws ToolException;

    /**
     * Reads a body.
     *
     * @param type its media type as the headers say it; null where they say nothing: then one that begins like JSON is JSON
     */
    static Body of(String tool, String text, @Nullable String type) throws ToolException {
        String kind = type == null ? "" : type.toLowerCase(Locale.ROOT);
        String start = text.stripLeading();
        if (kind.contains("json") || kind.isEmpty() && (start.startsWith("{") || start.startsWith("["))) {
            return JsonBody.of(tool, text, type == null ? "application/json" : type);
        }
        return new TextBody(tool, Filling.parse(tool, "body", text), type == null ? "text/plain; charset=utf-8" : type,
                kind.contains("x-www-form-urlencoded"));
    }

    /** Text; of a form each value is percent-encoded. */
    record TextBody(String tool, Template template, String type, boolean form) implements Body {
        @Override
        public Content filled(JsonNode arguments) throws ToolException {
            String text = form
                    ? Filling.encoded(tool, "body", template, arguments)
                    : Filling.plain(tool, "body", template, arguments);
            return Content.of(type, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * JSON whose shape is the document's own. A tag outside of quotes is a value of any kind; a field whose value is not given
     * is left out. A tag inside quotes is a part of that text. So no value can add a field, or leave its text.
     *
     * @param shape texts that begin with {@link #MARK} stand for tags by number
     */
    record JsonBody(String tool, JsonNode shape, List<String> tags, String type) implements Body {
        private static final char MARK = '\uE000';

        static JsonBody of(String tool, String text, String type) throws ToolException {
            var tags = new ArrayList<String>();
            var json = new StringBuilder();
            boolean quoted = false;
            int at = 0;
            List<Span> spans = Filling.parse(tool, "body", text).spans();
            int next = 0;
            while (at < text.length()) {
                @Nullable Span span = next < spans.size() ? spans.get(next) : null;
                char c = text.charAt(at);
                if (span != null && span.start() == at) {
                    next++;
                    at = span.end();
                    if (quoted) {
                        json.append(text, span.start(), span.end());
                    } else if (span.kind() == Span.Kind.VARIABLE) {
                        json.append('"').append(MARK).append(tags.size()).append('"');
                        tags.add(span.name());
                    } else if (span.kind() != Span.Kind.COMMENT) {
                        throw ToolTexts.fault(ErrorCode.TEXT, "http.section", tool);
                    }
                    continue;
                }
                if (quoted && c == '\\' && at + 1 < text.length()) {
                    json.append(c).append(text.charAt(at + 1));
                    at += 2;
                    continue;
                }
                quoted ^= c == '"';
                json.append(c);
                at++;
            }
            try {
                return new JsonBody(tool, Json.read(json.toString()), List.copyOf(tags), type);
            } catch (JsonProcessingException e) {
                throw ToolTexts.fault(e, ErrorCode.TEXT, "http.body", tool, ToolTexts.shown(e.getOriginalMessage()));
            }
        }

        @Override
        public Content filled(JsonNode arguments) throws ToolException {
            @Nullable JsonNode value = fill(shape, arguments);
            return Content.of(type, (value == null ? "null" : value.toString()).getBytes(StandardCharsets.UTF_8));
        }

        /** Null where it is a tag whose value is not given. */
        private @Nullable JsonNode fill(JsonNode part, JsonNode arguments) throws ToolException {
            switch (part) {
                case ObjectNode object -> {
                    ObjectNode all = JsonNodeFactory.instance.objectNode();
                    for (var field : object.properties()) {
                        @Nullable JsonNode value = fill(field.getValue(), arguments);
                        if (value != null) {
                            all.set(field.getKey(), value);
                        }
                    }
                    return all;
                }
                case ArrayNode list -> {
                    ArrayNode all = JsonNodeFactory.instance.arrayNode();
                    for (JsonNode item : list) {
                        @Nullable JsonNode value = fill(item, arguments);
                        if (value != null) {
                            all.add(value);
                        }
                    }
                    return all;
                }
                default -> {
                    return part.isTextual() ? text(part.textValue(), arguments) : part;
                }
            }
        }

        private @Nullable JsonNode text(String text, JsonNode arguments) throws ToolException {
            if (!text.isEmpty() && text.charAt(0) == MARK) {
                @Nullable JsonNode value = arguments;
                for (String field : tags.get(Integer.parseInt(text.substring(1))).split("\\.", -1)) {
                    value = value == null || !value.isObject() ? null : value.get(field);
                }
                return value;
            }
            return text.contains("{{")
                    ? TextNode.valueOf(Filling.plain(tool, "body", Filling.parse(tool, "body", text), arguments))
                    : part(text);
        }

        private static JsonNode part(String text) {
            return TextNode.valueOf(text);
        }
    }
}
