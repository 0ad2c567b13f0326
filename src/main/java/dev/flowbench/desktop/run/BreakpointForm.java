package dev.flowbench.desktop.run;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/**
 * The small form of one breakpoint, shown beside its node: whether it is on, before or after the step, and when it holds.
 * Escape, Enter or a press elsewhere closes it. On the JavaFX thread.
 */
public final class BreakpointForm extends VBox {
    private static final Words WORDS = Words.beside(BreakpointForm.class);
    private static final double WIDTH = 320;

    private final Debugging debugging;
    private final ConditionField condition;
    private KeptBreakpoint shown;

    /**
     * @param title of the node
     * @param close takes the form away
     */
    public BreakpointForm(Debugging debugging, ConditionCheck check, KeptBreakpoint breakpoint, String title,
            Runnable close) {
        this.debugging = debugging;
        this.shown = breakpoint;
        setId("breakpoint-form");
        getStyleClass().add("breakpoint-form");
        setSpacing(Metrics.SPACE_12);
        setPrefWidth(WIDTH);
        setMaxWidth(WIDTH);
        this.condition = new ConditionField(() -> shown, check, text -> change(shown.when(text)), true);
        condition.field().setId("breakpoint-condition");
        CheckBox on = new CheckBox(WORDS.text("breakpoint.on"));
        on.setId("breakpoint-on");
        on.setSelected(breakpoint.on());
        on.selectedProperty().subscribe((_, now) -> change(shown.on(now)));
        Label name = Parts.label(title, Styles.STRONG);
        HBox.setHgrow(name, javafx.scene.layout.Priority.ALWAYS);
        name.setMaxWidth(Double.MAX_VALUE);
        on.setMinWidth(USE_PREF_SIZE);
        HBox head = new HBox(Metrics.SPACE_8, name, on);
        head.setAlignment(Pos.CENTER_LEFT);
        Button remove = new Button(WORDS.text("breakpoint.remove"));
        remove.setId("breakpoint-remove");
        remove.getStyleClass().add(Styles.FLAT);
        remove.setOnAction(_ -> {
            close.run();
            debugging.remove(shown);
        });
        Button done = new Button(WORDS.text("breakpoint.done"));
        done.setId("breakpoint-done");
        done.getStyleClass().add(Styles.PRIMARY);
        done.setOnAction(_ -> done(close));
        condition.field().setOnAction(_ -> done(close));
        HBox foot = new HBox(Metrics.SPACE_8, remove, Parts.spacer(), done);
        foot.setAlignment(Pos.CENTER_LEFT);
        getChildren().setAll(head, where(breakpoint), Parts.row(WORDS.text("condition"), condition.node(), ""), foot);
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                close.run();
            }
            // The drawing below has keys of its own.
            event.consume();
        });
        setOnMousePressed(event -> event.consume());
        setOnScroll(event -> event.consume());
    }

    /** Before or after the step; what it is about stays. */
    private HBox where(KeptBreakpoint breakpoint) {
        ToggleGroup group = new ToggleGroup();
        ToggleButton before = side(breakpoint.isInside() ? "breakpoint.before.tool" : "breakpoint.before", group);
        before.setId("breakpoint-before");
        ToggleButton after = side(breakpoint.isInside() ? "breakpoint.after.tool" : "breakpoint.after", group);
        after.setId("breakpoint-after");
        group.selectToggle(breakpoint.after() ? after : before);
        group.selectedToggleProperty().subscribe((was, now) -> {
            if (now == null) {
                group.selectToggle(was);
            } else {
                change(shown.after(now == after));
                condition.look();
            }
        });
        return new HBox(Metrics.SPACE_4, before, after);
    }

    private static ToggleButton side(String key, ToggleGroup group) {
        ToggleButton button = new ToggleButton(WORDS.text(key));
        button.setToggleGroup(group);
        return button;
    }

    private void done(Runnable close) {
        if (condition.keep()) {
            close.run();
        }
    }

    private void change(KeptBreakpoint now) {
        KeptBreakpoint before = shown;
        shown = now;
        debugging.replace(before, now);
    }

    /** Gives the keyboard to the condition. */
    public void begin() {
        condition.field().requestFocus();
        condition.field().end();
    }
}
