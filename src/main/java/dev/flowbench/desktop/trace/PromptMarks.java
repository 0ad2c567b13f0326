package dev.flowbench.desktop.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.flow.text.Template;
import dev.flowbench.flow.text.TextException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which parts of a prompt came from variables. The template is filled once more with values between marks of our own, and
 * what comes out must be the prompt that was sent, letter by letter; else nothing is marked rather than something wrong.
 */
final class PromptMarks {
    /** Letters for private use, which no prompt holds; if one does, nothing is marked. */
    private static final char OPEN = '\uF8F0';
    private static final char CLOSE = '\uF8F1';
    private static final int DEEPEST = 20;

    private PromptMarks() {
    }

    /**
     * A stretch of a text that came from a variable.
     *
     * @param from its first character
     * @param to behind its last one
     */
    record Mark(int from, int to) {}

    /** The marks of a text that was made of that template and those values; empty where that cannot be told. */
    static List<Mark> of(String template, Map<String, JsonNode> values, String sent) {
        if (sent.indexOf(OPEN) >= 0 || sent.indexOf(CLOSE) >= 0 || !template.contains("{{")) {
            return List.of();
        }
        try {
            String filled = Template.parse(template).render(name -> {
                JsonNode value = values.get(name);
                return value == null ? null : wrapped(value, 0);
            });
            return read(filled, sent);
        } catch (TextException _) {
            return List.of();
        }
    }

    private static List<Mark> read(String filled, String sent) {
        List<Mark> marks = new ArrayList<>();
        int at = 0;
        int open = -1;
        int depth = 0;
        for (int i = 0; i < filled.length(); i++) {
            char c = filled.charAt(i);
            if (c == OPEN) {
                if (depth++ == 0) {
                    open = at;
                }
            } else if (c == CLOSE) {
                if (--depth == 0 && at > open) {
                    marks.add(new Mark(open, at));
                }
            } else if (at >= sent.length() || sent.charAt(at++) != c) {
                return List.of();
            }
        }
        return at == sent.length() ? marks : List.of();
    }

    /** What a section asks of a value stays as it is: nothing stays nothing. */
    private static JsonNode wrapped(JsonNode value, int depth) {
        return switch (value.getNodeType()) {
            case STRING -> value.textValue().isEmpty() ? value : text(value.textValue());
            case NUMBER -> text(value.asText());
            case OBJECT -> {
                if (depth > DEEPEST) {
                    yield value;
                }
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                value.properties().forEach(field -> object.set(field.getKey(), wrapped(field.getValue(), depth + 1)));
                yield object;
            }
            case ARRAY -> {
                if (depth > DEEPEST) {
                    yield value;
                }
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                value.forEach(item -> array.add(wrapped(item, depth + 1)));
                yield array;
            }
            case BOOLEAN, NULL, MISSING, BINARY, POJO -> value;
        };
    }

    private static TextNode text(String text) {
        return new TextNode(OPEN + text + CLOSE);
    }
}
