package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.kit.Dialogs;
import dev.flowbench.desktop.kit.Questions;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.StatusMark;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.RunTrace;
import java.time.Clock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The list of past runs: what they came to and what they took; Enter or a double click opens one. On the JavaFX thread. */
public final class RunsView extends BorderPane {
    private static final double MARK = 14;

    private final RunsModel model;
    private final Questions questions;
    private final BiConsumer<Journal.Summary, RunTrace> open;
    private final Words words = Words.beside(RunsView.class);
    private final RowWords rowWords = new RowWords(words);
    private final StartTimes times;
    private final TableView<Journal.Summary> table = new TableView<>();
    private final Label problem = Parts.label("", Styles.DANGER);

    /**
     * @param clock says what is today, in its own time zone
     * @param open takes a run that was opened
     */
    public RunsView(RunsModel model, Theme theme, Questions questions, Clock clock,
            BiConsumer<Journal.Summary, RunTrace> open) {
        this.model = model;
        this.questions = questions;
        this.open = open;
        this.times = new StartTimes(clock, words);
        theme.add(TraceView.class, "trace.css");
        getStyleClass().addAll(Styles.PANE, "runs-view");
        table.getStyleClass().addAll(Styles.PLAIN, "runs-table");
        table.setItems(model.runs());
        table.setFixedCellSize(Metrics.ROW);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.setPlaceholder(new Region());
        table.getColumns().add(status());
        table.getColumns().add(name());
        table.getColumns().add(text("runs.column.started", 130, run -> times.of(run.startedAt())));
        table.getColumns().add(number("runs.column.time", 108, run -> Figures.time(run.micros())));
        table.getColumns().add(number("runs.column.tokens", 76,
                run -> run.spent().tokens() == 0 ? "" : Figures.count(run.spent().tokens())));
        table.getColumns().add(number("runs.column.cost", 92, run -> run.spent().tokens() == 0
                ? ""
                : Figures.money(run.spent().nanoUsd(), run.spent().priced(), false)));
        table.getColumns().add(text("runs.column.reason", 160, run -> rowWords.reason(run.reason())));
        table.setRowFactory(_ -> row());
        table.setOnKeyPressed(event -> {
            Journal.Summary chosen = table.getSelectionModel().getSelectedItem();
            if (event.getCode() == KeyCode.F5) {
                model.refresh();
            } else if (chosen != null && event.getCode() == KeyCode.ENTER) {
                open(chosen);
            } else if (chosen != null && event.getCode() == KeyCode.DELETE) {
                delete(chosen);
            } else {
                return;
            }
            event.consume();
        });
        VBox empty = Parts.empty(Feather.CLOCK, words.text("runs.empty.title"), words.text("runs.empty.line"));
        problem.setWrapText(true);
        problem.getStyleClass().add("runs-problem");
        Runnable arrange = () -> {
            boolean none = model.runs().isEmpty();
            String wrong = model.problemProperty().get();
            problem.setText(wrong.isEmpty() ? "" : words.text("runs.unreadable", wrong));
            setTop(wrong.isEmpty() ? null : problem);
            setCenter(none && model.readProperty().get() && wrong.isEmpty() ? empty : table);
        };
        model.runs().subscribe(arrange);
        model.problemProperty().subscribe((_, _) -> arrange.run());
        model.readProperty().subscribe((_, _) -> arrange.run());
        arrange.run();
    }

    /** Takes the keyboard. */
    public void focusRows() {
        (getCenter() == table ? table : this).requestFocus();
    }

    /** A button that reads the list anew, for the pane's header. */
    public Button refreshButton() {
        Button refresh = Parts.tool(Feather.REFRESH_CW, words.text("runs.refresh"));
        refresh.setOnAction(_ -> model.refresh());
        return refresh;
    }

    private TableRow<Journal.Summary> row() {
        TableRow<Journal.Summary> row = new TableRow<>();
        row.setOnMouseClicked(event -> {
            if (event.getClickCount() == 2 && !row.isEmpty()) {
                open(row.getItem());
            }
        });
        MenuItem opening = new MenuItem(words.text("runs.open"));
        opening.setOnAction(_ -> open(row.getItem()));
        MenuItem deleting = new MenuItem(words.text("runs.delete"));
        deleting.getStyleClass().add(Styles.DANGER);
        deleting.setOnAction(_ -> delete(row.getItem()));
        ContextMenu menu = new ContextMenu(opening, deleting);
        row.emptyProperty().subscribe(none -> row.setContextMenu(none ? null : menu));
        return row;
    }

    private void open(Journal.Summary run) {
        model.open(run, trace -> open.accept(run, trace),
                wrong -> questions.error(run.name(), words.text("runs.open.failed", wrong), ""));
    }

    private void delete(Journal.Summary run) {
        questions.ask(words.text("runs.delete.title"),
                words.text("runs.delete.text", run.name(), times.of(run.startedAt())),
                Dialogs.Choice.danger(words.text("runs.delete"), () -> model.delete(run,
                        wrong -> questions.error(run.name(), words.text("runs.delete.failed", wrong), ""))));
    }

    // ---- columns

    private TableColumn<Journal.Summary, Journal.Summary> status() {
        TableColumn<Journal.Summary, Journal.Summary> column = column("", 36);
        column.setCellFactory(_ -> new Cell() {
            @Override
            void show(Journal.Summary run) {
                setGraphic(Marks.of(run.status()).node(MARK));
                setTooltip(new Tooltip(rowWords.status(run.status())));
                setAccessibleText(rowWords.status(run.status()));
                setAlignment(Pos.CENTER);
            }
        });
        column.setResizable(false);
        column.setMaxWidth(36);
        column.setMinWidth(36);
        return column;
    }

    private TableColumn<Journal.Summary, Journal.Summary> name() {
        TableColumn<Journal.Summary, Journal.Summary> column = column(words.text("runs.column.name"), 220);
        column.setCellFactory(_ -> new Cell() {
            @Override
            void show(Journal.Summary run) {
                HBox line = new HBox(Metrics.SPACE_8, Parts.label(run.name()));
                line.setAlignment(Pos.CENTER_LEFT);
                if (run.simulated()) {
                    Node flask = StatusMark.SIMULATED.node(MARK);
                    Tooltip.install(line, new Tooltip(words.text("runs.simulated")));
                    line.getChildren().add(flask);
                }
                setGraphic(line);
            }
        });
        return column;
    }

    private TableColumn<Journal.Summary, Journal.Summary> text(String title, double width,
            Function<Journal.Summary, String> text) {
        TableColumn<Journal.Summary, Journal.Summary> column = column(words.text(title), width);
        column.setCellFactory(_ -> new Cell() {
            @Override
            void show(Journal.Summary run) {
                setText(text.apply(run));
            }
        });
        return column;
    }

    private TableColumn<Journal.Summary, Journal.Summary> number(String title, double width,
            Function<Journal.Summary, String> text) {
        TableColumn<Journal.Summary, Journal.Summary> column = text(title, width, text);
        column.getStyleClass().add(Styles.NUMBER);
        column.setMaxWidth(width + 24);
        return column;
    }

    private static TableColumn<Journal.Summary, Journal.Summary> column(String title, double width) {
        TableColumn<Journal.Summary, Journal.Summary> column = new TableColumn<>(title);
        column.setCellValueFactory(cell -> new SimpleObjectProperty<>(cell.getValue()));
        column.setPrefWidth(width);
        column.setReorderable(false);
        column.setSortable(false);
        return column;
    }

    /** A cell that shows something of a run, or nothing. */
    private abstract static class Cell extends TableCell<Journal.Summary, Journal.Summary> {
        abstract void show(Journal.Summary run);

        @Override
        protected void updateItem(Journal.@Nullable Summary run, boolean empty) {
            super.updateItem(run, empty);
            setText(null);
            setGraphic(null);
            if (!empty && run != null) {
                show(run);
            }
        }
    }
}
