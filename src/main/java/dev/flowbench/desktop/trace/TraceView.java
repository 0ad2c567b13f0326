package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.trace.RunTrace;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/**
 * The trace pane: the run in a few figures, its spans as tree and waterfall, and the selected one in detail. On the JavaFX
 * thread.
 */
public final class TraceView extends BorderPane {
    private final TraceModel model;
    private final Words words = Words.beside(TraceView.class);
    private final TracePane rows;
    private final SpanDetailView detail;
    private final SplitPane split;
    private final VBox notes = new VBox();
    private @Nullable RunTrace noted;
    private final DoubleProperty detailShare = new SimpleDoubleProperty(this, "detailShare", 0.38);
    private final BooleanProperty detailShown = new SimpleBooleanProperty(this, "detailShown", true);

    /** A pane that shows what the model shows. */
    public TraceView(TraceModel model, Theme theme) {
        this.model = model;
        theme.add(TraceView.class, "trace.css");
        getStyleClass().addAll(Styles.PANE, "trace-view");
        rows = new TracePane(model, theme, words, filter(), this::openDetail);
        detail = new SpanDetailView(model, words);
        split = new Shares();
        split.getItems().add(rows);
        SplitPane.setResizableWithParent(detail, false);
        SummaryBar summary = new SummaryBar(model, words, tools());
        Region empty = Parts.empty(Feather.ACTIVITY, words.text("empty.title"), words.text("empty.line"));
        Region noMatch = Parts.empty(Feather.SEARCH, words.text("filter.none"), words.text("filter.none.line"),
                clearButton());
        noMatch.getStyleClass().add("trace-no-match");
        noMatch.setPickOnBounds(false);
        StackPane.setMargin(noMatch, new javafx.geometry.Insets(TracePainter.HEADER + 1, 0, 0, 0));
        StackPane content = new StackPane(split, empty);
        setTop(new VBox(summary, notes));
        setCenter(content);
        model.revisionProperty().subscribe((_, _) -> {
            boolean none = model.trace() == null;
            if (noted != model.trace()) {
                notes.getChildren().clear();
            }
            empty.setVisible(none);
            split.setVisible(!none);
            summary.setManaged(!none);
            noMatch.setVisible(!none && model.trace() != null && model.trace().size() > 0 && model.size() == 0);
        });
        empty.setVisible(model.trace() == null);
        split.setVisible(model.trace() != null);
        summary.setManaged(model.trace() != null);
        noMatch.setVisible(false);
        StackPane left = new StackPane(rows, noMatch);
        left.setMinWidth(220);
        // In a low dock the rows scroll; they must not reach below what is seen.
        for (Region low : List.of(content, split, left, rows, detail)) {
            low.setMinHeight(0);
        }
        split.getItems().set(0, left);
        arrange();
        detailShown.subscribe((_, _) -> arrange());
    }

    /** Says something about the run that is shown, above its rows, until another is shown; in place of one of the same id. */
    public void note(Node note) {
        if (noted != model.trace()) {
            noted = model.trace();
            notes.getChildren().clear();
        }
        notes.getChildren().removeIf(each -> note.getId() != null && note.getId().equals(each.getId()));
        notes.getChildren().add(note);
    }

    /** The share of the width that the details take, 0 to 1; kept by whoever keeps the window's places. */
    public DoubleProperty detailShareProperty() {
        return detailShare;
    }

    /** Whether the details are shown. */
    public BooleanProperty detailShownProperty() {
        return detailShown;
    }

    /** Width of the tree, in pixels. */
    public DoubleProperty treeWidthProperty() {
        return rows.treeWidthProperty();
    }

    /** Gives the keyboard to the rows. */
    public void focusRows() {
        rows.requestFocus();
    }

    /** Paints the rows now, without waiting for a pulse; for pictures. */
    void paintNow() {
        rows.paint();
    }

    private void arrange() {
        if (detailShown.get()) {
            split.getItems().setAll(split.getItems().getFirst(), detail);
            place();
            split.getDividers().getFirst().positionProperty().subscribe((_, at) -> {
                if (isDragged()) {
                    detailShare.set(1 - at.doubleValue());
                }
            });
        } else {
            split.getItems().remove(detail);
        }
    }

    /** Two panes that keep their shares of the width when it changes, whatever it was before. */
    private final class Shares extends SplitPane {
        private double placed;

        @Override
        protected void layoutChildren() {
            super.layoutChildren();
            if (getWidth() != placed) {
                placed = getWidth();
                place();
                super.layoutChildren();
            }
        }
    }

    /** Only a person changes the share; where the divider stands while a window grows or shrinks says nothing. */
    private boolean isDragged() {
        return split.lookupAll(".split-pane-divider").stream().anyMatch(Node::isPressed);
    }

    private void place() {
        if (detailShown.get() && split.getWidth() > 0) {
            split.setDividerPosition(0, 1 - Math.clamp(detailShare.get(), 0.15, 0.8));
        }
    }

    private void openDetail() {
        if (!detailShown.get()) {
            detailShown.set(true);
        }
        detail.focusText();
    }

    private Region filter() {
        TextField field = new TextField();
        field.setPromptText(words.text("filter.prompt"));
        field.textProperty().bindBidirectional(model.filterTextProperty());
        ToggleButton errors = Parts.toggle(Feather.ALERT_OCTAGON, words.text("filter.errors"));
        errors.getStyleClass().add(Styles.MINI);
        errors.selectedProperty().bindBidirectional(model.errorsOnlyProperty());
        field.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.DOWN || event.getCode() == KeyCode.ENTER) {
                event.consume();
                rows.requestFocus();
                model.move(1);
            } else if (event.getCode() == KeyCode.ESCAPE && !field.getText().isEmpty()) {
                event.consume();
                field.clear();
            }
        });
        HBox box = Parts.field(Feather.SEARCH, field, errors);
        box.getStyleClass().add("trace-filter");
        box.focusedProperty().subscribe(focused -> {
            if (focused) {
                field.requestFocus();
            }
        });
        return box;
    }

    private Button clearButton() {
        Button clear = new Button(words.text("filter.clear"));
        clear.setOnAction(_ -> {
            model.filterTextProperty().set("");
            model.errorsOnlyProperty().set(false);
        });
        return clear;
    }

    private HBox tools() {
        Button fold = Parts.tool(Feather.MINIMIZE_2, words.text("tool.fold"));
        fold.setOnAction(_ -> model.foldAll(true));
        Button unfold = Parts.tool(Feather.MAXIMIZE_2, words.text("tool.unfold"));
        unfold.setOnAction(_ -> model.foldAll(false));
        Button fit = Parts.tool(Feather.CODE, words.text("tool.fit"));
        fit.setOnAction(_ -> model.showWhole());
        ToggleButton details = Parts.toggle(Feather.SIDEBAR, words.text("tool.detail"));
        details.selectedProperty().bindBidirectional(detailShown);
        HBox tools = new HBox(fold, unfold, fit, details);
        tools.setAlignment(javafx.geometry.Pos.CENTER_RIGHT);
        tools.setMinWidth(Region.USE_PREF_SIZE);
        tools.getStyleClass().add("trace-tools");
        HBox.setMargin(tools, new javafx.geometry.Insets(0, 0, 0, Metrics.SPACE_8));
        return tools;
    }
}
