package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.text.Names;
import java.util.function.Function;
import java.util.function.Predicate;
import javafx.scene.Node;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;

/** A name that others refer to. It is taken when the field is left, not while one types: half a name refers to nothing. */
final class NameField implements FieldView {
    private final Function<Workflow, String> get;
    private final TextField field;
    private String shown;

    /** @param take takes the new name; false where it cannot be that */
    NameField(String now, Function<Workflow, String> get, Predicate<String> take) {
        this.get = get;
        this.shown = now;
        this.field = new TextField(now);
        field.getStyleClass().addAll(Styles.CODE, "inspector-name");
        field.textProperty().subscribe((_, text) -> {
            field.getStyleClass().remove(Styles.INVALID);
            if (!valid(text)) {
                field.getStyleClass().add(Styles.INVALID);
            }
        });
        Runnable commit = () -> {
            String text = field.getText().strip();
            if (!text.equals(shown) && !(valid(text) && take.test(text))) {
                field.setText(shown);
            }
        };
        field.setOnAction(_ -> commit.run());
        field.focusedProperty().subscribe((before, now2) -> {
            if (before && !now2) {
                commit.run();
            }
        });
        field.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                field.setText(shown);
            }
        });
    }

    private static boolean valid(String text) {
        return Names.isIdentifier(text) || Names.isNodeId(text);
    }

    @Override
    public Node node() {
        return field;
    }

    @Override
    public String name() {
        return "name";
    }

    @Override
    public void refresh(Workflow workflow) {
        String now = get.apply(workflow);
        if (!now.equals(shown)) {
            shown = now;
            field.setText(now);
        }
    }

    @Override
    public void focus() {
        field.requestFocus();
        field.selectAll();
    }
}
