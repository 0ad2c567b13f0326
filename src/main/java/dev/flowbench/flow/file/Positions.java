package dev.flowbench.flow.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Finds the line and column of a place in a document's text. The text is read again for each question: a position is asked
 * for only when a problem is shown.
 *
 * @param text the document as it was read, without a byte order mark
 */
public record Positions(String text) {
    /**
     * {@return where the value at a JSON pointer begins; where there is no such value, where the innermost value around it
     * begins}
     *
     * @param pointer an RFC 6901 pointer, "" for the whole document
     */
    public Position locate(String pointer) {
        String[] keys = pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1);
        try (JsonParser parser = Json.parser(text)) {
            JsonToken token = parser.nextToken();
            int offset = offset(parser);
            for (String key : keys) {
                String name = key.replace("~1", "/").replace("~0", "~");
                if (!(token == JsonToken.START_OBJECT ? enterObject(parser, name) : enterArray(parser, token, name))) {
                    break;
                }
                token = parser.currentToken();
                offset = offset(parser);
            }
            return Position.at(text, offset);
        } catch (IOException _) {
            return new Position(1, 1); // The text was read before; what cannot be read has no places.
        }
    }

    private static int offset(JsonParser parser) {
        return (int) Math.max(0, parser.currentTokenLocation().getCharOffset());
    }

    private static boolean enterObject(JsonParser parser, String name) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = parser.currentName().equals(name);
            parser.nextToken();
            if (found) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    private static boolean enterArray(JsonParser parser, JsonToken token, String name) throws IOException {
        if (token != JsonToken.START_ARRAY || !name.matches("[0-9]{1,9}")) {
            return false;
        }
        for (int left = Integer.parseInt(name); parser.nextToken() != JsonToken.END_ARRAY; left--) {
            if (left == 0) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }
}
