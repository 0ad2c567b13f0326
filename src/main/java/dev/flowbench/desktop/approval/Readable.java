package dev.flowbench.desktop.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import java.util.LinkedHashMap;
import javafx.scene.Node;
import javafx.scene.layout.VBox;

/** Values as people read them before they decide: field by field, a text as a text, and nothing hidden. */
public final class Readable {
    private Readable() {
    }

    /** All of a value. */
    public static Node of(JsonNode value) {
        VBox box = new VBox(dev.flowbench.desktop.look.Metrics.SPACE_8);
        var found = new LinkedHashMap<String, Integer>();
        if (value.isObject() && !value.isEmpty()) {
            value.properties().forEach(field -> box.getChildren().add(new VBox(2,
                    Parts.label(VisibleText.of(field.getKey()).shown(), Styles.CAPTION),
                    VisibleFlow.of(text(field.getValue()), found))));
        } else {
            box.getChildren().add(VisibleFlow.of(text(value), found));
        }
        return box;
    }

    /** A text in which nothing is hidden. */
    public static Node of(String text) {
        return VisibleFlow.of(text, new LinkedHashMap<>());
    }

    /** A value as text: itself where it is one, else JSON over several lines. */
    public static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : Action.pretty(value);
    }

    /** JSON over several lines. */
    public static String json(JsonNode value) {
        return Action.pretty(value);
    }
}
