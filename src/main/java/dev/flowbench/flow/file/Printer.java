package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;

/** The canonical text of JSON: two-space indent, short lists of scalars on one line, one key a line. */
final class Printer {
    /** Longest line that a list of scalars may make; beyond it each entry has its own line. */
    private static final int LINE = 100;

    /** A list whose entries always have a line each, such as wires: a diff then shows the one that changed. */
    static final class Lines extends ArrayNode {
        private static final long serialVersionUID = 1L;

        Lines() {
            super(JsonNodeFactory.instance);
        }
    }

    private final StringBuilder out = new StringBuilder(4096);

    private Printer() {}

    static String print(JsonNode value) {
        var printer = new Printer();
        printer.value(value, 0);
        return printer.out.append('\n').toString();
    }

    /** Recursion is as deep as the value, which {@link Json#MAX_DEPTH} bounds for all that was read. */
    private void value(JsonNode value, int depth) {
        switch (value) {
            case ObjectNode object -> object(object, depth);
            case ArrayNode array -> array(array, depth);
            default -> scalar(value);
        }
    }

    private void object(ObjectNode object, int depth) {
        if (object.isEmpty()) {
            out.append("{}");
            return;
        }
        out.append('{');
        String separator = "";
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            out.append(separator);
            separator = ",";
            line(depth + 1);
            quote(entry.getKey());
            out.append(": ");
            value(entry.getValue(), depth + 1);
        }
        line(depth);
        out.append('}');
    }

    private void array(ArrayNode array, int depth) {
        if (array.isEmpty()) {
            out.append("[]");
            return;
        }
        if (!(array instanceof Lines) && onOneLine(array)) {
            return;
        }
        out.append('[');
        for (Iterator<JsonNode> each = array.iterator(); each.hasNext();) {
            line(depth + 1);
            value(each.next(), depth + 1);
            if (each.hasNext()) {
                out.append(',');
            }
        }
        line(depth);
        out.append(']');
    }

    private boolean onOneLine(ArrayNode array) {
        int mark = out.length();
        int room = LINE - (mark - out.lastIndexOf("\n") - 1);
        out.append('[');
        for (int i = 0; i < array.size(); i++) {
            if (array.get(i).isContainerNode() || out.length() - mark > room) {
                out.setLength(mark);
                return false;
            }
            out.append(i == 0 ? "" : ", ");
            scalar(array.get(i));
        }
        out.append(']');
        if (out.length() - mark > room) {
            out.setLength(mark);
            return false;
        }
        return true;
    }

    private void scalar(JsonNode value) {
        if (value.isTextual()) {
            quote(value.textValue());
        } else if (value.isNumber() && Double.isFinite(value.doubleValue()) || value instanceof NumberText
                || value.isBigDecimal() || value.isBigInteger()) {
            out.append(value.asText());
        } else {
            out.append(value.isBoolean() ? value.asText() : "null");
        }
    }

    private void line(int depth) {
        out.append('\n');
        for (int i = 0; i < depth; i++) {
            out.append("  ");
        }
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || c == '\u007f' || isLone(text, i)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** Half of a surrogate pair alone has no UTF-8 form. */
    private static boolean isLone(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
