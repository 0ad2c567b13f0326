package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.KindGlyph;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.StatusMark;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.Grouping;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.SpanState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.animation.AnimationTimer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** One row in full: its figures, then what was said and decided, in the order in which it happened. */
final class SpanDetailView extends BorderPane {
    private static final long FIGURES_EVERY = 200_000_000;

    private final TraceModel model;
    private final Words words;
    private final RowWords rowWords;
    private final StackPane tile = new StackPane();
    private final Label title = Parts.label("", Styles.SECTION_TITLE);
    private final Label caption = Parts.label("", Styles.CAPTION);
    private final StackPane state = new StackPane();
    private final FlowPane figures = new FlowPane(Metrics.SPACE_12, Metrics.SPACE_4);
    private final VBox head;
    private final VBox body = new VBox(Metrics.SPACE_12);
    private final ScrollPane scroll = new ScrollPane(body);
    private final AnimationTimer clock = new AnimationTimer() {
        private long last;

        @Override
        public void handle(long now) {
            if (now - last > FIGURES_EVERY && model.isRunning()) {
                last = now;
                figures();
            }
        }
    };

    private @Nullable Shown shown;
    private @Nullable TextBlock streaming;
    /** Whether the end of a text coming in is kept in sight: until the reader scrolls. */
    private boolean followEnd;

    /** What the body was made of: while it is the same, the body is. */
    private record Shown(RunTrace trace, int row, SpanState state, StatusMark mark, int happened, int children,
            int attempts, List<String> met, boolean speaks) {}

    SpanDetailView(TraceModel model, Words words) {
        this.model = model;
        this.words = words;
        this.rowWords = new RowWords(words);
        title.setMinWidth(0);
        VBox names = new VBox(title, caption);
        HBox.setHgrow(names, javafx.scene.layout.Priority.ALWAYS);
        names.setMinWidth(0);
        names.setAlignment(Pos.CENTER_LEFT);
        HBox top = new HBox(Metrics.SPACE_8, tile, names, state);
        top.setAlignment(Pos.CENTER_LEFT);
        state.setMinWidth(Region.USE_PREF_SIZE);
        head = new VBox(Metrics.SPACE_8, top, figures);
        head.getStyleClass().add("trace-detail-head");
        body.getStyleClass().add("trace-detail-body");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add(Styles.PLAIN);
        getStyleClass().add("trace-detail");
        setMinWidth(0);
        setTop(head);
        setCenter(scroll);
        body.heightProperty().subscribe((_, _) -> {
            if (followEnd && streaming != null) {
                scroll.setVvalue(1);
            }
        });
        scroll.addEventFilter(ScrollEvent.SCROLL, _ -> followEnd = false);
        model.revisionProperty().subscribe((_, _) -> update());
        model.selectedProperty().subscribe((_, _) -> update());
        sceneProperty().subscribe(scene -> {
            if (scene == null) {
                clock.stop();
            } else {
                clock.start();
            }
        });
        update();
    }

    /** Gives the keyboard to the text, so that arrows scroll it. */
    void focusText() {
        scroll.requestFocus();
    }

    private void update() {
        RunTrace trace = model.trace();
        if (trace == null || trace.size() == 0) {
            shown = null;
            setVisible(false);
            return;
        }
        setVisible(true);
        int row = row();
        Shown now = new Shown(trace, row, trace.state(row), Marks.of(trace, row), trace.happened(row).size(),
                children(trace, row), trace.attempts(row), model.met(row), !model.streaming(row).isEmpty());
        if (!now.equals(shown)) {
            boolean other = shown == null || shown.trace() != trace || shown.row() != row;
            shown = now;
            head(trace, row);
            DetailSections sections = new DetailSections(model, words, trace, row);
            body.getChildren().setAll(sections.all());
            streaming = sections.streaming();
            figures();
            if (other) {
                scroll.setVvalue(0);
                followEnd = streaming != null;
            }
        }
        if (streaming != null) {
            String text = model.streaming(row);
            if (!Objects.equals(text, streaming.text())) {
                streaming.stream(text);
            }
        }
    }

    /** Without a selection the run itself is in detail. */
    private int row() {
        return Math.max(0, model.selected());
    }

    private static int children(RunTrace trace, int row) {
        int count = 0;
        // Only what a frame's own sections tell of: its last child says enough to know that something changed.
        for (int child = trace.firstChild(row); child != RunTrace.NONE
                && count < 64; child = trace.nextSibling(child)) {
            count++;
        }
        return count;
    }

    private void head(RunTrace trace, int row) {
        int of = trace.isGroup(row) ? trace.parent(row) : row;
        tile.getChildren().setAll(of == 0
                ? (trace.stands(0) ? StatusMark.PAUSED : Marks.of(trace.status())).node(Metrics.TILE - 4)
                : KindGlyph.of(trace.kind(of)).node(Metrics.TILE));
        title.setText(rowWords.title(trace, row));
        List<String> parts = new ArrayList<>();
        if (row == 0) {
            trace.began().ifPresent(began -> parts.add(began.workflow()));
        } else {
            if (trace.isGroup(row)) {
                parts.add(VisibleText.line(trace.title(of)));
            } else {
                parts.add(trace.kind(row));
                parts.add(trace.nodeId(row));
            }
            int above = trace.parent(row);
            if (!trace.isGroup(row) && above != RunTrace.NONE) {
                String place = trace.isGroup(above) ? rowWords.label(trace, above) : rowWords.label(trace, row);
                if (!place.isEmpty()) {
                    parts.add(place);
                }
                int frame = trace.isGroup(above) ? trace.parent(above) : above;
                if (frame > 0 && !trace.child(row).isEmpty() && trace.grouping(row) != Grouping.BRANCH) {
                    parts.add(trace.child(row));
                }
            }
        }
        caption.setText(String.join(" · ", parts));
        SpanState how = trace.state(row);
        StatusMark mark = Marks.of(trace, row);
        Label chip = Parts.chip(words.text(switch (mark) {
            case PAUSED -> "state.PAUSED";
            case NEEDS_PERSON -> "state.ASKS";
            default -> "state." + how;
        }));
        chip.setGraphic(mark.node(12));
        switch (how) {
            case FAILED -> chip.getStyleClass().add(Styles.DANGER);
            case PARTIAL, CUT -> chip.getStyleClass().add(Styles.WARNING);
            case RUNNING -> chip.getStyleClass().add(Styles.INFO);
            case DONE -> chip.getStyleClass().add(Styles.SUCCESS);
            case SKIPPED -> {
            }
        }
        state.getChildren().setAll(chip);
    }

    private void figures() {
        RunTrace trace = model.trace();
        if (trace == null || trace.size() == 0) {
            return;
        }
        int row = row();
        List<Node> all = new ArrayList<>();
        if (trace.state(row) != SpanState.SKIPPED) {
            all.add(figure("detail.time", Figures.time(trace.end(row, model.now()) - trace.start(row))));
        }
        if (row != 0) {
            all.add(figure("detail.start",
                    words.text("detail.after", Figures.time(trace.start(row) - trace.start(0)))));
        }
        long tokens = trace.inputTokens(row) + trace.outputTokens(row);
        if (tokens > 0) {
            all.add(figure("detail.tokens", words.text("label.tokens", Figures.count(trace.inputTokens(row)),
                    Figures.count(trace.outputTokens(row)))));
            all.add(figure("detail.cost",
                    Figures.money(trace.nanoUsd(row), trace.priced(row), trace.uncertain(row))));
        }
        DetailSections.answered(trace, row).ifPresent(call -> {
            dev.flowbench.engine.event.ModelReply reply = call.reply();
            if (reply != null && reply.firstTokenMicros() > 0) {
                all.add(figure("detail.first", Figures.time(reply.firstTokenMicros())));
                long writing = call.micros() - reply.firstTokenMicros();
                if (reply.usage() != null && writing > 1_000) {
                    all.add(figure("detail.speed", words.text("detail.speed.value",
                            Figures.count(Math.round(reply.usage().output() * 1e6 / writing)))));
                }
            }
        });
        if (trace.attempts(row) > 1) {
            all.add(figure("detail.attempts", Figures.count(trace.attempts(row))));
        }
        if (trace.firstChild(row) != RunTrace.NONE && trace.steps(row) > 0) {
            all.add(figure("detail.steps", Figures.count(trace.steps(row))));
        }
        if (figures.getChildren().size() == all.size()) {
            // The same figures with other values: no new nodes several times a second.
            for (int i = 0; i < all.size(); i++) {
                VBox old = (VBox) figures.getChildren().get(i);
                VBox now = (VBox) all.get(i);
                for (int part = 0; part < 2; part++) {
                    ((Label) old.getChildren().get(part)).setText(((Label) now.getChildren().get(part)).getText());
                }
            }
        } else {
            figures.getChildren().setAll(all);
        }
    }

    private VBox figure(String name, String value) {
        VBox figure = new VBox(Parts.label(words.text(name), Styles.CAPTION), Parts.label(value, "trace-figure"));
        figure.setMinWidth(Region.USE_PREF_SIZE);
        return figure;
    }
}
