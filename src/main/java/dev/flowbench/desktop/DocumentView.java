package dev.flowbench.desktop;

import dev.flowbench.desktop.canvas.CanvasView;
import dev.flowbench.desktop.desk.OpenDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.desktop.problems.ProblemsModel;
import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.desktop.trace.TraceModel;
import dev.flowbench.desktop.trace.TraceView;
import dev.flowbench.engine.Run;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import dev.flowbench.trace.NodeState;
import dev.flowbench.trace.RunTrace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javafx.animation.PauseTransition;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Node;
import javafx.util.Duration;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/** What belongs to one open document: its drawing, its problems, its last run. On the JavaFX thread. */
final class DocumentView {
    private static final Words WORDS = Words.beside(DocumentView.class);
    private static final Duration CHECK_AFTER = Duration.millis(150);

    private final OpenDocument document;
    private final CanvasView canvas;
    private final ProblemsModel problems;
    private final ObjectProperty<@Nullable LiveRun> live = new SimpleObjectProperty<>();
    private final TraceModel trace = new TraceModel();
    private final TraceView traceView;
    private final Subscription together;
    private Subscription watching = Subscription.EMPTY;
    private @Nullable Run run;

    /** @param checks finds problems; called off the JavaFX thread */
    DocumentView(OpenDocument document, Theme theme, Ports ports, Function<Workflow, List<Problem>> checks,
            Background background) {
        this.document = document;
        this.canvas = new CanvasView(document.flow(), theme, ports);
        PauseTransition pause = new PauseTransition(CHECK_AFTER);
        this.problems = new ProblemsModel(document.flow(), checks, background, work -> {
            pause.setOnFinished(_ -> work.run());
            pause.playFromStart();
        });
        problems.problemsProperty().subscribe(found -> canvas.showProblems(worst(found)));
        this.traceView = new TraceView(trace, theme);
        this.together = Subscription.combine(
                document.flow().selectionProperty().subscribe(selection -> selection.single()
                        .ifPresent(id -> trace.selectedNodeProperty().set(id))),
                trace.selectedNodeProperty().subscribe(this::selectFromTrace));
    }

    private void selectFromTrace(@Nullable String id) {
        boolean there = id != null && document.flow().workflow().node(id).isPresent();
        if (id != null && there && !document.flow().selection().nodes().contains(id)) {
            canvas.reveal(id);
        }
    }

    private static Map<String, Problem.Severity> worst(List<Problem> problems) {
        var marks = new HashMap<String, Problem.Severity>();
        for (Problem problem : problems) {
            if (problem.node() != null && problem.severity() != Problem.Severity.INFO) {
                marks.merge(problem.node(), problem.severity(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
            }
        }
        return marks;
    }

    OpenDocument document() {
        return document;
    }

    Node node() {
        return canvas;
    }

    CanvasView canvas() {
        return canvas;
    }

    ProblemsModel problems() {
        return problems;
    }

    /** The run that the drawing shows; null for none. */
    ObjectProperty<@Nullable LiveRun> liveProperty() {
        return live;
    }

    @Nullable LiveRun live() {
        return live.get();
    }

    boolean isRunning() {
        LiveRun now = live.get();
        return now != null && now.isRunning();
    }

    /** Shows a run that is about to begin, in place of the last one. */
    void show(LiveRun next) {
        forgetRun();
        live.set(next);
        trace.show(next);
        canvas.showRun(next::node);
        watching = next.revisionProperty().subscribe(_ -> canvas.runChanged());
    }

    /** Shows a run that is over, in place of the last one. */
    void show(RunTrace past) {
        forgetRun();
        trace.show(past);
        canvas.showRun(id -> past.lastVisit(id) < 0 ? Optional.empty() : Optional.of(past.nodeState(id)));
    }

    TraceModel trace() {
        return trace;
    }

    TraceView traceView() {
        return traceView;
    }

    /** The run that {@link #show} announced has begun. */
    void began(Run begun) {
        run = begun;
    }

    /** Takes the last run off the drawing. */
    void forgetRun() {
        watching.unsubscribe();
        watching = Subscription.EMPTY;
        LiveRun last = live.get();
        if (last != null) {
            last.close();
        }
        run = null;
        live.set(null);
        trace.clear();
        canvas.clearRun();
    }

    /** Stops the run. */
    void stop(String reason) {
        if (run != null) {
            run.cancel(reason);
        }
    }

    /** The value that last flowed along a wire, as text; empty for none. */
    String lastValue(Selection.PlacedWire placed) {
        LiveRun shown = live.get();
        if (shown == null) {
            return "";
        }
        var wire = placed.wire();
        Optional<NodeState> from = wire.from().equals(Graph.IN) ? Optional.empty() : shown.node(wire.from());
        if (from.isPresent() && from.get().outputs().containsKey(wire.port())) {
            return text(from.get().outputs().get(wire.port()));
        }
        return wire.to().equals(Graph.OUT)
                ? ""
                : shown.node(wire.to()).map(NodeState::inputs).map(inputs -> inputs.get(wire.toPort()))
                        .map(DocumentView::text).orElse("");
    }

    private static String text(com.fasterxml.jackson.databind.JsonNode value) {
        return value.isTextual() ? value.asText() : value.toPrettyString();
    }

    /** Brings a node into view on the drawing, and selects it. */
    void reveal(String id) {
        canvas.reveal(id);
    }

    /** A run that waits for a person is put away, so that it can be answered another day; any other is stopped. */
    void close() {
        LiveRun last = live.get();
        if (run != null && last != null && last.isRunning() && last.summaryProperty().get().asking() > 0) {
            run.suspend(WORDS.text("run.put"));
        } else {
            stop(WORDS.text("run.closed"));
        }
        together.unsubscribe();
        problems.close();
        forgetRun();
        canvas.close();
    }
}
