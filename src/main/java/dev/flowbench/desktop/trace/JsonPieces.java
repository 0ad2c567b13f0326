package dev.flowbench.desktop.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON as people read it: indented, and in pieces of one colour each. */
final class JsonPieces {
    private static final int LONGEST = 500_000;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectWriter WRITER = MAPPER.writer(new DefaultPrettyPrinter(
            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(new DefaultIndenter("  ", "\n")).withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private JsonPieces() {
    }

    /** A stretch of one colour. */
    record Piece(String text, Colour colour) {}

    /** What a stretch is. */
    enum Colour {
        PLAIN,
        KEY,
        STRING,
        NUMBER
    }

    /** The text indented, if it is a JSON object or list of a size that people read; empty for any other text. */
    static Optional<String> pretty(String text) {
        String stripped = text.strip();
        if (stripped.length() < 2 || stripped.length() > LONGEST
                || stripped.charAt(0) != '{' && stripped.charAt(0) != '[') {
            return Optional.empty();
        }
        try {
            return Optional.of(WRITER.writeValueAsString(MAPPER.readTree(stripped)));
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    static String pretty(JsonNode value) {
        try {
            return WRITER.writeValueAsString(value);
        } catch (JsonProcessingException _) {
            return value.toString();
        }
    }

    /** The pieces of a beginning of indented JSON; it may end anywhere. */
    static List<Piece> pieces(String json) {
        List<Piece> pieces = new ArrayList<>();
        int plain = 0;
        int i = 0;
        while (i < json.length()) {
            char c = json.charAt(i);
            int end;
            Colour colour;
            if (c == '"') {
                end = string(json, i);
                colour = end < json.length() && json.charAt(end) == ':' ? Colour.KEY : Colour.STRING;
            } else if (Character.isLetterOrDigit(c) || c == '-') {
                end = word(json, i);
                colour = Colour.NUMBER;
            } else {
                i++;
                continue;
            }
            if (plain < i) {
                pieces.add(new Piece(json.substring(plain, i), Colour.PLAIN));
            }
            pieces.add(new Piece(json.substring(i, end), colour));
            i = end;
            plain = end;
        }
        if (plain < json.length()) {
            pieces.add(new Piece(json.substring(plain), Colour.PLAIN));
        }
        return pieces;
    }

    private static int string(String json, int from) {
        int i = from + 1;
        while (i < json.length() && json.charAt(i) != '"') {
            i += json.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(json.length(), i + 1);
    }

    private static int word(String json, int from) {
        int i = from;
        while (i < json.length() && (Character.isLetterOrDigit(json.charAt(i)) || "+-.".indexOf(json.charAt(i)) >= 0)) {
            i++;
        }
        return i;
    }
}
