package dev.flowbench.desktop.dryrun;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.desktop.approval.Readable;
import dev.flowbench.desktop.code.CodeField;
import dev.flowbench.desktop.code.Syntax;
import dev.flowbench.desktop.kit.Dialogs;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.KindGlyph;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.StatusMark;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.engine.DryRun;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.SessionSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The report of one dry run: all that it held back, each to be approved, edited or left out, and what came of it. */
public final class ReportView extends BorderPane {
    private static final Words WORDS = Words.beside(ReportView.class);
    private static final double LIST = 420;
    private static final double MARK = 14;

    private final DryRunModel model;
    private final Dialogs dialogs;
    private final Consumer<String> showCommit;
    private final ListView<Effect> list = new ListView<>();
    private final BorderPane detail = new BorderPane();
    private final VBox top = new VBox();
    private final HBox bar = new HBox(Metrics.SPACE_8);
    private Subscription shown = Subscription.EMPTY;

    /** @param showCommit shows the run of that id that commits */
    public ReportView(DryRunModel model, Theme theme, Dialogs dialogs, Consumer<String> showCommit) {
        this.model = model;
        this.dialogs = dialogs;
        this.showCommit = showCommit;
        theme.add(ReportView.class, "dryrun.css");
        getStyleClass().addAll(Styles.PANE, "report");
        bar.getStyleClass().add("report-bar");
        bar.setAlignment(Pos.CENTER_LEFT);
        top.getChildren().add(bar);
        setTop(top);
        list.setId("report");
        list.getStyleClass().addAll(Styles.PLAIN, Styles.TALL, "report-list");
        list.setAccessibleText(WORDS.text("list"));
        list.getItems().setAll(model.effects());
        list.setCellFactory(_ -> new Cell());
        list.setMinWidth(240);
        list.getSelectionModel().selectedItemProperty().subscribe(effect -> {
            if (effect != null) {
                show(effect);
            }
        });
        list.setOnKeyPressed(event -> {
            Effect effect = list.getSelectionModel().getSelectedItem();
            if (effect != null && deciding() && event.getCode() == KeyCode.SPACE) {
                effect.approvedProperty().set(!effect.approvedProperty().get());
            } else if (effect != null && deciding() && event.getCode() == KeyCode.ENTER) {
                edit(effect);
            } else {
                return;
            }
            event.consume();
        });
        detail.setMinWidth(240);
        detail.getStyleClass().add("report-detail");
        if (model.effects().isEmpty()) {
            setCenter(Parts.empty(Feather.CHECK_CIRCLE, WORDS.text("none"), WORDS.text("none.line")));
        } else {
            SplitPane split = new SplitPane(list, detail);
            SplitPane.setResizableWithParent(list, false);
            split.widthProperty().subscribe((before, now) -> {
                if (before.doubleValue() <= 0 && now.doubleValue() > 0) {
                    split.setDividerPosition(0, Math.min(LIST, now.doubleValue() * 0.45) / now.doubleValue());
                }
            });
            setCenter(split);
            list.getSelectionModel().selectFirst();
        }
        model.stageProperty().subscribe(_ -> arrange());
        model.problemProperty().subscribe((_, _) -> arrange());
        model.effects().forEach(effect -> effect.outcomeProperty().subscribe((_, _) -> arrange()));
    }

    /** Takes the keyboard. */
    public void focusRows() {
        (model.effects().isEmpty() ? this : list).requestFocus();
    }

    private boolean deciding() {
        return model.stageProperty().get() == DryRunModel.Stage.DECIDING;
    }

    // ---- head

    private void arrange() {
        List<Node> all = new ArrayList<>();
        Label name = Parts.label(model.name(), Styles.STRONG);
        name.setMinWidth(48);
        all.add(name);
        if (model.simulated()) {
            Label mark = Parts.chip(WORDS.text("simulated"), Styles.INFO, "report-simulated");
            mark.setId("report-simulated");
            mark.setGraphic(StatusMark.SIMULATED.node(MARK));
            mark.setTooltip(new Tooltip(WORDS.text("simulated.line")));
            all.add(mark);
        }
        SessionSummary took = model.summary();
        Label figures = Parts.label(WORDS.text("took", model.effects().size(), Figures.time(took.micros()),
                Figures.shortCount(took.tokens()), Figures.money(took.nanoUsd(), took.priced(), took.uncertain())),
                Styles.CAPTION);
        figures.setMinWidth(0);
        all.add(figures);
        all.add(Parts.spacer());
        switch (model.stageProperty().get()) {
            case DECIDING -> deciding(all);
            case LEFT -> {
                Button proceed = button("proceed", Feather.PLAY, model::proceed);
                proceed.getStyleClass().add(Styles.PRIMARY);
                all.addAll(List.of(trace(), proceed));
            }
            case COMMITTED, COMMITTING -> all.add(trace());
            case NOT_OVER, IMPORTED, NOTHING -> {}
        }
        bar.getChildren().setAll(all);
        @Nullable Node banner = banner();
        if (banner == null) {
            top.getChildren().setAll(bar);
        } else {
            top.getChildren().setAll(bar, banner);
        }
        list.refresh();
        Effect effect = list.getSelectionModel().getSelectedItem();
        if (effect != null) {
            show(effect);
        }
    }

    private void deciding(List<Node> all) {
        Label count = Parts.label("", Styles.CAPTION);
        count.setId("report-count");
        count.setMinWidth(Region.USE_PREF_SIZE);
        count.textProperty().bind(model.approvedProperty()
                .map(now -> WORDS.text("approved", now, model.effects().size())));
        Button every = button("approveAll", Feather.CHECK_SQUARE, () -> model.approveAll(true));
        Button none = button("leaveAll", Feather.SQUARE, () -> model.approveAll(false));
        every.disableProperty().bind(model.approvedProperty().isEqualTo(model.effects().size()));
        none.disableProperty().bind(model.approvedProperty().isEqualTo(0));
        every.getStyleClass().add(Styles.FLAT);
        none.getStyleClass().add(Styles.FLAT);
        Button commit = button("commit", Feather.CHECK, this::commit);
        commit.getStyleClass().add(Styles.PRIMARY);
        commit.disableProperty().bind(model.approvedProperty().isEqualTo(0));
        all.addAll(List.of(every, none, count, commit));
    }

    private Button trace() {
        Button trace = button("trace", Feather.ACTIVITY, () -> showCommit.accept(DryRun.commitId(model.run())));
        trace.getStyleClass().add(Styles.FLAT);
        trace.setDisable(model.commit() == null);
        return trace;
    }

    private static Button button(String key, Feather icon, Runnable action) {
        Button button = new Button(WORDS.text(key), dev.flowbench.desktop.look.Icons.of(icon));
        button.setId("report-" + key);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        return button;
    }

    private @Nullable Node banner() {
        String wrong = model.problemProperty().get();
        if (!wrong.isEmpty()) {
            return Parts.banner(Styles.DANGER, Feather.ALERT_CIRCLE, WORDS.text("failed", wrong));
        }
        int done = model.count(Effect.State.DONE);
        int failed = model.count(Effect.State.FAILED);
        int unknown = model.count(Effect.State.UNKNOWN);
        int left = model.count(Effect.State.LEFT_OUT);
        int not = model.count(Effect.State.NOT_DONE);
        Node banner = switch (model.stageProperty().get()) {
            case DECIDING, NOTHING -> null;
            case NOT_OVER -> Parts.banner(Styles.WARNING, Feather.CLOCK, WORDS.text("notOver"));
            case IMPORTED -> Parts.banner(Styles.INFO, Feather.DOWNLOAD, WORDS.text("imported"));
            case COMMITTING -> Parts.banner(unknown > 0 ? Styles.WARNING : Styles.INFO,
                    unknown > 0 ? Feather.USER_CHECK : Feather.PLAY,
                    WORDS.text(unknown > 0 ? "committing.asks" : "committing", done + failed,
                            model.effects().size() - left));
            case LEFT -> Parts.banner(Styles.WARNING, Feather.PAUSE, WORDS.text("left"));
            case COMMITTED -> Parts.banner(failed + unknown + not > 0 ? Styles.WARNING : Styles.SUCCESS,
                    failed + unknown + not > 0 ? Feather.ALERT_TRIANGLE : Feather.CHECK_CIRCLE,
                    WORDS.text(model.simulated() ? "committed.simulated" : "committed", done)
                            + part("committed.failed", failed) + part("committed.unknown", unknown)
                            + part("committed.not", not) + part("committed.left", left));
        };
        if (banner != null) {
            banner.setId("report-banner");
        }
        return banner;
    }

    private static String part(String key, int count) {
        return count == 0 ? "" : WORDS.text(key, count);
    }

    private void commit() {
        int count = model.approvedProperty().get();
        int left = model.effects().size() - count;
        VBox content = new VBox(Metrics.SPACE_8, wrapped(WORDS.text(model.simulated()
                ? "commit.text.simulated"
                : "commit.text", count)));
        if (left > 0) {
            content.getChildren().add(wrapped(WORDS.text("commit.left", left), Styles.MUTED));
        }
        dialogs.weigh(WORDS.text("commit.title", count), content, Feather.CHECK_SQUARE,
                Dialogs.Choice.primary(WORDS.text(model.simulated() ? "commit.do.simulated" : "commit.do", count),
                        model::commitApproved));
    }

    // ---- one effect

    private void show(Effect effect) {
        shown.unsubscribe();
        shown = effect.editedProperty().subscribe((_, _) -> show(effect))
                .and(effect.approvedProperty().subscribe((_, _) -> show(effect)));
        VBox body = new VBox(Metrics.SPACE_8);
        body.getStyleClass().add("report-body");
        Effect.Outcome outcome = effect.outcomeProperty().get();
        if (outcome.state() == Effect.State.FAILED || outcome.state() == Effect.State.UNKNOWN) {
            body.getChildren().add(wrapped(WORDS.text("outcome." + outcome.state().name(), outcome.text()),
                    Styles.DANGER));
        } else if (outcome.state() == Effect.State.DONE && !outcome.text().isEmpty()) {
            body.getChildren().addAll(Parts.label(WORDS.text("outcome.DONE"), Styles.STRONG),
                    Readable.of(outcome.text()));
        }
        if (!effect.reason().isEmpty()) {
            body.getChildren().addAll(Parts.label(WORDS.text("reason"), Styles.STRONG), Readable.of(effect.reason()));
        }
        boolean edited = effect.editedProperty().get() != null;
        body.getChildren().addAll(Parts.label(WORDS.text(edited ? "arguments.edited" : "arguments"), Styles.STRONG),
                Readable.of(effect.arguments()));
        if (edited) {
            body.getChildren().addAll(Parts.label(WORDS.text("arguments.before"), Styles.CAPTION),
                    Readable.of(effect.held().request().arguments()));
        }
        JsonNode config = effect.held().request().config();
        if (config != null && !config.isNull() && !config.isEmpty()) {
            body.getChildren().addAll(Parts.label(WORDS.text("config"), Styles.STRONG), Readable.of(config));
        }
        body.getChildren().addAll(Parts.label(WORDS.text("standIn"), Styles.STRONG),
                Readable.of(effect.held().standIn()));
        Label key = Parts.label(WORDS.text("key", effect.held().stepKey(), effect.held().sha256()), Styles.CAPTION);
        key.setWrapText(true);
        key.setMinHeight(Region.USE_PREF_SIZE);
        body.getChildren().add(key);
        ScrollPane scroll = new ScrollPane(body);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add("report-scroll");
        detail.setTop(head(effect));
        detail.setCenter(scroll);
        detail.setBottom(null);
    }

    private Node head(Effect effect) {
        Label tool = Parts.label(tool(effect), Styles.SECTION_TITLE);
        tool.setMinWidth(0);
        Label line = Parts.label(WORDS.text("class.line." + effect.held().effect().name()), Styles.CAPTION);
        line.setMinWidth(0);
        VBox texts = new VBox(tool, line);
        texts.setMinWidth(0);
        HBox.setHgrow(texts, Priority.ALWAYS);
        HBox head = new HBox(Metrics.SPACE_8, texts);
        head.setAlignment(Pos.CENTER_LEFT);
        head.getStyleClass().add("report-head");
        if (deciding()) {
            boolean approved = effect.approvedProperty().get();
            if (effect.editedProperty().get() != null) {
                head.getChildren().add(button("asItWas", Feather.CORNER_UP_LEFT, () -> effect.edit(null)));
            }
            head.getChildren().add(button("edit", Feather.EDIT_2, () -> edit(effect)));
            head.getChildren().add(approved
                    ? button("leave", Feather.X, () -> effect.approvedProperty().set(false))
                    : button("approve", Feather.CHECK, () -> effect.approvedProperty().set(true)));
        }
        return head;
    }

    private static String tool(Effect effect) {
        String tool = effect.held().request().tool();
        return tool.equals(ToolRequest.REMEMBER) ? WORDS.text("remember") : tool;
    }

    private void edit(Effect effect) {
        shown.unsubscribe();
        CodeField field = new CodeField(Syntax.JSON, 3);
        field.id("report-editor");
        field.describe(WORDS.text("editor"));
        field.textProperty().set(Readable.json(effect.arguments()));
        Label what = Parts.label(WORDS.text("editing"), Styles.CAPTION);
        Label wrong = wrapped("", Styles.FORM_ERROR);
        wrong.setId("report-edit-problem");
        wrong.managedProperty().bind(wrong.textProperty().isNotEmpty());
        ScrollPane scroll = new ScrollPane(field.node());
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(false);
        scroll.getStyleClass().add("report-scroll");
        VBox box = new VBox(Metrics.SPACE_4, what, scroll, wrong);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        box.getStyleClass().add("report-body");
        Label tool = Parts.label(tool(effect), Styles.SECTION_TITLE);
        tool.setMinWidth(0);
        Button use = button("edit.use", Feather.CHECK, () -> model.edit(effect, field.textProperty().get(), found -> {
            if (found.isEmpty()) {
                show(effect);
                list.refresh();
                list.requestFocus();
            } else {
                wrong.setText(String.join("\n", found));
                field.focus();
            }
        }, WORDS.text("edit.notJson")));
        use.setId("report-use");
        use.getStyleClass().add(Styles.PRIMARY);
        Button back = button("edit.back", Feather.X, () -> {
            show(effect);
            list.requestFocus();
        });
        back.setId("report-back");
        HBox head = new HBox(Metrics.SPACE_8, tool, Parts.spacer(), back, use);
        head.setAlignment(Pos.CENTER_LEFT);
        head.getStyleClass().add("report-head");
        detail.setTop(head);
        detail.setCenter(box);
        field.focus();
    }

    private static Label wrapped(String text, String... styles) {
        Label label = Parts.label(text, styles);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private final class Cell extends ListCell<Effect> {
        private Subscription watching = Subscription.EMPTY;

        Cell() {
            prefWidthProperty().bind(list.widthProperty().subtract(20));
            setMaxWidth(USE_PREF_SIZE);
        }

        @Override
        protected void updateItem(@Nullable Effect effect, boolean none) {
            super.updateItem(effect, none);
            watching.unsubscribe();
            watching = Subscription.EMPTY;
            setText(null);
            setGraphic(null);
            if (none || effect == null) {
                return;
            }
            CheckBox approve = new CheckBox();
            approve.setAccessibleText(WORDS.text("approve"));
            approve.setTooltip(new Tooltip(WORDS.text("approve")));
            approve.getStyleClass().add("report-approve");
            approve.setFocusTraversable(false);
            approve.setSelected(effect.approvedProperty().get());
            approve.setDisable(!deciding());
            approve.setOnAction(_ -> effect.approvedProperty().set(approve.isSelected()));
            Label tool = Parts.label(tool(effect), Styles.STRONG);
            tool.setMinWidth(0);
            HBox first = new HBox(Metrics.SPACE_8, tool, Parts.spacer());
            first.setAlignment(Pos.CENTER_LEFT);
            Label edited = Parts.chip(WORDS.text("edited"), Styles.INFO);
            edited.visibleProperty().bind(Bindings.isNotNull(effect.editedProperty()));
            edited.managedProperty().bind(edited.visibleProperty());
            first.getChildren().addAll(edited, state(effect));
            Label line = Parts.label(WORDS.text("of", effect.title(), brief(effect.arguments())), Styles.CAPTION);
            line.setMinWidth(0);
            VBox texts = new VBox(2, first, line);
            texts.setMinWidth(0);
            HBox.setHgrow(texts, Priority.ALWAYS);
            HBox row = new HBox(Metrics.SPACE_8, approve, KindGlyph.of(effect.kind()).node(24), texts);
            row.setAlignment(Pos.CENTER_LEFT);
            setGraphic(row);
            setAccessibleText(WORDS.text("row", tool(effect), effect.title()));
            watching = effect.approvedProperty().subscribe((_, now) -> approve.setSelected(now))
                    .and(effect.editedProperty().subscribe((_, _) -> line
                            .setText(WORDS.text("of", effect.title(), brief(effect.arguments())))));
        }

        private static Label state(Effect effect) {
            Effect.State state = effect.outcomeProperty().get().state();
            return switch (state) {
                case OPEN -> Parts.chip(WORDS.text("class." + effect.held().effect().name()));
                case WAITING, LEFT_OUT -> Parts.chip(WORDS.text("state." + state.name()));
                case WORKING -> Parts.chip(WORDS.text("state.WORKING"), Styles.INFO);
                case DONE -> Parts.chip(WORDS.text("state.DONE"), Styles.SUCCESS);
                case FAILED -> Parts.chip(WORDS.text("state.FAILED"), Styles.DANGER);
                case UNKNOWN, NOT_DONE -> Parts.chip(WORDS.text("state." + state.name()), Styles.WARNING);
            };
        }

        /** The arguments on one line. */
        private static String brief(JsonNode arguments) {
            var parts = new ArrayList<String>();
            arguments.properties().forEach(field -> parts.add(field.getKey() + ": "
                    + (field.getValue().isTextual() ? field.getValue().textValue() : field.getValue().toString())));
            String all = String.join(", ", parts).replaceAll("\\s+", " ");
            return all.length() > 200 ? all.substring(0, 200) + "…" : all;
        }
    }
}
