package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.flow.Workflow;
import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;

/** Short fields side by side, two in a row: caps and budgets. */
final class Pairs implements FieldView {
    private final List<FieldView> fields;
    private final GridPane grid = new GridPane(Metrics.SPACE_8, Metrics.SPACE_8);

    Pairs(List<FieldView> fields) {
        this.fields = List.copyOf(fields);
        ColumnConstraints half = new ColumnConstraints();
        half.setPercentWidth(50);
        grid.getColumnConstraints().addAll(half, half);
        for (int i = 0; i < fields.size(); i++) {
            Node node = fields.get(i).node();
            GridPane.setValignment(node, fields.get(i) instanceof SwitchRow ? VPos.CENTER : VPos.TOP);
            grid.add(node, i % 2, i / 2);
        }
    }

    @Override
    public Node node() {
        return grid;
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
        fields.getFirst().focus();
    }

    @Override
    public boolean focus(String field) {
        return fields.stream().anyMatch(each -> each.focus(field));
    }
}
