package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.flow.Workflow;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.layout.VBox;

/** Fields below each other, as one: a nested record, a card of a list. */
final class GroupView implements FieldView {
    private final String name;
    private final List<FieldView> fields;
    private final VBox node = new VBox(Metrics.SPACE_8);

    GroupView(String name, List<FieldView> fields) {
        this.name = name;
        this.fields = List.copyOf(fields);
        fields.forEach(field -> node.getChildren().add(field.node()));
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
        fields.forEach(field -> field.refresh(workflow));
    }

    @Override
    public void focus() {
        if (!fields.isEmpty()) {
            fields.getFirst().focus();
        }
    }

    @Override
    public boolean focus(String field) {
        if (fields.stream().anyMatch(each -> each.focus(field))) {
            return true;
        }
        if (field.equals(name)) {
            focus();
            return true;
        }
        return false;
    }
}
