package dev.flowbench.desktop.kit;

import java.util.ArrayDeque;
import java.util.Deque;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;

/**
 * The window's ground and the sheets that lie over it: dialogs, the command palette, the keys. A sheet takes the
 * keyboard, Escape or a click beside it closes it, and what had the keyboard before gets it back. On the JavaFX thread.
 */
public final class Layers {
    private final StackPane root = new StackPane();
    private final Deque<Open> open = new ArrayDeque<>();

    private record Open(StackPane scrim, Region sheet, @Nullable Node before, Runnable dismissed) {}

    /** @param ground what lies under all sheets */
    public Layers(Node ground) {
        root.getChildren().add(ground);
        root.sceneProperty().subscribe(scene -> {
            if (scene != null) {
                scene.focusOwnerProperty().subscribe(this::keepInside);
            }
        });
    }

    /** The root of the scene. */
    public Parent node() {
        return root;
    }

    /** Whether a sheet is open. */
    public boolean isOpen() {
        return !open.isEmpty();
    }

    /**
     * Lays a sheet over the window.
     *
     * @param sheet as wide and high as its own limits say
     * @param at where it lies
     * @param first what gets the keyboard
     * @param dismissed runs when Escape or a click beside it closes it; not when {@link #close} does
     */
    public void show(Region sheet, Pos at, Node first, Runnable dismissed) {
        @Nullable Node before = root.getScene() == null ? null : root.getScene().getFocusOwner();
        StackPane scrim = new StackPane(sheet);
        scrim.getStyleClass().add("scrim");
        scrim.setPadding(new Insets(at == Pos.TOP_CENTER ? 72 : 24, 24, 24, 24));
        StackPane.setAlignment(sheet, at);
        sheet.getStyleClass().add("overlay-sheet");
        sheet.setMaxHeight(Region.USE_PREF_SIZE);
        scrim.setOnMousePressed(event -> {
            if (event.getTarget() == scrim) {
                dismiss();
            }
            event.consume();
        });
        scrim.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                event.consume();
                dismiss();
            }
        });
        // What is not for the sheet is for nobody: no accelerator of the window fires under a dialog.
        scrim.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.isShortcutDown() && !(event.getTarget() instanceof TextInputControl)) {
                event.consume();
            }
        });
        open.push(new Open(scrim, sheet, before, dismissed));
        root.getChildren().add(scrim);
        scrim.applyCss();
        scrim.layout();
        first.requestFocus();
    }

    /** Closes the sheet on top, as Escape does. */
    public void dismiss() {
        if (!open.isEmpty()) {
            Runnable told = open.getFirst().dismissed();
            close(open.getFirst().sheet());
            told.run();
        }
    }

    /** Closes a sheet; nothing where it is not open. */
    public void close(Region sheet) {
        open.stream().filter(each -> each.sheet() == sheet).findFirst().ifPresent(each -> {
            open.remove(each);
            root.getChildren().remove(each.scrim());
            if (each.before() != null) {
                each.before().requestFocus();
            }
        });
    }

    private void keepInside(@Nullable Node owner) {
        if (!open.isEmpty() && owner != null && !within(open.getFirst().scrim(), owner)) {
            Node first = firstFocusable(open.getFirst().sheet());
            if (first != null) {
                first.requestFocus();
            }
        }
    }

    private static boolean within(Node ancestor, Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (each == ancestor) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Node firstFocusable(Parent parent) {
        for (Node child : parent.getChildrenUnmodifiable()) {
            if (child.isFocusTraversable() && !child.isDisabled() && child.isVisible()) {
                return child;
            }
            if (child instanceof Parent inner) {
                Node found = firstFocusable(inner);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
