package dev.flowbench.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Kind;
import java.util.Map;

/** The beginning of a value as one line. */
final class Preview {
    private static final int LENGTH = 160;

    private Preview() {
    }

    static String of(Map<String, JsonNode> values) {
        if (values.isEmpty()) {
            return "";
        }
        JsonNode result = values.get(Kind.RESULT);
        return of(result != null ? result : values.values().iterator().next());
    }

    static String of(JsonNode value) {
        return switch (value.getNodeType()) {
            case MISSING, NULL -> "";
            case STRING -> line(value.textValue());
            case NUMBER, BOOLEAN, BINARY, POJO -> value.asText();
            case OBJECT, ARRAY -> {
                StringBuilder line = new StringBuilder();
                structure(value, line);
                yield line.toString();
            }
        };
    }

    /** Only as much of a large value is looked at as is shown. */
    private static void structure(JsonNode value, StringBuilder line) {
        String separator = "";
        if (value.isObject()) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                if (line.length() >= LENGTH) {
                    line.append('…');
                    return;
                }
                line.append(separator).append(field.getKey()).append(": ").append(inner(field.getValue()));
                separator = ", ";
            }
        } else {
            for (JsonNode item : value) {
                if (line.length() >= LENGTH) {
                    line.append('…');
                    return;
                }
                line.append(separator).append(inner(item));
                separator = ", ";
            }
        }
    }

    private static String inner(JsonNode value) {
        return value.isObject() ? "{…}" : value.isArray() ? "[" + value.size() + "]" : of(value);
    }

    static String line(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), LENGTH));
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                space = !line.isEmpty();
                continue;
            }
            if (line.length() >= LENGTH && !Character.isLowSurrogate(c)) {
                return line.append('…').toString();
            }
            if (space) {
                line.append(' ');
                space = false;
            }
            line.append(c);
        }
        return line.toString();
    }
}
