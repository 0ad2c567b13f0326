package dev.flowbench.desktop.canvas;

import dev.flowbench.desktop.canvas.scene.Faces;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.KindGlyph;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The small list that asks what to add: typed letters narrow it, Enter adds, Escape leaves. */
final class QuickAdd extends VBox {
    private static final double WIDTH = 300;
    private static final double ROW = 44;
    private static final int ROWS = 7;

    private final TextField search = new TextField();
    private final ListView<String> list = new ListView<>();
    private final List<String> kinds;
    private final Faces faces;
    private final Runnable close;
    private boolean open = true;

    /**
     * @param kinds the kinds to choose from
     * @param chosen takes the kind that was chosen
     * @param close takes this away; called once
     */
    QuickAdd(List<String> kinds, Faces faces, Words words, Consumer<String> chosen, Runnable close) {
        this.kinds = kinds;
        this.faces = faces;
        this.close = close;
        getStyleClass().add("quick-add");
        search.setPromptText(words.text("quick.prompt"));
        search.setAccessibleText(words.text("quick.prompt"));
        list.setCellFactory(_ -> new Row());
        list.getStyleClass().add(Styles.PLAIN);
        list.setFixedCellSize(ROW);
        Label none = Parts.label(words.text("quick.none"), Styles.MUTED);
        list.setPlaceholder(none);
        getChildren().setAll(Parts.field(Feather.SEARCH, search), list);
        search.textProperty().subscribe(this::narrow);
        search.addEventFilter(KeyEvent.KEY_PRESSED, event -> key(event, chosen));
        list.setOnMouseClicked(_ -> choose(chosen));
        search.focusedProperty().subscribe((_, focused) -> {
            if (!focused && !list.isFocused()) leave();
        });
        setPrefWidth(WIDTH);
        setMaxWidth(WIDTH);
        setOnMousePressed(event -> event.consume());
        setOnScroll(event -> event.consume());
    }

    void begin() { search.requestFocus(); }

    private void narrow(String typed) {
        String letters = typed.strip().toLowerCase(Locale.ROOT);
        list.getItems().setAll(kinds.stream().filter(kind -> letters.isEmpty() || matches(kind, letters)).toList());
        list.getSelectionModel().selectFirst();
        list.setPrefHeight(Math.max(1, Math.min(ROWS, list.getItems().size())) * ROW + 2);
        if (getScene() != null) resize(WIDTH, prefHeight(WIDTH));
    }

    private boolean matches(String kind, String letters) {
        return (kind + ' ' + faces.title(kind) + ' ' + faces.summary(kind)).toLowerCase(Locale.ROOT).contains(letters);
    }

    private void key(KeyEvent event, Consumer<String> chosen) {
        KeyCode code = event.getCode();
        if (code == KeyCode.DOWN || code == KeyCode.UP) {
            int next = list.getSelectionModel().getSelectedIndex() + (code == KeyCode.DOWN ? 1 : -1);
            int n = list.getItems().size();
            if (n > 0) {
                list.getSelectionModel().select((next + n) % n);
                list.scrollTo(Math.max(0, (next + n) % n - ROWS + 1));
            }
        } else if (code == KeyCode.ENTER)
            choose(chosen);
        else if (code == KeyCode.ESCAPE || code == KeyCode.TAB)
            leave();
        else
            return;
        event.consume();
    }

    private void choose(Consumer<String> chosen) {
        String kind = list.getSelectionModel().getSelectedItem();
        if (kind == null) return;
        leave();
        chosen.accept(kind);
    }

    void leave() {
        if (!open) return;
        open = false;
        close.run();
    }

    /** A kind: its tile, its name, what it does. */
    private final class Row extends ListCell<String> {
        Row() {
            // As wide as the list: a long line is cut, and no bar comes below.
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(String kind, boolean empty) {
            super.updateItem(kind, empty);
            setText(null);
            if (empty || kind == null) {
                setGraphic(null);
                return;
            }
            var text = new VBox(1, Parts.label(faces.title(kind), Styles.STRONG),
                    Parts.label(faces.summary(kind), Styles.CAPTION));
            text.setAlignment(Pos.CENTER_LEFT);
            var row = new HBox(10, KindGlyph.of(kind).node(24), text);
            row.setAlignment(Pos.CENTER_LEFT);
            setGraphic(row);
            setAccessibleText(faces.title(kind) + ". " + faces.summary(kind));
        }
    }

}
