package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.Dialogs;
import dev.flowbench.desktop.kit.Questions;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.StatusMark;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.RunTrace;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.beans.binding.Bindings;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.SeparatorMenuItem;
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

    /** What is done with runs beside listing and deleting them. */
    public interface Actions {
        /** Shows a run that was read. */
        void open(Journal.Summary run, RunTrace trace);

        /** Takes a run up again. */
        void resume(Journal.Summary run);

        /** Makes a run from another. */
        void fork(Journal.Summary run, RunTrace trace);

        /** Goes over a run again without any effect; {@code current} with its workflow as it is open now. */
        void replay(Journal.Summary run, RunTrace trace, boolean current);

        /** Shows what a dry run held back, to be committed. */
        void report(Journal.Summary run);

        /** Writes runs to a file. */
        void export(Journal.Summary run);

        /** Brings runs from files. */
        void bring();
    }

    private final RunsModel model;
    private final Questions questions;
    private final Actions actions;
    private final Words words = Words.beside(RunsView.class);
    private final RowWords rowWords = new RowWords(words);
    private final StartTimes times;
    private final TableView<Journal.Summary> table = new TableView<>();
    /** What the table shows: the model's runs, changed so that what is chosen stays chosen. */
    private final ObservableList<Journal.Summary> shown = FXCollections.observableArrayList();
    private final Label problem = Parts.label("", Styles.DANGER);

    /**
     * @param clock says what is today, in its own time zone
     * @param actions what is done with runs beside listing and deleting them
     */
    public RunsView(RunsModel model, Theme theme, Questions questions, Clock clock,
            Actions actions) {
        this.model = model;
        this.questions = questions;
        this.actions = actions;
        this.times = new StartTimes(clock, words);
        theme.add(TraceView.class, "trace.css");
        getStyleClass().addAll(Styles.PANE, "runs-view");
        table.getStyleClass().addAll(Styles.PLAIN, "runs-table");
        table.setItems(shown);
        model.runs().subscribe(this::show);
        show();
        table.setFixedCellSize(Metrics.ROW);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.setPlaceholder(new Region());
        table.getColumns().add(status());
        table.getColumns().add(name());
        TableColumn<Journal.Summary, Journal.Summary> started = text("runs.column.started", 130,
                run -> times.of(run.startedAt()));
        started.setMinWidth(124);
        table.getColumns().add(started);
        table.getColumns().add(number("runs.column.time", 108, run -> Figures.time(run.micros())));
        table.getColumns().add(number("runs.column.tokens", 76,
                run -> run.spent().tokens() == 0 ? "" : Figures.count(run.spent().tokens())));
        table.getColumns().add(number("runs.column.cost", 92, run -> run.spent().tokens() == 0
                ? ""
                : Figures.money(run.spent().nanoUsd(), run.spent().priced(), false)));
        TableColumn<Journal.Summary, Journal.Summary> why = text("runs.column.reason", 160,
                run -> rowWords.reason(run.reason()));
        why.setMinWidth(72);
        table.getColumns().add(why);
        table.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        table.setRowFactory(_ -> row());
        table.setOnKeyPressed(event -> {
            Journal.Summary chosen = table.getSelectionModel().getSelectedItem();
            if (event.getCode() == KeyCode.F5) {
                model.refresh();
            } else if (chosen != null && event.getCode() == KeyCode.ENTER) {
                open(chosen);
            } else if (chosen != null && event.getCode() == KeyCode.DELETE) {
                delete();
            } else {
                return;
            }
            event.consume();
        });
        HBox bar = bar();
        VBox empty = Parts.empty(Feather.CLOCK, words.text("runs.empty.title"), words.text("runs.empty.line"));
        problem.setWrapText(true);
        problem.getStyleClass().add("runs-problem");
        Runnable arrange = () -> {
            boolean none = model.runs().isEmpty();
            String wrong = model.problemProperty().get();
            problem.setText(wrong.isEmpty() ? "" : words.text("runs.unreadable", wrong));
            setTop(wrong.isEmpty() ? bar : new VBox(bar, problem));
            setCenter(none && model.readProperty().get() && wrong.isEmpty() ? empty : table);
        };
        model.runs().subscribe(arrange);
        model.problemProperty().subscribe((_, _) -> arrange.run());
        model.readProperty().subscribe((_, _) -> arrange.run());
        arrange.run();
    }

    private void show() {
        Set<String> chosen = table.getSelectionModel().getSelectedItems().stream().filter(Objects::nonNull)
                .map(Journal.Summary::run).collect(Collectors.toSet());
        shown.setAll(model.runs());
        int[] again = IntStream.range(0, shown.size()).filter(row -> chosen.contains(shown.get(row).run())).toArray();
        table.getSelectionModel().clearSelection();
        if (again.length > 0) {
            table.getSelectionModel().selectIndices(again[0], Arrays.copyOfRange(again, 1, again.length));
        }
    }

    /** Takes the keyboard. */
    public void focusRows() {
        (getCenter() == table ? table : this).requestFocus();
    }

    private HBox bar() {
        Button opening = action("open", Feather.FOLDER, this::open, run -> true);
        Button resume = action("resume", Feather.PLAY, actions::resume, RunsView::isUnfinished);
        Button fork = action("fork", Feather.GIT_BRANCH, run -> read(run, actions::fork), _ -> true);
        Button replay = action("replay", Feather.REPEAT, run -> read(run, (one, trace) -> actions.replay(one, trace,
                false)), _ -> true);
        Button report = action("report", Feather.CLIPBOARD, actions::report, _ -> true);
        Button export = action("export", Feather.UPLOAD, actions::export, _ -> true);
        Button delete = new Button(words.text("runs.delete"), Icons.of(Feather.TRASH_2));
        delete.setId("runs-delete");
        delete.getStyleClass().add(Styles.FLAT);
        delete.disableProperty().bind(Bindings.isEmpty(table.getSelectionModel().getSelectedItems()));
        delete.setOnAction(_ -> delete());
        Button bring = new Button(words.text("runs.import"), Icons.of(Feather.DOWNLOAD));
        bring.setId("runs-import");
        bring.getStyleClass().add(Styles.FLAT);
        bring.setOnAction(_ -> actions.bring());
        Button refresh = Parts.tool(Feather.REFRESH_CW, words.text("runs.refresh"));
        refresh.setOnAction(_ -> model.refresh());
        HBox bar = new HBox(Metrics.SPACE_4, opening, resume, fork, replay, report, export, delete, Parts.spacer(),
                bring,
                refresh);
        bar.getChildren().forEach(node -> {
            if (node instanceof Button button) {
                button.setMinWidth(Region.USE_PREF_SIZE);
            }
        });
        bar.setAlignment(Pos.CENTER_LEFT);
        bar.getStyleClass().add("runs-bar");
        return bar;
    }

    private static boolean isUnfinished(Journal.Summary run) {
        return switch (run.status()) {
            case INTERRUPTED, WAITING -> true;
            case RUNNING, DONE, PARTIAL, FAILED, CANCELLED -> false;
        };
    }

    /** A button for one run of a kind. */
    private Button action(String key, Feather icon, Consumer<Journal.Summary> act, Predicate<Journal.Summary> fits) {
        Button button = new Button(words.text("runs." + key), Icons.of(icon));
        button.setId("runs-" + key);
        button.getStyleClass().add(Styles.FLAT);
        var chosen = table.getSelectionModel().getSelectedItems();
        button.disableProperty().bind(Bindings.createBooleanBinding(
                () -> chosen.size() != 1 || chosen.getFirst() == null || !fits.test(chosen.getFirst()), chosen));
        button.setOnAction(_ -> act.accept(chosen.getFirst()));
        return button;
    }

    private TableRow<Journal.Summary> row() {
        TableRow<Journal.Summary> row = new TableRow<>();
        row.setOnMouseClicked(event -> {
            if (event.getClickCount() == 2 && !row.isEmpty()) {
                open(row.getItem());
            }
        });
        MenuItem resume = item("resume", () -> actions.resume(row.getItem()));
        MenuItem deleting = item("delete", this::delete);
        deleting.getStyleClass().add(Styles.DANGER);
        ContextMenu menu = new ContextMenu(item("open", () -> open(row.getItem())), resume,
                item("fork", () -> read(row.getItem(), actions::fork)),
                item("replay", () -> read(row.getItem(), (run, trace) -> actions.replay(run, trace, false))),
                item("replay.current", () -> read(row.getItem(), (run, trace) -> actions.replay(run, trace, true))),
                item("report", () -> actions.report(row.getItem())), new SeparatorMenuItem(),
                item("export", () -> actions.export(row.getItem())), deleting);
        menu.setOnShowing(_ -> resume.setDisable(row.isEmpty() || !isUnfinished(row.getItem())));
        row.emptyProperty().subscribe(none -> row.setContextMenu(none ? null : menu));
        return row;
    }

    private MenuItem item(String key, Runnable action) {
        MenuItem item = new MenuItem(words.text("runs." + key));
        item.setOnAction(_ -> action.run());
        return item;
    }

    private void open(Journal.Summary run) {
        read(run, actions::open);
    }

    private void read(Journal.Summary run, BiConsumer<Journal.Summary, RunTrace> done) {
        model.open(run, trace -> done.accept(run, trace),
                wrong -> questions.error(VisibleText.line(run.name()), words.text("runs.open.failed", wrong), ""));
    }

    private void delete() {
        List<Journal.Summary> chosen = List.copyOf(table.getSelectionModel().getSelectedItems());
        if (chosen.isEmpty()) {
            return;
        }
        Journal.Summary first = chosen.getFirst();
        questions.ask(words.text("runs.delete.title", chosen.size()),
                chosen.size() == 1
                        ? words.text("runs.delete.text", VisibleText.line(first.name()), times.of(first.startedAt()))
                        : words.text("runs.delete.several", chosen.size()),
                Dialogs.Choice.danger(words.text("runs.delete"), () -> model.delete(chosen,
                        wrong -> questions.error(words.text("runs.delete.title", chosen.size()),
                                words.text("runs.delete.failed", wrong), ""))));
    }

    // ---- columns

    private TableColumn<Journal.Summary, Journal.Summary> status() {
        TableColumn<Journal.Summary, Journal.Summary> column = column(words.text("runs.column.status"), 116);
        column.setCellFactory(_ -> new Cell() {
            @Override
            void show(Journal.Summary run) {
                setGraphic(Marks.of(run.status()).node(MARK));
                setText(rowWords.status(run.status()));
                setAccessibleText(rowWords.status(run.status()));
            }
        });
        column.setMinWidth(108);
        return column;
    }

    private TableColumn<Journal.Summary, Journal.Summary> name() {
        TableColumn<Journal.Summary, Journal.Summary> column = column(words.text("runs.column.name"), 220);
        column.setMinWidth(120);
        column.setCellFactory(_ -> new Cell() {
            @Override
            void show(Journal.Summary run) {
                HBox line = new HBox(Metrics.SPACE_8, Parts.label(VisibleText.line(run.name())));
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
        column.setMinWidth(width - 8);
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
