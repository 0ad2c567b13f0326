package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Workflow;
import java.util.List;
import java.util.Set;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Fields under a title that folds. Which sections are folded is remembered by title. */
final class Section implements FieldView {
    private final String title;
    private final List<FieldView> fields;
    private final Set<String> open;
    private final VBox body;
    private final VBox node = new VBox();
    private final Button head;

    /**
     * @param open titles of the sections that are open; changed as the user folds
     */
    Section(String title, List<FieldView> fields, Set<String> open, Node... tools) {
        this.title = title;
        this.fields = List.copyOf(fields);
        this.open = open;
        this.body = new VBox(Metrics.SPACE_12);
        body.getStyleClass().add("inspector-body");
        fields.forEach(field -> body.getChildren().add(field.node()));
        Label text = Parts.label(title);
        HBox content = new HBox(Metrics.SPACE_4, text);
        content.setAlignment(Pos.CENTER_LEFT);
        this.head = new Button(null, content);
        head.getStyleClass().addAll(Styles.FLAT, "inspector-head");
        head.setMaxWidth(Double.MAX_VALUE);
        head.setAlignment(Pos.CENTER_LEFT);
        head.setAccessibleText(title);
        head.setOnAction(_ -> fold(body.isVisible()));
        HBox bar = new HBox(head);
        bar.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(head, javafx.scene.layout.Priority.ALWAYS);
        bar.getChildren().addAll(tools);
        bar.getStyleClass().add("inspector-bar");
        node.getChildren().addAll(bar, body);
        node.getStyleClass().add("inspector-section");
        fold(!open.contains(title));
    }

    private void fold(boolean folded) {
        body.setVisible(!folded);
        body.setManaged(!folded);
        head.setGraphicTextGap(0);
        ((HBox) head.getGraphic()).getChildren().setAll(
                Icons.of(folded ? Feather.CHEVRON_RIGHT : Feather.CHEVRON_DOWN), Parts.label(title, "inspector-title"));
        if (folded) {
            open.remove(title);
        } else {
            open.add(title);
        }
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public String name() {
        return "";
    }

    @Override
    public void refresh(Workflow workflow) {
        fields.forEach(field -> field.refresh(workflow));
    }

    @Override
    public void focus() {
        head.requestFocus();
    }

    @Override
    public boolean focus(String field) {
        for (FieldView each : fields) {
            if (each.name().equals(field) || !(each instanceof TextRow)) {
                boolean folded = !body.isVisible();
                if (folded) {
                    fold(false);
                }
                if (each.focus(field)) {
                    return true;
                }
                if (folded) {
                    fold(true);
                }
            }
        }
        return false;
    }
}
