package dev.flowbench.desktop.palette;

import dev.flowbench.desktop.canvas.DropTarget;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.flow.Declares;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/**
 * The kinds of step on their shelves, to be dragged onto the drawing. Typed letters narrow them, the arrows go through
 * them, Enter or a double click adds one in the middle of the drawing. On the JavaFX thread.
 */
public final class PaletteView extends Region {
    private final Words words = Words.beside(PaletteView.class);
    private final TextField search = new TextField();
    private final VBox shelves = new VBox();
    private final VBox content;
    private final List<Row> rows = new ArrayList<>();
    private final Label none;

    /**
     * A palette.
     *
     * @param target where its kinds go: that of the canvas in front; null while there is none
     */
    public PaletteView(Theme theme, Supplier<@Nullable DropTarget> target) {
        theme.add(PaletteView.class, "palette.css");
        getStyleClass().addAll(Styles.PANE, "palette");
        search.setPromptText(words.text("search"));
        search.setAccessibleText(words.text("search"));
        search.setId("palette-search");
        none = Parts.label(words.text("none"), Styles.MUTED);
        none.setWrapText(true);
        none.getStyleClass().add("palette-none");
        for (Declares.Group group : Declares.Group.values()) shelf(group, target);
        shelves.getStyleClass().add("palette-shelves");
        var scroll = new ScrollPane(shelves);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(false);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        var field = Parts.field(Feather.SEARCH, search);
        var head = new VBox(field);
        head.getStyleClass().add("palette-head");
        content = new VBox(head, scroll);
        getChildren().add(content);
        search.textProperty().subscribe(this::narrow);
        search.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.DOWN)
                step(null, 1);
            else if (event.getCode() == KeyCode.ENTER)
                shown().stream().findFirst().ifPresent(Row::choose);
            else if (event.getCode() == KeyCode.ESCAPE && !search.getText().isEmpty())
                search.clear();
            else
                return;
            event.consume();
        });
    }

    /** Takes the keyboard: letters typed narrow the kinds. */
    public void focusSearch() {
        search.requestFocus();
        search.selectAll();
    }

    private void shelf(Declares.Group group, Supplier<@Nullable DropTarget> target) {
        var header = Parts.sectionHeader(Texts.title(group));
        var shelf = new VBox(header);
        for (Shape kind : Shape.kinds()) {
            if (kind.group() != group) continue;
            var row = new Row(kind, target, this::step);
            rows.add(row);
            shelf.getChildren().add(row);
        }
        if (shelf.getChildren().size() > 1) shelves.getChildren().add(shelf);
    }

    private void narrow(String typed) {
        String letters = typed.strip().toLowerCase(Locale.ROOT);
        rows.forEach(row -> show(row, letters.isEmpty() || row.matches(letters)));
        for (Node shelf : shelves.getChildren()) {
            if (shelf instanceof VBox box)
                show(box, box.getChildren().stream().anyMatch(n -> n instanceof Row && n.isVisible()));
        }
        shelves.getChildren().remove(none);
        if (shown().isEmpty()) shelves.getChildren().add(none);
    }

    private static void show(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }

    private List<Row> shown() { return rows.stream().filter(Node::isVisible).toList(); }

    /** Gives the keyboard to the next row, or back to the search field above the first. */
    private void step(@Nullable Row from, int by) {
        List<Row> shown = shown();
        int next = (from == null ? -1 : shown.indexOf(from)) + by;
        if (next < 0)
            search.requestFocus();
        else if (next < shown.size()) shown.get(next).requestFocus();
    }

    @Override
    protected void layoutChildren() { content.resizeRelocate(0, 0, getWidth(), getHeight()); }

    @Override
    protected double computePrefWidth(double height) { return 240; }

    @Override
    protected double computeMinWidth(double height) { return 160; }

    @Override
    protected double computePrefHeight(double width) { return content.prefHeight(width); }
}
