package dev.flowbench.desktop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.app.Sheet;
import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.canvas.CanvasView;
import dev.flowbench.desktop.consent.RestrictedBanner;
import dev.flowbench.desktop.consent.RestrictionModel;
import dev.flowbench.desktop.desk.OpenDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.desktop.preflight.PreflightModel;
import dev.flowbench.desktop.preflight.WorstWords;
import dev.flowbench.desktop.problems.ProblemsModel;
import dev.flowbench.desktop.run.Debugging;
import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.desktop.run.StandingPane;
import dev.flowbench.desktop.trace.TraceModel;
import dev.flowbench.desktop.trace.TraceView;
import dev.flowbench.engine.How;
import dev.flowbench.engine.Run;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import dev.flowbench.trace.NodeState;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.Standings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.animation.PauseTransition;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.BoundingBox;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What belongs to one open document: its drawing, its problems, its last run. On the JavaFX thread. */
final class DocumentView {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentView.class);
    private static final Words WORDS = Words.beside(DocumentView.class);
    private static final double EDGE = 12;
    private static final Duration CHECK_AFTER = Duration.millis(150);

    private final OpenDocument document;
    private final CanvasView canvas;
    private final ProblemsModel problems;
    private final PreflightModel preflight;
    private final ObjectProperty<@Nullable LiveRun> live = new SimpleObjectProperty<>();
    private final TraceModel trace = new TraceModel();
    private final TraceView traceView;
    private final Debugging debugging;
    private final Background background;
    private final Runnable away;
    private final StandingPane standing = new StandingPane(this::apply);
    private final StackPane drawing;
    /** The step beside which the pane of its values lies. */
    private @Nullable String stood;
    private final BorderPane node;
    private final Subscription together;
    private @Nullable RestrictionModel restriction;
    private final Breaks breaks;
    private Subscription watching = Subscription.EMPTY;
    private @Nullable Run run;

    /**
     * @param checks finds problems; called off the JavaFX thread
     * @param worst finds what the workflow can use at worst; called off the JavaFX thread
     * @param worstShown whether that stands on the drawing
     * @param away runs when a run was put away because its document was closed
     */
    DocumentView(OpenDocument document, Theme theme, Ports ports, Function<Workflow, List<Problem>> checks,
            Background background, Debugging debugging, PreflightModel.Finder worst,
            ObservableValue<Boolean> worstShown, Runnable away) {
        this.document = document;
        this.background = background;
        this.debugging = debugging;
        this.away = away;
        this.canvas = new CanvasView(document.flow(), theme, ports);
        this.breaks = new Breaks(document.flow(), canvas, debugging, ports);
        PauseTransition pause = new PauseTransition(CHECK_AFTER);
        this.problems = new ProblemsModel(document.flow(), checks, background, work -> {
            pause.setOnFinished(_ -> work.run());
            pause.playFromStart();
        });
        problems.problemsProperty().subscribe(found -> canvas.showProblems(worst(found)));
        this.preflight = new PreflightModel(document.flow(), worst, background);
        this.traceView = new TraceView(trace, theme);
        this.drawing = new StackPane(canvas, standing.node());
        this.node = new BorderPane(drawing);
        StackPane.setAlignment(standing.node(), Pos.BOTTOM_RIGHT);
        StackPane.setMargin(standing.node(), new Insets(EDGE));
        this.together = Subscription.combine(worstShown.subscribe(_ -> showWorst(worstShown.getValue())),
                preflight.foundProperty().subscribe(_ -> showWorst(worstShown.getValue())),
                debugging.revisionProperty().subscribe(_ -> showDebugging()),

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
        return node;
    }

    /**
     * Says above the drawing while the document may not run live.
     *
     * @param finder finds what somebody has to agree to; called off the JavaFX thread
     * @param review shows what it could do
     */
    void restricted(RestrictionModel.Finder finder, Consumer<Sheet> review) {
        RestrictionModel model = new RestrictionModel(document.flow(), finder, background);
        restriction = model;
        node.setTop(new RestrictedBanner(model, review));
    }

    /** Finds out anew whether it may run live. */
    void findRestriction() {
        if (restriction != null) {
            restriction.find();
        }
    }

    Debugging debugging() {
        return debugging;
    }

    Breaks breaks() {
        return breaks;
    }

    private void showWorst(boolean on) {
        var said = new HashMap<String, String>();
        var whole = new HashMap<String, String>();
        if (on) {
            preflight.foundProperty().get().nodes().forEach((id, worst) -> {
                String brief = WorstWords.brief(worst);
                if (!brief.isEmpty()) {
                    said.put(id, brief);
                    whole.put(id, WorstWords.lines(worst, 0, document.flow().workflow()));
                }
            });
        }
        canvas.showWorst(said, whole);
    }

    /** What the workflow can use at worst, as it is now. */
    PreflightModel preflight() {
        return preflight;
    }

    private void showDebugging() {
        breaks.show();
        act(begun -> begun.breakpoints(debugging.breakpoints()));
    }

    /** Does something with the run under way, off the JavaFX thread: it may wait for the disk. */
    private void act(Consumer<Run> deed) {
        Run begun = run;
        if (begun != null) {
            background.run(() -> {
                deed.accept(begun);
                return true;
            }, _ -> {}, problem -> LOG.warn("The run did not take it", problem));
        }
    }

    void pause() {
        act(begun -> begun.pause(WORDS.text("run.paused")));
    }

    void proceed(How how) {
        act(begun -> begun.proceed(how));
    }

    private void apply(Standings.Standing step, Map<String, JsonNode> values, boolean goesOn) {
        act(begun -> {
            if (!values.isEmpty()) {
                begun.edit(step.where().stepKey(), values);
            }
            if (goesOn) {
                begun.proceed(How.Steps.RUN);
            }
        });
    }

    /** The outputs that a node gave in the run that is shown; empty for none. */
    Map<String, JsonNode> outputs(String id) {
        LiveRun shown = live.get();
        return shown == null ? Map.of() : shown.node(id).map(NodeState::outputs).orElse(Map.of());
    }

    private void showStanding(LiveRun shown) {
        Standings standings = shown.trace().standings();
        var ids = new HashSet<String>();
        if (standings.isPaused()) {
            standings.all().forEach(one -> ids.add(String.valueOf(one.where().node())));
        }
        Standings.Standing first = standings.first().orElse(null);
        String id = first == null ? null : first.where().node();
        canvas.showStanding(ids, id);
        standing.show(first, id == null
                ? ""
                : document.flow().workflow().node(id).map(dev.flowbench.flow.Node::displayTitle).map(VisibleText::line)
                        .orElse(id),
                standings.reason());
        if (id != null && !id.equals(stood)) {
            drawing.applyCss();
            drawing.layout();
            Region pane = standing.node();
            canvas.seen(id).ifPresent(card -> StackPane.setAlignment(pane, Corner.beside(drawing.getWidth(),
                    drawing.getHeight(), new BoundingBox(0, 0, pane.getWidth() + 2 * EDGE, pane.getHeight() + 2 * EDGE),
                    card)));
        }
        stood = id;
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
        watching = next.revisionProperty().subscribe(_ -> {
            canvas.runChanged();
            showStanding(next);
        });
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
        standing.show(null, "", "");
        canvas.showStanding(Set.of(), null);
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

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toPrettyString();
    }

    /** Brings a node into view on the drawing, and selects it. */
    void reveal(String id) {
        canvas.reveal(id);
    }

    /** A run that waits for a person is put away, so that it can be answered another day; any other is stopped. */
    void close() {
        LiveRun last = live.get();
        Run begun = run;
        if (begun != null && last != null && last.isRunning() && last.summaryProperty().get().asking() > 0) {
            begun.suspend(WORDS.text("run.put"));
            background.run(begun::await, _ -> away.run(),
                    problem -> LOG.warn("Whether the run was put away is not known", problem));
        } else {
            stop(WORDS.text("run.closed"));
        }
        together.unsubscribe();
        problems.close();
        preflight.close();
        if (restriction != null) {
            restriction.close();
        }
        forgetRun();
        canvas.close();
    }
}
