package dev.flowbench.flow.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * JSON text to values and back, with number text kept ({@code 0.70} stays {@code 0.70}), keys unique, and depth and sizes
 * bounded. For any thread.
 */
public final class Json {
    /** How deep objects and lists may stand in each other: room for 250 frames of a workflow. */
    public static final int MAX_DEPTH = 1_000;
    /** The longest text, in characters. */
    public static final int MAX_STRING = 5_000_000;
    /** The most values, names and brackets together. */
    public static final int MAX_TOKENS = 5_000_000;
    /** The longest name and the longest number, in characters. */
    public static final int MAX_NAME = 1_000;

    /** Beyond this, arithmetic on the number would take memory without end. */
    private static final int MAX_EXPONENT_DIGITS = 4;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH + 1)
                    .maxStringLength(MAX_STRING)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(MAX_NAME)
                    .maxTokenCount(MAX_TOKENS)
                    .build())
            // Names of a hostile file must not stay in the table of the whole program.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private Json() {}

    /**
     * Reads one JSON value.
     *
     * @throws UnreadableDocument if the text is not JSON, ends early, has a key twice in an object, or goes beyond a limit
     */
    public static JsonNode read(String text) throws UnreadableDocument {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return read(parser, text);
        } catch (StreamConstraintsException e) {
            throw new UnreadableDocument(null, position(e.getLocation(), text), "TOO_LARGE_VALUE", MAX_STRING, MAX_NAME,
                    MAX_TOKENS);
        } catch (JsonEOFException e) {
            throw new UnreadableDocument(null, Position.at(text, text.length()), "TRUNCATED");
        } catch (JsonProcessingException e) {
            throw notJson(text, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // A text in memory cannot fail to be read.
        }
    }

    /** The canonical text of a value: two-space indent, short lists of scalars on one line, a newline at the end. */
    public static String write(JsonNode value) {
        return Printer.print(value);
    }

    static JsonParser parser(String text) throws IOException {
        return FACTORY.createParser(text);
    }

    /** Reads without recursion, so that the depth of the input is never the depth of the stack. */
    private static JsonNode read(JsonParser parser, String text) throws IOException, UnreadableDocument {
        Deque<ContainerNode<?>> open = new ArrayDeque<>();
        @Nullable ContainerNode<?> top = null;
        String name = "";
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            JsonNode value;
            switch (token) {
                case FIELD_NAME -> {
                    name = parser.currentName();
                    if (top != null && top.has(name)) {
                        throw new UnreadableDocument(null, position(parser.currentTokenLocation(), text),
                                "DUPLICATE_KEY", name);
                    }
                    continue;
                }
                case END_OBJECT, END_ARRAY -> {
                    ContainerNode<?> done = open.pop();
                    top = open.peek();
                    if (top == null) {
                        return atEnd(parser, text, done);
                    }
                    continue;
                }
                case START_OBJECT -> value = JsonNodeFactory.instance.objectNode();
                case START_ARRAY -> value = JsonNodeFactory.instance.arrayNode();
                case VALUE_STRING -> value = TextNode.valueOf(parser.getText());
                case VALUE_TRUE -> value = BooleanNode.TRUE;
                case VALUE_FALSE -> value = BooleanNode.FALSE;
                case VALUE_NULL -> value = NullNode.getInstance();
                default -> value = number(parser, text);
            }
            if (top instanceof ObjectNode object) {
                object.set(name, value);
            } else if (top instanceof ArrayNode array) {
                array.add(value);
            }
            if (value instanceof ContainerNode<?> container) {
                if (open.size() == MAX_DEPTH) {
                    throw new UnreadableDocument(null, position(parser.currentTokenLocation(), text), "TOO_DEEP",
                            MAX_DEPTH);
                }
                open.push(container);
                top = container;
            } else if (top == null) {
                return atEnd(parser, text, value);
            }
        }
        if (text.isBlank()) {
            throw new UnreadableDocument(null, null, "EMPTY");
        }
        throw new UnreadableDocument(null, Position.at(text, text.length()), "TRUNCATED");
    }

    private static JsonNode atEnd(JsonParser parser, String text, JsonNode value)
            throws IOException, UnreadableDocument {
        if (parser.nextToken() != null) {
            throw new UnreadableDocument(null, position(parser.currentTokenLocation(), text), "TEXT_AFTER_END");
        }
        return value;
    }

    private static JsonNode number(JsonParser parser, String text) throws IOException, UnreadableDocument {
        String number = parser.getText();
        int e = Math.max(number.indexOf('e'), number.indexOf('E'));
        if (e >= 0 && number.substring(e + 1).replaceFirst("^[+-]?0*", "").length() > MAX_EXPONENT_DIGITS) {
            throw new UnreadableDocument(null, position(parser.currentTokenLocation(), text), "NUMBER_OUT_OF_RANGE",
                    number);
        }
        return NumberText.of(number);
    }

    private static UnreadableDocument notJson(String text, JsonProcessingException e) {
        @Nullable JsonLocation location = e.getLocation();
        int offset = location == null ? 0 : (int) Math.clamp(location.getCharOffset(), 0, text.length());
        // The parser stands behind the character it did not expect, or on it.
        Position position = position(location, text);
        return new UnreadableDocument(null, position, "NOT_JSON", reason(text, offset, e));
    }

    private static String reason(String text, int offset, JsonProcessingException e) {
        String said = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
        int quote = said.indexOf("('");
        char met = quote >= 0 && quote + 2 < said.length() ? said.charAt(quote + 2) : 0;
        if (said.startsWith("Illegal unquoted character")) {
            return FileTexts.text("reason.line-break");
        }
        if (said.contains("escape")) {
            return FileTexts.text("reason.escape");
        }
        return switch (met) {
            case '\'' -> FileTexts.text("reason.single-quote");
            case '/', '#' -> FileTexts.text("reason.comment");
            case '}', ']' -> FileTexts.text("reason.trailing-comma", String.valueOf(met));
            case '<' -> FileTexts.text("reason.markup");
            case '\u201c', '\u201d' -> FileTexts.text("reason.curly-quote");
            case 0 -> offset < text.length() ? FileTexts.text("reason.word") : FileTexts.text("reason.end");
            default -> FileTexts.text("reason.unexpected", String.valueOf(met));
        };
    }

    private static Position position(@Nullable JsonLocation location, String text) {
        if (location == null || location.getLineNr() < 1) {
            return new Position(1, 1);
        }
        return new Position(location.getLineNr(), Math.max(1, location.getColumnNr()));
    }
}
