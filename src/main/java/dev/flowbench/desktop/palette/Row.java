package dev.flowbench.desktop.palette;

import dev.flowbench.desktop.canvas.DropTarget;
import dev.flowbench.desktop.look.KindGlyph;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Texts;
import java.util.Locale;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import javafx.event.EventHandler;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** A kind in the palette. It is dragged by a gesture of our own, so that the drawing shows at once what will come of it. */
final class Row extends HBox {
    private static final double DRIFT = 4;

    private final String kind;
    private final String words;
    private final Supplier<@Nullable DropTarget> target;
    private double pressX;
    private double pressY;
    private final EventHandler<MouseEvent> onDrag = this::dragged;
    private final EventHandler<MouseEvent> onRelease = this::released;
    private boolean pressed;
    private boolean dragging;

    Row(Shape shape, Supplier<@Nullable DropTarget> target, ObjIntConsumer<Row> step) {
        this.kind = shape.kind();
        this.target = target;
        String title = Texts.title(shape);
        String summary = Texts.summary(shape);
        this.words = (kind + ' ' + title + ' ' + summary).toLowerCase(Locale.ROOT);
        Label about = Parts.label(summary, Styles.CAPTION);
        about.setMinWidth(0);
        var text = new VBox(1, Parts.label(title), about);
        text.setMinWidth(0);
        text.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(text, Priority.ALWAYS);
        getChildren().setAll(KindGlyph.of(kind).node(24), text);
        setAlignment(Pos.CENTER_LEFT);
        setId("palette-" + kind);
        getStyleClass().add("palette-row");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.BUTTON);
        setAccessibleText(title + ". " + summary);
        setCursor(Cursor.OPEN_HAND);
        var help = new Tooltip(Texts.help(shape));
        help.setWrapText(true);
        help.setMaxWidth(320);
        Tooltip.install(this, help);
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            switch (event.getCode()) {
                case ENTER, SPACE -> choose();
                case DOWN -> step.accept(this, 1);
                case UP -> step.accept(this, -1);
                case ESCAPE -> cancel();
                default -> {
                    return;
                }
            }
            event.consume();
        });
    }

    boolean matches(String letters) { return words.contains(letters); }

    void choose() {
        DropTarget to = target.get();
        if (to != null) to.choose(kind);
    }

    private void pressed(MouseEvent event) {
        requestFocus();
        pressed = event.getButton() == MouseButton.PRIMARY;
        pressX = event.getSceneX();
        pressY = event.getSceneY();
        if (pressed && event.getClickCount() == 2) {
            pressed = false;
            choose();
        }
        Scene scene = getScene();
        if (pressed && scene != null) {
            // By the scene: not every platform keeps sending the drag to where it began.
            scene.addEventFilter(MouseEvent.MOUSE_DRAGGED, onDrag);
            scene.addEventFilter(MouseEvent.MOUSE_RELEASED, onRelease);
        }
        event.consume();
    }

    private void dragged(MouseEvent event) {
        DropTarget to = target.get();
        if (!pressed || to == null) return;
        if (!dragging && Math.hypot(event.getSceneX() - pressX, event.getSceneY() - pressY) < DRIFT) return;
        dragging = true;
        setCursor(Cursor.CLOSED_HAND);
        to.over(kind, event.getSceneX(), event.getSceneY());
        event.consume();
    }

    private void released(MouseEvent event) {
        DropTarget to = target.get();
        if (dragging && to != null) to.drop(kind, event.getSceneX(), event.getSceneY());
        end();
        event.consume();
    }

    private void cancel() {
        DropTarget to = target.get();
        if (dragging && to != null) to.leave();
        end();
    }

    private void end() {
        dragging = false;
        pressed = false;
        setCursor(Cursor.OPEN_HAND);
        Scene scene = getScene();
        if (scene != null) {
            scene.removeEventFilter(MouseEvent.MOUSE_DRAGGED, onDrag);
            scene.removeEventFilter(MouseEvent.MOUSE_RELEASED, onRelease);
        }
    }
}
