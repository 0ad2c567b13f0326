package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.StatusMark;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.SessionSummary;
import java.util.List;
import javafx.animation.AnimationTimer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;

/**
 * The run in one line, or in two where it has not the room: how it stands and what it took, then what is worth a look:
 * caps, loops, errors.
 */
final class SummaryBar extends HBox {
    private static final double MARK = 16;
    private static final long TIME_EVERY = 100_000_000;

    private final TraceModel model;
    private final Words words;
    private final RowWords rowWords;
    private final StackPane mark = new StackPane();
    private final Label status = Parts.label("", Styles.STRONG);
    private final Label time = figure();
    private final Label steps = figure();
    private final Label tokens = figure();
    private final Label cost = figure();
    private final List<Node> figures = List.of(mark, status, time, steps, tokens, cost);
    private final FlowPane facts = new FlowPane(Metrics.SPACE_8, Metrics.SPACE_4);
    private final AnimationTimer clock = new AnimationTimer() {
        private long last;

        @Override
        public void handle(long now) {
            if (model.isRunning() && now - last > TIME_EVERY) {
                last = now;
                time.setText(Figures.time(model.duration()));
            }
        }
    };
    private @Nullable SessionSummary shown;
    private boolean stands;

    SummaryBar(TraceModel model, Words words, Node... tools) {
        this.model = model;
        this.words = words;
        this.rowWords = new RowWords(words);
        getStyleClass().addAll(Styles.BAR, "trace-summary");
        setAlignment(Pos.CENTER_LEFT);
        mark.setMinSize(MARK, MARK);
        facts.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(facts, javafx.scene.layout.Priority.ALWAYS);
        facts.setMinWidth(0);
        facts.setPrefWrapLength(2_000);
        facts.getChildren().setAll(figures);
        status.setMinWidth(Region.USE_PREF_SIZE);
        getChildren().add(facts);
        getChildren().addAll(tools);
        model.revisionProperty().subscribe((_, _) -> update());
        sceneProperty().subscribe(scene -> {
            if (scene == null) {
                clock.stop();
            } else {
                clock.start();
            }
        });
        update();
    }

    private static Label figure() {
        Label label = Parts.label("", "trace-figure");
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    private void update() {
        RunTrace trace = model.trace();
        setVisible(trace != null);
        if (trace == null) {
            return;
        }
        SessionSummary summary = trace.summary(model.now());
        SessionSummary before = shown;
        shown = summary;
        boolean paused = standing(summary) == RunStatus.RUNNING && trace.standings().first().isPresent();
        if (before == null || standing(before) != standing(summary) || paused != stands) {
            stands = paused;
            StatusMark picture = paused ? StatusMark.PAUSED : Marks.of(standing(summary));
            mark.getChildren().setAll(picture.node(MARK));
            status.setText(paused ? words.text("summary.paused") : rowWords.status(standing(summary)));
        }
        time.setText(Figures.time(summary.micros()));
        steps.setText(words.text("summary.steps", summary.steps()));
        tokens.setText(words.text("summary.tokens", Figures.count(summary.tokens())));
        tokens.setTooltip(new Tooltip(words.text("summary.tokens.split", Figures.count(summary.inputTokens()),
                Figures.count(summary.outputTokens()))));
        cost.setText(summary.tokens() == 0
                ? Figures.money(0)
                : Figures.money(summary.nanoUsd(), summary.priced(), summary.uncertain()));
        cost.setTooltip(summary.uncertain()
                ? new Tooltip(words.text("summary.uncertain"))
                : summary.priced() ? null : new Tooltip(words.text("summary.unpriced")));
        if (before == null || !sameChips(before, summary)) {
            List<Label> all = chips(summary);
            all.forEach(this::whole);
            facts.getChildren().setAll(figures);
            facts.getChildren().addAll(all);
        }
    }

    /** A run that waits for a person is said to, though its process goes on. */
    private static RunStatus standing(SessionSummary summary) {
        return summary.status() == RunStatus.RUNNING && summary.asking() > 0 ? RunStatus.WAITING : summary.status();
    }

    private static boolean sameChips(SessionSummary one, SessionSummary other) {
        return one.errors() == other.errors() && one.skipped() == other.skipped() && one.caps().equals(other.caps())
                && one.loops().equals(other.loops()) && one.simulated() == other.simulated()
                && one.reused().equals(other.reused()) && one.held() == other.held() && one.pinned() == other.pinned()
                && one.saved().equals(other.saved())
                && one.status() == other.status() && one.run().equals(other.run());
    }

    /** Chips go on below where there is no room beside; one that is wider than the bar can be read at the pointer. */
    private void whole(Label chip) {
        chip.maxWidthProperty().bind(facts.widthProperty());
        if (chip.getTooltip() == null) {
            chip.setTooltip(new Tooltip(chip.getText()));
        }
    }

    private List<Label> chips(SessionSummary summary) {
        var all = new java.util.ArrayList<Label>();
        if (summary.errors() > 0) {
            Label errors = chip(words.text("summary.errors", summary.errors()), Styles.DANGER);
            errors.setTooltip(new Tooltip(words.text("summary.nextError")));
            errors.getStyleClass().add("trace-link");
            errors.setOnMouseClicked(_ -> model.nextError());
            all.add(errors);
        }
        for (SessionSummary.Tripped cap : summary.caps()) {
            Label chip = chip(cap.node().isEmpty()
                    ? words.text("summary.cap", rowWords.cap(cap.cap()))
                    : words.text("summary.cap.in", rowWords.cap(cap.cap()), title(cap.node())), Styles.WARNING);
            chip.getStyleClass().add("trace-link");
            chip.setOnMouseClicked(_ -> model.selectSpan(cap.span()));
            all.add(chip);
        }
        if (summary.caps().isEmpty() && summary.partial() != null) {
            all.add(chip(words.text("summary.guard", rowWords.reason(summary.partial().reason())), Styles.WARNING));
        }
        for (SessionSummary.Loop loop : summary.loops()) {
            String rounds = loop.limit() > 0
                    ? words.text("summary.loop", title(loop.node()), loop.rounds(), loop.limit())
                    : words.text("summary.loop.open", title(loop.node()), loop.rounds());
            Label chip = chip(
                    loop.best() < 0 ? rounds : words.text("summary.loop.best", rounds, Figures.score(loop.best())),
                    loop.passed() ? Styles.SUCCESS : "");
            chip.getStyleClass().add("trace-link");
            chip.setOnMouseClicked(_ -> model.selectedNodeProperty().set(loop.node()));
            all.add(chip);
        }
        if (summary.skipped() > 0) {
            all.add(chip(words.text("summary.skipped", Figures.count(summary.skipped())), ""));
        }
        if (summary.reused().calls() > 0) {
            Label chip = chip(words.text("summary.reused", summary.reused().calls(),
                    Figures.money(summary.paidNanoUsd(), summary.priced(), summary.uncertain()),
                    Figures.money(summary.nanoUsd(), summary.priced(), summary.uncertain())), "");
            chip.setGraphic(StatusMark.REUSED.node(12));
            all.add(chip);
        }
        SessionSummary.Saved cached = summary.saved();
        if (cached.calls() > 0) {
            all.add(chip(cached.nanoUsd() > 0
                    ? words.text("summary.cached", cached.calls(), Figures.money(cached.nanoUsd()))
                    : words.text("summary.cached.tokens", cached.calls(), Figures.count(cached.tokens())),
                    Styles.SUCCESS));
        }
        if (summary.dryRun()) {
            all.add(chip(words.text("summary.dry", summary.held()), Styles.WARNING));
        }
        if (summary.pinned() > 0) {
            Label chip = chip(words.text("summary.pins", summary.pinned()), Styles.INFO);
            all.add(chip);
        }
        if (summary.simulated()) {
            Label chip = chip(words.text("summary.simulated"), "");
            chip.setGraphic(StatusMark.SIMULATED.node(12));
            all.add(chip);
        }
        return all;
    }

    private String title(String node) {
        RunTrace trace = model.trace();
        return trace == null
                ? node
                : trace.node(node).map(dev.flowbench.flow.Node::displayTitle).map(VisibleText::line).orElse(node);
    }

    private static Label chip(String text, String style) {
        return style.isEmpty() ? Parts.chip(text) : Parts.chip(text, style);
    }
}
