package dev.flowbench.desktop;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.StatusMark;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.SessionSummary;
import javafx.animation.Animation;
import javafx.animation.AnimationTimer;
import javafx.animation.Interpolator;
import javafx.animation.RotateTransition;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/** How the run in front stands, in one line: status, steps, tokens, cost, time. A click opens the trace. */
final class RunState {
    private static final Words WORDS = Words.beside(RunState.class);
    private static final long TICK_NANOS = 100_000_000;

    private final Theme theme;
    private final HBox node = new HBox(Metrics.SPACE_8);
    private final StackPane mark = new StackPane();
    private final Label status = Parts.label("", Styles.STRONG);
    private final Label figures = Parts.label("", "run-figures");
    private final RotateTransition turn = new RotateTransition(Duration.seconds(1.2), mark);
    private final AnimationTimer ticks = new AnimationTimer() {
        private long last;

        @Override
        public void handle(long now) {
            if (now - last > TICK_NANOS) {
                last = now;
                figures();
            }
        }
    };
    private Subscription watching = Subscription.EMPTY;
    private @Nullable LiveRun live;

    RunState(Theme theme, ObservableValue<LiveRun> shown, Runnable open) {
        this.theme = theme;
        node.setAlignment(Pos.CENTER_RIGHT);
        node.getStyleClass().add("run-state");
        node.setId("run-state");
        node.getChildren().setAll(mark, status, figures);
        node.setMinWidth(0);
        HBox.setHgrow(node, javafx.scene.layout.Priority.ALWAYS);
        node.setOnMouseClicked(_ -> open.run());
        mark.setMinSize(16, 16);
        // Where room is short the figures give way, not the word.
        status.setMinWidth(Region.USE_PREF_SIZE);
        turn.setByAngle(360);
        turn.setInterpolator(Interpolator.LINEAR);
        turn.setCycleCount(Animation.INDEFINITE);
        shown.subscribe(this::show);
    }

    Node node() {
        return node;
    }

    private void show(@Nullable LiveRun next) {
        watching.unsubscribe();
        watching = Subscription.EMPTY;
        live = next;
        node.setVisible(next != null);
        ticks.stop();
        turn.stop();
        mark.setRotate(0);
        if (next != null) {
            watching = next.statusProperty().subscribe(this::status)
                    .and(next.summaryProperty().subscribe((before, now) -> {
                        if (before.asking() != now.asking()) {
                            status(next.status());
                        }
                        figures();
                    }))
                    .and(next.pausedProperty().subscribe(_ -> status(next.status())));
        }
    }

    private void status(RunStatus status) {
        LiveRun run = live;
        // Its process goes on, and so may other steps; what matters is that it waits for somebody.
        RunStatus now = status == RunStatus.RUNNING && run != null && run.summaryProperty().get().asking() > 0
                ? RunStatus.WAITING
                : status;
        boolean paused = run != null && run.pausedProperty().get() && now == RunStatus.RUNNING;
        StatusMark shape = switch (now) {
            case RUNNING -> paused ? StatusMark.PAUSED : StatusMark.RUNNING;
            case WAITING -> StatusMark.NEEDS_PERSON;
            case DONE -> StatusMark.DONE;
            case PARTIAL -> StatusMark.PARTIAL;
            case FAILED -> StatusMark.FAILED;
            case CANCELLED, INTERRUPTED -> StatusMark.CANCELLED;
        };
        mark.getChildren().setAll(shape.node(Metrics.ICON));
        this.status.setText(WORDS.text(paused ? "status.PAUSED" : "status." + now.name()));
        if (now == RunStatus.RUNNING) {
            ticks.start();
            if (paused) {
                turn.stop();
                mark.setRotate(0);
            } else if (theme.moves()) {
                turn.playFromStart();
            }
        } else {
            ticks.stop();
            turn.stop();
            mark.setRotate(0);
        }
        figures();
    }

    private void figures() {
        LiveRun run = live;
        if (run == null) {
            return;
        }
        SessionSummary summary = run.summaryProperty().get();
        long micros = run.isRunning() && summary.startedAt() > 0 ? run.now() - summary.startedAt() : summary.micros();
        figures.setText(WORDS.text("figures", summary.steps(), Figures.shortCount(summary.tokens()),
                Figures.money(summary.nanoUsd(), summary.priced(), summary.uncertain()), Figures.time(micros))
                + (summary.simulated() ? WORDS.text("figures.simulated") : ""));
    }
}
