package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Workflow;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/** A slot of a frame: what stands in it, and for an optional one a way to add it and to take it out. */
final class SlotView implements FieldView {
    private static final Words WORDS = Words.beside(SlotView.class);

    private final String name;
    private final Lens lens;
    private final boolean required;
    private final Label said = Parts.label("", Styles.CAPTION);
    private final Button button = new Button();
    private final HBox node;

    SlotView(String name, String title, String help, Editing editing, Lens lens, boolean required) {
        this.name = name;
        this.lens = lens;
        this.required = required;
        Label label = Parts.label(title, Styles.FORM_LABEL);
        if (!help.isEmpty()) {
            label.setTooltip(new Tooltip(help));
        }
        button.getStyleClass().add(Styles.MINI);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> {
            boolean there = lens.get().apply(editing.workflow()) != null;
            editing.choose(lens, WORDS.text(there ? "slot.take" : "slot.add") + " " + title,
                    there ? null : Graph.EMPTY);
        });
        node = new HBox(Metrics.SPACE_8, label, said, Parts.spacer(), button);
        node.setAlignment(Pos.CENTER_LEFT);
        node.setMinHeight(Metrics.ROW);
        refresh(editing.workflow());
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void refresh(Workflow workflow) {
        Graph graph = lens.get().apply(workflow) instanceof Graph there ? there : null;
        said.setText(graph == null ? WORDS.text("slot.none") : WORDS.text("slot.nodes", graph.nodes().size()));
        button.setText(WORDS.text(graph == null ? "slot.add" : "slot.take"));
        // A slot with work in it is emptied on the drawing, where one sees what goes.
        boolean shown = graph == null || !required && graph.isEmpty();
        button.setVisible(shown);
        button.setManaged(shown);
    }

    @Override
    public void focus() {
        button.requestFocus();
    }
}
