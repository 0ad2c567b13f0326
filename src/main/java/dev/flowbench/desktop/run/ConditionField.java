package dev.flowbench.desktop.run;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.VBox;

/**
 * The field in which a condition is typed. What is wrong is said while one types; a condition that can work is taken by
 * Enter or by leaving the field, any other is not, and Escape brings back what was. On the JavaFX thread.
 */
final class ConditionField {
    private static final Words WORDS = Words.beside(ConditionField.class);

    private final TextField field = new TextField();
    private final Label said = Parts.label("", Styles.CAPTION);
    private final VBox node = new VBox(Metrics.SPACE_4, field, said);
    private final Supplier<KeptBreakpoint> at;
    private final ConditionCheck check;
    private final Consumer<String> take;
    private final boolean names;

    /**
     * @param at the breakpoint as it is now
     * @param take takes a condition that can work
     * @param names whether the names that there are stand below; what is wrong always does
     */
    ConditionField(Supplier<KeptBreakpoint> at, ConditionCheck check, Consumer<String> take, boolean names) {
        this.at = at;
        this.check = check;
        this.take = take;
        this.names = names;
        field.getStyleClass().add(Styles.CODE);
        field.setPromptText(WORDS.text("condition.always"));
        field.setAccessibleText(WORDS.text("condition"));
        said.setWrapText(true);
        said.visibleProperty().bind(said.textProperty().isNotEmpty());
        said.managedProperty().bind(said.visibleProperty());
        field.textProperty().subscribe((_, _) -> look());
        field.focusedProperty().subscribe((was, is) -> {
            if (was && !is) {
                keep();
            }
        });
        field.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE && !typed().equals(at.get().condition())) {
                refresh();
                event.consume();
            }
        });
        field.setOnAction(_ -> keep());
        refresh();
    }

    VBox node() {
        return node;
    }

    TextField field() {
        return field;
    }

    /** Shows what the breakpoint has now. */
    void refresh() {
        field.setText(at.get().condition());
        look();
    }

    /** Takes what is typed, if it can work; else it stays and says why not. */
    boolean keep() {
        if (mistake().isPresent()) {
            return false;
        }
        if (!typed().equals(at.get().condition())) {
            take.accept(typed());
        }
        return true;
    }

    private String typed() {
        return field.getText().strip();
    }

    private Optional<String> mistake() {
        return check.mistake(at.get().when(typed()));
    }

    /** Says of what is typed whether it can work where the breakpoint stands now. */
    void look() {
        var wrong = mistake();
        field.getStyleClass().remove(Styles.INVALID);
        said.getStyleClass().removeAll(Styles.FORM_ERROR, Styles.CAPTION);
        said.getStyleClass().add(wrong.isPresent() ? Styles.FORM_ERROR : Styles.CAPTION);
        if (wrong.isPresent()) {
            field.getStyleClass().add(Styles.INVALID);
        }
        String known = names ? String.join(", ", check.names(at.get())) : "";
        said.setText(wrong.orElse(known.isEmpty()
                ? ""
                : WORDS.text(at.get().after() ? "condition.names.after" : "condition.names.before", known)));
    }
}
