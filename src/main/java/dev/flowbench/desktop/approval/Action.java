package dev.flowbench.desktop.approval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.Canonical;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens on approval, as a person reads it: made by us from the bytes that are approved, never from what a model says
 * about them.
 */
final class Action {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .setNodeFactory(com.fasterxml.jackson.databind.node.JsonNodeFactory.withExactBigDecimals(true));
    private static final ObjectWriter PRETTY = JSON.writer(new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n")).withArrayIndenter(new DefaultIndenter("  ", "\n")));
    private static final String ARGUMENTS = "arguments";

    private final Asked asked;
    private final JsonNode action;

    private Action(Asked asked) {
        this.asked = asked;
        // From the bytes and nothing else.
        this.action = read(new String(Canonical.bytes(asked.request().action()), StandardCharsets.UTF_8));
    }

    static Action of(Asked asked) {
        return new Action(asked);
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("canonical bytes are JSON", e);
        }
    }

    /**
     * A part of it.
     *
     * @param name of a field; empty for the whole
     * @param text as it is, or JSON
     */
    record Part(String name, String text, boolean json) {}

    /** All of it: the fields of an object one by one, so that a long text is read as a text; else the value. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        if (isCall()) {
            parts.add(part("tool", action.path("tool")));
            fields(action.path(ARGUMENTS), parts);
            action.properties().forEach(field -> {
                if (!field.getKey().equals("tool") && !field.getKey().equals(ARGUMENTS)
                        && !field.getValue().isNull()) {
                    parts.add(part(field.getKey(), field.getValue()));
                }
            });
        } else {
            fields(action, parts);
        }
        return parts;
    }

    private static void fields(JsonNode value, List<Part> parts) {
        if (value.isObject() && !value.isEmpty()) {
            value.properties().forEach(field -> parts.add(part(field.getKey(), field.getValue())));
        } else {
            parts.add(part("", value));
        }
    }

    private static Part part(String name, JsonNode value) {
        return value.isTextual() ? new Part(name, value.textValue(), false) : new Part(name, pretty(value), true);
    }

    static String pretty(JsonNode value) {
        try {
            return PRETTY.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }

    /** The bytes themselves, as text. */
    String bytes() {
        return new String(Canonical.bytes(action), StandardCharsets.UTF_8);
    }

    /** How many bytes it has. */
    int size() {
        return Canonical.bytes(action).length;
    }

    private boolean isCall() {
        return switch (asked.ways()) {
            case CALL, UNKNOWN -> action.path("tool").isTextual() && action.has(ARGUMENTS);
            case PASS, RULES, RETRY, CALLS -> false;
        };
    }

    /** What a person may change, as text to begin with. */
    String editable() {
        JsonNode value = isCall() ? action.path(ARGUMENTS) : action;
        return switch (asked.ways()) {
            case RETRY -> "";
            case PASS, CALL, RULES, CALLS, UNKNOWN -> value.isTextual() ? value.textValue() : pretty(value);
        };
    }

    /** Whether what is typed is JSON and nothing else. */
    boolean isJson() {
        return switch (asked.ways()) {
            case RETRY -> false;
            case CALL, UNKNOWN, CALLS -> true;
            case PASS, RULES -> !action.isTextual();
        };
    }

    /**
     * The action as a person leaves it.
     *
     * @return null where what was typed is no JSON and has to be
     */
    @Nullable JsonNode edited(String typed) {
        if (!isJson() && asked.ways() != Asked.Ways.RETRY) {
            return TextNode.valueOf(typed);
        }
        @Nullable JsonNode value = isJson() ? json(typed) : loose(typed);
        if (value == null || !isCall()) {
            return value;
        }
        if (!value.isObject()) {
            return null;
        }
        // The rest of a call is not a person's to change: its key and what the document gives the tool.
        ObjectNode call = action.deepCopy();
        call.set(ARGUMENTS, value);
        return call;
    }

    /** JSON where it is JSON, else a text. */
    static JsonNode loose(String typed) {
        JsonNode value = json(typed);
        return value == null ? TextNode.valueOf(typed) : value;
    }

    private static @Nullable JsonNode json(String typed) {
        if (typed.isBlank()) {
            return null;
        }
        try {
            return JSON.readTree(typed);
        } catch (JsonProcessingException _) {
            return null;
        }
    }
}
