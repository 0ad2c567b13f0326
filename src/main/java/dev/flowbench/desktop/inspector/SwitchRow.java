package dev.flowbench.desktop.inspector;

import dev.flowbench.flow.Workflow;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;

/** Yes or no. Back at its default it is not written into the file. */
final class SwitchRow implements FieldView {
    private final String name;
    private final Lens lens;
    private final boolean usual;
    private final CheckBox box;
    private boolean showing;

    SwitchRow(String name, String title, String help, Editing editing, Lens lens, boolean usual) {
        this.name = name;
        this.lens = lens;
        this.usual = usual;
        this.box = new CheckBox(title);
        box.setId("field-" + name);
        if (!help.isEmpty()) {
            Tooltip tip = new Tooltip(help);
            tip.setMaxWidth(320);
            tip.setWrapText(true);
            box.setTooltip(tip);
        }
        refresh(editing.workflow());
        box.selectedProperty().subscribe((_, on) -> {
            if (!showing) {
                @Nullable Boolean value = on == usual ? null : on;
                editing.choose(lens, title, value);
            }
        });
    }

    @Override
    public Node node() {
        return box;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void refresh(Workflow workflow) {
        showing = true;
        box.setSelected(lens.get().apply(workflow) instanceof Boolean on ? on : usual);
        showing = false;
    }

    @Override
    public void focus() {
        box.requestFocus();
    }
}
