package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Workflow;
import java.util.function.Function;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Something that is only read. */
final class LineView implements FieldView {
    private final Function<Workflow, String> text;
    private final Label value = Parts.label("");
    private final VBox node;

    LineView(String title, Function<Workflow, String> text, Workflow workflow, String... styles) {
        this.text = text;
        value.setWrapText(true);
        value.setMinHeight(Region.USE_PREF_SIZE);
        value.getStyleClass().addAll(styles);
        node = new VBox(Metrics.SPACE_4);
        if (!title.isEmpty()) {
            node.getChildren().add(Parts.label(title, Styles.FORM_LABEL));
        }
        node.getChildren().add(value);
        refresh(workflow);
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
        value.setText(text.apply(workflow));
    }

    @Override
    public void focus() {
        value.requestFocus();
    }
}
