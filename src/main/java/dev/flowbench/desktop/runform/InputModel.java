package dev.flowbench.desktop.runform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.schema.Coercion;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import dev.flowbench.flow.schema.Violation;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/** One input of a run: what is typed, and what is wrong with it. On the JavaFX thread. */
public final class InputModel {
    private static final Words WORDS = Words.beside(InputModel.class);
    private static final int LONG = 160;

    /** How an input is asked for. */
    public enum Way {
        LINE,
        AREA,
        CHOICE,
        SWITCH,
        /** An object or a list, as JSON. */
        JSON
    }

    private final String name;
    private final JsonNode schema;
    private final boolean required;
    private final StringProperty text = new SimpleStringProperty("");
    private final ReadOnlyStringWrapper error = new ReadOnlyStringWrapper("");

    InputModel(String name, JsonNode schema, boolean required, @Nullable JsonNode value) {
        this.name = name;
        this.schema = schema;
        this.required = required;
        set(value != null ? value : schema.get("default"));
        text.subscribe((_, _) -> error.set(""));
    }

    private void set(@Nullable JsonNode value) {
        text.set(value == null || value.isNull()
                ? way() == Way.SWITCH ? "false" : ""
                : value.isTextual()
                        ? value.asText()
                        : value.isContainerNode() ? value.toPrettyString() : value.asText());
    }

    public String name() {
        return name;
    }

    public boolean required() {
        return required;
    }

    public String description() {
        return schema.path("description").asText("");
    }

    /** An example to show while nothing is typed; empty for none. */
    public String example() {
        JsonNode example = schema.path("examples").path(0);
        return example.isMissingNode() ? "" : example.isTextual() ? example.asText() : example.toString();
    }

    /** What is typed; "true" or "false" for a switch. */
    public StringProperty textProperty() {
        return text;
    }

    /** What is wrong with it; empty for nothing, or not looked at yet. */
    public ReadOnlyStringProperty errorProperty() {
        return error.getReadOnlyProperty();
    }

    /** How it is asked for. */
    public Way way() {
        if (schema.path("enum").isArray()) {
            return Way.CHOICE;
        }
        return switch (type()) {
            case "boolean" -> Way.SWITCH;
            case "object", "array" -> Way.JSON;
            case "string" -> schema.path("maxLength").asInt(LONG + 1) > LONG ? Way.AREA : Way.LINE;
            default -> Way.LINE;
        };
    }

    /** Its type, the first of those that are something; a text where it says none. */
    private String type() {
        JsonNode type = schema.path("type");
        for (JsonNode one : type) {
            if (!one.asText().equals("null")) {
                return one.asText();
            }
        }
        return type.asText("string");
    }

    /** The choices, as they are typed. */
    public List<String> choices() {
        var choices = new ArrayList<String>();
        if (!required) {
            choices.add("");
        }
        schema.path("enum").forEach(each -> choices.add(each.asText()));
        return choices;
    }

    /** What is given; {@link #errorProperty} says what is wrong with it. */
    sealed interface Given {
        /** A value that fits. */
        record Value(JsonNode value) implements Given {}

        /** Nothing, and nothing is needed. */
        record Nothing() implements Given {}

        /** What does not fit. */
        record Wrong() implements Given {}
    }

    Given given() {
        boolean free = way() == Way.AREA || way() == Way.LINE && type().equals("string");
        boolean nothing = free ? text.get().isEmpty() : text.get().isBlank();
        if (nothing) {
            error.set(required ? WORDS.text("missing") : "");
            return required ? new Given.Wrong() : new Given.Nothing();
        }
        try {
            JsonNode value = Coercion.parseInput(name, text.get(), schema);
            List<Violation> wrong = JsonSchema.of(schema).validate(value);
            error.set(wrong.isEmpty() ? "" : wrong.getFirst().message());
            return wrong.isEmpty() ? new Given.Value(value) : new Given.Wrong();
        } catch (SchemaException e) {
            error.set(e.getMessage());
            return new Given.Wrong();
        }
    }
}
