package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Workflow;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** One line of text, a number with its unit, a duration. */
final class TextRow implements FieldView {
    private final String name;
    private final TextModel model;
    private final TextField field = new TextField();
    private final Row row;

    /** @param unit shown at the field's end; empty for none */
    TextRow(String name, String title, String help, boolean required, TextModel model, String unit, String prompt) {
        this(name, title, help, required, model, unit, prompt, null);
    }

    /** @param tool a button at the field's end; null for none */
    TextRow(String name, String title, String help, boolean required, TextModel model, String unit, String prompt,
            @Nullable Node tool) {
        this.name = name;
        this.model = model;
        field.setPromptText(prompt);
        field.setId("field-" + name);
        Node control = tool != null ? with(tool) : unit.isEmpty() ? field : Parts.field(field, unit);
        if (control instanceof HBox box && box.getChildren().getLast() instanceof Label end) {
            end.setMinWidth(Region.USE_PREF_SIZE);
            field.setMinWidth(24);
        }
        this.row = new Row(title, help, required, control);
        field.textProperty().bindBidirectional(model.textProperty());
        model.mistakeProperty().subscribe(mistake -> {
            row.wrong(mistake);
            control.getStyleClass().remove(Styles.INVALID);
            if (mistake != null) {
                control.getStyleClass().add(Styles.INVALID);
            }
        });
    }

    private HBox with(Node tool) {
        HBox box = new HBox(4, field, tool);
        HBox.setHgrow(field, Priority.ALWAYS);
        field.setMinWidth(24);
        return box;
    }

    TextRow code() {
        field.getStyleClass().add(Styles.CODE);
        return this;
    }

    @Override
    public Node node() {
        return row;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void refresh(Workflow workflow) {
        model.refresh(workflow);
    }

    @Override
    public void focus() {
        field.requestFocus();
    }
}
