package dev.flowbench.desktop.approval;

import dev.flowbench.desktop.kit.Dialogs;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.KindGlyph;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.engine.event.What;
import dev.flowbench.trace.Figures;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** What people are asked in all runs: a list by run, and the selected question in full. On the JavaFX thread. */
public final class InboxView extends BorderPane {
    private static final double LIST = 300;

    private final Inbox inbox;
    private final Dialogs dialogs;
    private final Clock clock;
    private final Words words = Words.beside(InboxView.class);
    private final ListView<Line> list = new ListView<>();
    private final AskedView detail;
    private final SplitPane split = new SplitPane();
    private final Region empty;
    private final Timeline ticks = new Timeline();

    /** A line of the list. */
    private sealed interface Line {
        /** The run whose questions follow. */
        record Head(String run, String name, boolean simulated, List<Asked> asks) implements Line {}

        record One(Asked asked) implements Line {}
    }

    /**
     * @param clock says how long somebody has waited
     * @param person who answers, as it is journaled
     * @param show brings a node of a run into view
     */
    public InboxView(Inbox inbox, Theme theme, Dialogs dialogs, Clock clock, String person,
            java.util.function.Consumer<Asked> show) {
        this.inbox = inbox;
        this.dialogs = dialogs;
        this.clock = clock;
        theme.add(InboxView.class, "approval.css");
        getStyleClass().addAll(Styles.PANE, "inbox");
        detail = new AskedView(inbox, words, person, this::confirmed, show);
        list.setId("inbox");
        list.getStyleClass().addAll(Styles.PLAIN, Styles.TALL, "inbox-list");
        list.setAccessibleText(words.text("inbox"));
        list.setCellFactory(_ -> new Cell());
        list.setMinWidth(200);
        list.getSelectionModel().selectedItemProperty().subscribe((_, line) -> select(line));
        list.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.F5) {
                inbox.refresh();
                event.consume();
            } else if (event.getCode() == KeyCode.ENTER) {
                detail.focusAction();
                event.consume();
            }
        });
        split.getItems().setAll(list, detail);
        SplitPane.setResizableWithParent(list, false);
        split.widthProperty().subscribe((before, now) -> {
            if (before == null || before.doubleValue() == 0) {
                split.setDividerPosition(0, LIST / Math.max(LIST * 2, now.doubleValue()));
            }
        });
        empty = Parts.empty(Feather.CHECK_CIRCLE, words.text("none"), words.text("none.line"));
        inbox.asked().subscribe(this::arrange);
        inbox.problemProperty().subscribe(this::problem);
        ticks.getKeyFrames().add(new KeyFrame(Duration.seconds(1), _ -> tick()));
        ticks.setCycleCount(Animation.INDEFINITE);
        sceneProperty().subscribe(scene -> {
            if (scene == null) {
                ticks.stop();
            } else {
                ticks.play();
            }
        });
        arrange();
    }

    /** Takes the keyboard. */
    public void focusRows() {
        if (getCenter() == split) {
            list.requestFocus();
        } else {
            requestFocus();
        }
    }

    /** Selects a question, if it is listed. */
    public void select(String run, String id) {
        for (Line line : list.getItems()) {
            if (line instanceof Line.One(Asked asked) && asked.run().equals(run) && asked.request().id().equals(id)) {
                list.getSelectionModel().select(line);
                list.scrollTo(line);
                return;
            }
        }
    }

    private void problem(String wrong) {
        setTop(wrong.isEmpty()
                ? null
                : Parts.banner(Styles.WARNING, Feather.ALERT_TRIANGLE, words.text("unreadable", wrong)));
    }

    private void arrange() {
        Asked before = detail.asked();
        int at = list.getSelectionModel().getSelectedIndex();
        Map<String, List<Asked>> runs = new LinkedHashMap<>();
        inbox.asked().forEach(asked -> runs.computeIfAbsent(asked.run(), _ -> new ArrayList<>()).add(asked));
        List<Line> lines = new ArrayList<>();
        runs.forEach((run, asks) -> {
            lines.add(new Line.Head(run, asks.getFirst().name(), asks.getFirst().simulated(), List.copyOf(asks)));
            asks.forEach(asked -> lines.add(new Line.One(asked)));
        });
        list.getItems().setAll(lines);
        if (lines.isEmpty()) {
            detail.show(null);
            setCenter(empty);
            return;
        }
        setCenter(split);
        if (before != null) {
            select(before.run(), before.request().id());
        }
        if (!(list.getSelectionModel().getSelectedItem() instanceof Line.One)) {
            int from = Math.clamp(at, 0, lines.size() - 1);
            int next = lines.get(from) instanceof Line.One ? from : Math.min(from + 1, lines.size() - 1);
            list.getSelectionModel().select(next);
        }
        select(list.getSelectionModel().getSelectedItem());
    }

    private void select(@Nullable Line line) {
        if (line instanceof Line.One(Asked asked)) {
            detail.show(asked);
        }
    }

    private void tick() {
        if (!list.getItems().isEmpty()) {
            list.lookupAll(".inbox-age").forEach(node -> {
                if (node instanceof Label label && label.getUserData() instanceof Asked asked) {
                    label.setText(age(asked));
                }
            });
        }
    }

    /** How long it has waited, and how long it still may. */
    private String age(Asked asked) {
        long waited = Math.max(0, clock.millis() - asked.since() / 1_000);
        long limit = asked.request().limitMillis();
        String since = waited < 1_000 ? words.text("age.now") : words.text("age", time(waited));
        if (limit < 0 || !asked.live() || !asked.request().blocking()) {
            return since;
        }
        return words.text(asked.request().onTimeout() == dev.flowbench.flow.Settings.ApprovalPolicy.OnTimeout.ESCALATE
                ? "age.left.escalate"
                : "age.left.deny", since, time(Math.max(0, limit - waited)));
    }

    private static String time(long millis) {
        return millis < 60_000 ? millis / 1_000 + "\u00A0s" : Figures.time(millis / 1_000 * 1_000_000);
    }

    // ---- answers

    /** Asks once more where an answer does more than it says: it takes a run up again. */
    private void confirmed(List<Asked> asks, String verb, Function<Asked, What.ApprovalDecided> answer) {
        Asked first = asks.getFirst();
        Runnable send = () -> send(asks, verb, answer);
        if (first.live() || first.ended()) {
            send.run();
        } else {
            dialogs.weigh(words.text("resume.title", first.name()),
                    Parts.label(words.text(first.simulated() ? "resume.text.simulated" : "resume.text")),
                    Feather.PLAY_CIRCLE, Dialogs.Choice.primary(words.text("resume.do", verb), send));
        }
    }

    private void all(Line.Head head, boolean approve) {
        List<Asked> asks = head.asks().stream()
                .filter(each -> !approve || each.ways().mayGoTogether()).toList();
        if (asks.isEmpty()) {
            dialogs.error(words.text("all.none"), words.text("all.none.text"), "");
            return;
        }
        VBox content = new VBox(Metrics.SPACE_8);
        Map<String, Integer> found = new LinkedHashMap<>();
        for (Asked asked : asks) {
            VBox one = new VBox(Metrics.SPACE_4, wrapped(asked.title(), Styles.STRONG),
                    wrapped(asked.request().question()));
            for (Action.Part part : Action.of(asked).parts()) {
                if (!part.name().isEmpty()) {
                    one.getChildren().add(wrapped(part.name(), Styles.CAPTION));
                }
                one.getChildren().add(VisibleFlow.of(part.text(), found));
            }
            one.getStyleClass().add("ask-part");
            content.getChildren().add(one);
        }
        ScrollPane scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setMaxHeight(380);
        scroll.getStyleClass().add("ask-all");
        boolean resumes = !asks.getFirst().live() && !asks.getFirst().ended();
        VBox sheet = new VBox(Metrics.SPACE_12, scroll);
        if (resumes) {
            sheet.getChildren().addFirst(wrapped(words.text("resume.text")));
        }
        String verb = words.text(approve ? "all.approve" : "all.reject", asks.size());
        Dialogs.Choice choice = approve
                ? Dialogs.Choice.primary(verb, () -> send(asks, verb, each -> each.approve(detail.person(), "")))
                : Dialogs.Choice.danger(verb, () -> send(asks, verb, each -> each.reject(detail.person(), "")));
        var end = new EndSeen(scroll, content);
        scroll.setId("inbox-all");
        dialogs.weigh(words.text(approve ? "all.approve.title" : "all.reject.title", asks.size(), head.name()), sheet,
                Feather.CHECK_SQUARE, approve ? end.seenProperty() : new ReadOnlyBooleanWrapper(true), choice);
    }

    private void send(List<Asked> asks, String verb, Function<Asked, What.ApprovalDecided> answer) {
        inbox.answer(asks, answer, new Inbox.Outcome() {
            @Override
            public void counts() {
                focusRows();
            }

            @Override
            public void tooLate() {
                dialogs.error(words.text("late"), asks.size() > 1
                        ? words.text("late.some")
                        : words.text("late.text", asks.getFirst().title()), "");
            }

            @Override
            public void away(List<Asked> same) {
                confirmed(same, verb, answer);
            }

            @Override
            public void failed(String problem) {
                dialogs.error(words.text("failed"), problem, words.text("failed.wayOut"));
            }
        });
    }

    private static Label wrapped(String text, String... styles) {
        Label label = Parts.label(VisibleText.of(text).shown(), styles);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private final class Cell extends ListCell<Line> {
        Cell() {
            prefWidthProperty().bind(list.widthProperty().subtract(20));
            setMaxWidth(USE_PREF_SIZE);
        }

        @Override
        protected void updateItem(@Nullable Line line, boolean none) {
            super.updateItem(line, none);
            setText(null);
            setGraphic(null);
            getStyleClass().removeAll("inbox-head", "inbox-row");
            if (none || line == null) {
                return;
            }
            switch (line) {
                case Line.Head head -> {
                    getStyleClass().add("inbox-head");
                    setGraphic(head(head));
                }
                case Line.One(Asked asked) -> {
                    getStyleClass().add("inbox-row");
                    setGraphic(one(asked));
                    setAccessibleText(asked.title() + ". " + asked.request().question());
                }
            }
        }

        private Node head(Line.Head head) {
            Label name = Parts.label(head.name(), Styles.STRONG);
            name.setMinWidth(0);
            HBox box = new HBox(Metrics.SPACE_4, name, Parts.spacer());
            box.setAlignment(Pos.CENTER_LEFT);
            Asked first = head.asks().getFirst();
            if (first.ended()) {
                box.getChildren().add(1, Parts.label(words.text("run.ended"), Styles.CAPTION));
            } else if (!first.live()) {
                box.getChildren().add(1, Parts.label(words.text("run.away"), Styles.CAPTION));
            }
            if (head.asks().size() > 1) {
                Button approve = Parts.tool(Feather.CHECK, words.text("all.approve", head.asks().size()));
                approve.setOnAction(_ -> all(head, true));
                Button reject = Parts.tool(Feather.X, words.text("all.reject", head.asks().size()));
                reject.setOnAction(_ -> all(head, false));
                approve.getStyleClass().addAll(Styles.MINI, "inbox-approve-all");
                reject.getStyleClass().addAll(Styles.MINI, "inbox-reject-all");
                box.getChildren().addAll(approve, reject);
            }
            return box;
        }

        private Node one(Asked asked) {
            Label title = Parts.label(asked.title(), Styles.STRONG);
            title.setMinWidth(0);
            HBox first = new HBox(Metrics.SPACE_8, title, Parts.spacer());
            first.setAlignment(Pos.CENTER_LEFT);
            if (!asked.request().blocking()) {
                first.getChildren().add(Parts.chip(words.text("later")));
            }
            if (asked.ways() == Asked.Ways.UNKNOWN) {
                first.getChildren().add(Parts.chip(words.text("unknown"), Styles.WARNING));
            }
            Label question = Parts.label(VisibleText.of(asked.request().question().replace('\n', ' ')).shown());
            Label age = Parts.label(age(asked), Styles.CAPTION, "inbox-age");
            age.setUserData(asked);
            VBox texts = new VBox(2, first, question, age);
            HBox.setHgrow(texts, Priority.ALWAYS);
            texts.setMinWidth(0);
            HBox row = new HBox(Metrics.SPACE_8,
                    KindGlyph.of(asked.kind().isEmpty() ? "approval" : asked.kind()).node(24), texts);
            row.setAlignment(Pos.TOP_LEFT);
            return row;
        }
    }
}
