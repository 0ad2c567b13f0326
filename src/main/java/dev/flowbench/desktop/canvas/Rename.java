package dev.flowbench.desktop.canvas;

import java.util.function.Consumer;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/** The field in which a title is edited in its place: Enter or leaving keeps it, Escape does not. */
final class Rename extends TextField {
    private final Consumer<String> done;
    private final Runnable close;
    private boolean open = true;

    Rename(String title, String name, Consumer<String> done, Runnable close) {
        super(title);
        this.done = done;
        this.close = close;
        getStyleClass().add("canvas-rename");
        setAccessibleText(name);
        addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER)
                finish(true);
            else if (event.getCode() == KeyCode.ESCAPE)
                finish(false);
            else
                return;
            event.consume();
        });
        focusedProperty().subscribe((was, is) -> {
            if (was && !is) finish(true);
        });
        setOnMousePressed(event -> event.consume());
    }

    void begin() {
        requestFocus();
        selectAll();
    }

    private void finish(boolean keep) {
        if (!open) return;
        open = false;
        String text = getText();
        close.run();
        if (keep) done.accept(text);
    }
}
