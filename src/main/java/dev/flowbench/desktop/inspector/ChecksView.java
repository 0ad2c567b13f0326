package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.layout.FlowPane;

/** Any of a few constants. */
final class ChecksView implements FieldView {
    private final String name;
    private final Lens lens;
    private final Map<Object, CheckBox> boxes = new LinkedHashMap<>();
    private final Row row;
    private boolean showing;

    ChecksView(String name, String title, String help, Editing editing, Lens lens, Class<?> of) {
        this.name = name;
        this.lens = lens;
        FlowPane pane = new FlowPane(Metrics.SPACE_12, Metrics.SPACE_4);
        for (Object each : of.getEnumConstants()) {
            CheckBox box = new CheckBox(FieldWords.choice((Enum<?>) each));
            boxes.put(each, box);
            pane.getChildren().add(box);
            box.selectedProperty().subscribe((_, on) -> {
                if (!showing) {
                    var next = new ArrayList<Object>(lens.list(editing.workflow()));
                    next.remove(each);
                    if (on) {
                        next.add(each);
                    }
                    editing.choose(lens, title, List.copyOf(next));
                }
            });
        }
        this.row = new Row(title, help, false, pane);
        refresh(editing.workflow());
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
        showing = true;
        List<?> on = lens.list(workflow);
        boxes.forEach((each, box) -> box.setSelected(on.contains(each)));
        showing = false;
    }

    @Override
    public void focus() {
        boxes.values().iterator().next().requestFocus();
    }
}
