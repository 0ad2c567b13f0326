package dev.flowbench.desktop.inspector;

import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** One of several. What stands in the document and is none of them is shown all the same, as a mistake. */
final class ChoiceRow implements FieldView {
    /**
     * One choice.
     *
     * @param value what goes into the document; null for leaving it out
     * @param text what people read
     */
    record Choice(@Nullable Object value, String text) {}

    private final String name;
    private final Lens lens;
    private final Function<Workflow, List<Choice>> choices;
    private final String unknown;
    private final ComboBox<Choice> box = new ComboBox<>();
    private final Row row;
    private boolean showing;

    /** @param unknown pattern-free words for a value that is none of the choices */
    ChoiceRow(String name, String title, String help, boolean required, Editing editing, Lens lens, String unknown,
            Function<Workflow, List<Choice>> choices) {
        this.name = name;
        this.lens = lens;
        this.choices = choices;
        this.unknown = unknown;
        box.setId("field-" + name);
        box.setMaxWidth(Double.MAX_VALUE);
        box.setVisibleRowCount(12);
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable Choice choice) {
                return choice == null ? "" : choice.text();
            }

            @Override
            public @Nullable Choice fromString(String text) {
                return null;
            }
        });
        this.row = new Row(title, help, required, box);
        refresh(editing.workflow());
        box.valueProperty().subscribe((_, choice) -> {
            if (!showing && choice != null) {
                editing.choose(lens, title, choice.value());
            }
        });
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
        Object value = lens.get().apply(workflow);
        List<Choice> all = new ArrayList<>(choices.apply(workflow));
        Choice now = all.stream().filter(choice -> Objects.equals(choice.value(), value)).findFirst().orElse(null);
        boolean strange = now == null && value != null;
        if (strange) {
            now = new Choice(value, value.toString());
            all.add(now);
        }
        row.wrong(strange ? new Format.Mistake(unknown, 0, 0) : null);
        showing = true;
        if (!all.equals(box.getItems())) {
            box.getItems().setAll(all);
        }
        box.setValue(now);
        showing = false;
    }

    @Override
    public void focus() {
        box.requestFocus();
    }
}
