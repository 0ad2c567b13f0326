package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Workflow;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The inputs of a node, and for each where its value comes from: a wire, the graph's input, or nothing yet. */
final class VariablesView implements FieldView {
    private static final Words WORDS = Words.beside(VariablesView.class);

    private final String id;
    private final Ports ports;
    private final VBox node = new VBox(2);
    private List<Variable> shown = List.of();

    VariablesView(String id, Ports ports, Workflow workflow) {
        this.id = id;
        this.ports = ports;
        node.setId("inspector-variables");
        show(List.of());
        refresh(workflow);
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public String name() {
        return "inputs";
    }

    @Override
    public void refresh(Workflow workflow) {
        List<Variable> now = Variable.of(workflow, id, ports);
        if (!now.equals(shown)) {
            shown = now;
            show(now);
        }
    }

    private void show(List<Variable> variables) {
        node.getChildren().clear();
        if (variables.isEmpty()) {
            node.getChildren().add(Parts.label(WORDS.text("inputs.none"), Styles.CAPTION));
        }
        for (Variable variable : variables) {
            Label name = Parts.chip(variable.name(), Styles.INFO, Styles.CODE);
            name.setMinWidth(Region.USE_PREF_SIZE);
            boolean missing = variable.source() == Variable.Source.NOTHING;
            Label from = Parts.label(switch (variable.source()) {
                case WIRE -> variable.detail();
                case IN -> WORDS.text("inputs.in");
                case STATE -> WORDS.text("inputs.state");
                case NOTHING -> variable.name().startsWith("state.")
                        ? WORDS.text("inputs.undeclared")
                        : WORDS.text(variable.required() ? "inputs.nothing" : "inputs.optional");
            }, missing && variable.required() ? Styles.WARNING : Styles.CAPTION);
            from.getStyleClass().add("variable-source");
            from.setTextOverrun(OverrunStyle.ELLIPSIS);
            from.setTooltip(new Tooltip(from.getText()));
            HBox row = new HBox(Metrics.SPACE_8, name, from);
            row.setAlignment(Pos.CENTER_LEFT);
            row.setMinHeight(Metrics.ROW);
            node.getChildren().add(row);
        }
    }

    @Override
    public void focus() {
        node.requestFocus();
    }
}
