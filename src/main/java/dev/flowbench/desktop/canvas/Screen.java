package dev.flowbench.desktop.canvas;

import dev.flowbench.desktop.canvas.paint.BubblePainter;
import dev.flowbench.desktop.canvas.paint.ContentPainter;
import dev.flowbench.desktop.canvas.paint.DebugPaint;
import dev.flowbench.desktop.canvas.paint.Ink;
import dev.flowbench.desktop.canvas.paint.Letters;
import dev.flowbench.desktop.canvas.paint.LivePaint;
import dev.flowbench.desktop.canvas.paint.Lod;
import dev.flowbench.desktop.canvas.paint.WorstPainter;
import dev.flowbench.desktop.canvas.scene.BreakDot;
import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.Faces;
import dev.flowbench.desktop.canvas.scene.Hit;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.scene.Viewport;
import dev.flowbench.desktop.canvas.scene.WireItem;
import dev.flowbench.desktop.canvas.tool.Gesture;
import dev.flowbench.desktop.canvas.tool.Overlay;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.desktop.look.Token;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import dev.flowbench.trace.NodeState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.animation.AnimationTimer;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Pane;
import org.jspecify.annotations.Nullable;

/**
 * The painted layers: content, which is painted anew only when it changes, and above it what moves. Painting happens in
 * the layout of a frame, so any number of changes cost one painting.
 */
final class Screen extends Pane {
    private static final long SHARP_AFTER = 80_000_000L;
    private static final long SETTLE_EVERY = 120_000_000L;
    private static final long LIVE_EVERY = 30_000_000L;
    private static final double TURN = 1.1e9;
    private static final double BREATH = 1.8e9;

    private final Theme theme;
    private final Words words;
    private final Ports ports;
    private final Faces faces;
    private final Letters letters = new Letters();
    private final Layer content = new Layer();
    private final Canvas live = new Canvas();
    private final Sparks sparks = new Sparks();
    private final Map<String, NodeState> settled = new HashMap<>();
    private final AnimationTimer timer = new AnimationTimer() {
        @Override
        public void handle(long now) { tick(now); }
    };

    private Diagram diagram;
    private Workflow shown = Workflow.empty("empty", "");
    private @Nullable Workflow preview;
    private Viewport view = new Viewport(0, 0, 1);
    private Function<String, Optional<NodeState>> states = _ -> Optional.empty();
    private Map<String, Problem.Severity> problems = Map.of();
    private List<BreakDot> breakpoints = List.of();
    private Map<String, String> worst = Map.of();
    private Map<String, String> worstWhole = Map.of();
    private Set<String> pinned = Set.of();
    private Set<String> standing = Set.of();
    private @Nullable String next;
    private Selection selection = Selection.NONE;
    private Hit hover = new Hit.OnGround();
    private double hoverX;
    private double hoverY;
    private @Nullable Gesture gesture;
    private boolean liveDirty = true;
    private boolean focusShown;
    private boolean coarse;
    private boolean ticking;
    private boolean inScene;
    private boolean runs;
    private boolean runDirty;
    private boolean flies;
    private long now;
    private long zoomedAt;
    private long settledAt;
    private long liveAt;

    Screen(Theme theme, Words words, Ports ports) {
        this.theme = theme;
        this.words = words;
        this.ports = ports;
        this.faces = new Faces(words);
        this.diagram = Diagram.of(shown, faces, ports);
        setManaged(false);
        setMouseTransparent(true);
        live.setMouseTransparent(true);
        live.setManaged(false);
        getChildren().addAll(content.canvas(), live);
    }

    Diagram diagram() { return diagram; }

    Faces faces() { return faces; }

    Ports ports() { return ports; }

    Optional<NodeState> state(String id) { return states.apply(id); }

    /** What stands at a point: a breakpoint before what is below it. */
    Hit hit(double x, double y) {
        for (BreakDot dot : breakpoints) {
            NodeItem node = diagram.node(dot.node()).orElse(null);
            if (node != null && dot.rect(node, view.zoom()).grown(2 / view.zoom()).contains(x, y)) {
                return new Hit.OnDot(dot, node);
            }
        }
        Hit below = diagram.hit(x, y, view.zoom());
        if (below instanceof Hit.OnNode(NodeItem node, boolean _) && !node.isNote()
                && Lod.of(view.zoom()) == Lod.FULL) {
            BreakDot none = BreakDot.none(node.id(), words.text("breakpoint.none"));
            if (none.rect(node, view.zoom()).contains(x, y)) return new Hit.OnDot(none, node);
        }
        return below;
    }

    // What changes.

    void show(Workflow workflow) {
        shown = workflow;
        lay(workflow);
    }

    void preview(@Nullable Workflow workflow) {
        preview = workflow;
        lay(workflow == null ? shown : workflow);
    }

    private void lay(Workflow workflow) {
        if (workflow == diagram.workflow()) return;
        diagram = Diagram.of(workflow, faces, ports);
        hover = new Hit.OnGround();
        repaintAll();
    }

    void showRun(Function<String, Optional<NodeState>> next) {
        states = next;
        settled.clear();
        runs = true;
        runDirty = true;
        repaintAll();
        wake();
    }

    void runChanged() {
        runDirty = true;
        wake();
    }

    void showProblems(Map<String, Problem.Severity> marks) {
        problems = Map.copyOf(marks);
        repaintAll();
    }

    void showWorst(Map<String, String> said, Map<String, String> all) {
        worstWhole = Map.copyOf(all);
        if (!said.equals(worst)) {
            worst = Map.copyOf(said);
            repaintAll();
        }
    }

    void showDebugging(List<BreakDot> broken, Set<String> withPins) {
        breakpoints = List.copyOf(broken);
        pinned = Set.copyOf(withPins);
        repaintLive();
    }

    void showStanding(Set<String> stands, @Nullable String goesNext) {
        standing = Set.copyOf(stands);
        next = goesNext;
        repaintLive();
    }

    void look(Viewport next, boolean zooms) {
        view = next;
        if (zooms && inScene) {
            coarse = true;
            zoomedAt = now();
            wake();
        }
        repaintLive();
    }

    void select(Selection next) {
        selection = next;
        repaintLive();
    }

    void hover(Hit next, double viewX, double viewY) {
        boolean same = next.equals(hover);
        hover = next;
        hoverX = viewX;
        hoverY = viewY;
        if (!same || next instanceof Hit.OnWire || next instanceof Hit.OnNode(NodeItem node, var _)
                && worstWhole.containsKey(node.id())) {
            repaintLive();
        }
    }

    void gesture(@Nullable Gesture next) {
        Set<String> before = moving();
        gesture = next;
        gestureMoved(before);
    }

    /** What a gesture shows changed. */
    void gestureMoved(Set<String> before) {
        if (!before.equals(moving())) content.invalidate();
        repaintLive();
    }

    /** The nodes that the live layer shows in the content layer's stead. */
    Set<String> moving() {
        Gesture now = gesture;
        if (now == null) return Set.of();
        for (Overlay overlay : now.overlays())
            if (overlay instanceof Overlay.Moved(var ids, double _, double _)) return ids;
        return Set.of();
    }

    void setFocus(boolean visible) {
        focusShown = visible;
        repaintLive();
    }

    void setRunning(boolean on) {
        inScene = on;
        if (on)
            wake();
        else {
            timer.stop();
            ticking = false;
        }
    }

    void repaintAll() {
        content.invalidate();
        repaintLive();
    }

    void repaintLive() {
        liveDirty = true;
        requestLayout();
    }

    private void wake() {
        if (ticking || !inScene) return;
        ticking = true;
        timer.start();
    }

    private static long now() { return System.nanoTime(); }

    /** Each frame, as long as something moves by itself. */
    private void tick(long at) {
        now = at;
        boolean more = false;
        if (coarse) {
            if (now() - zoomedAt >= SHARP_AFTER) {
                coarse = false;
                content.invalidate();
                requestLayout();
            } else
                more = true;
        }
        if (runDirty && at - settledAt >= SETTLE_EVERY) {
            runDirty = false;
            settledAt = at;
            if (settle(at)) content.invalidate();
            repaintLive();
        }
        boolean running = runs && anyRunning();
        boolean flew = flies;
        flies = sparks.busy(at);
        more |= runDirty || running || flies;
        // Once more after the last spot has arrived, or it stays where it was seen last.
        if (flew && !flies || (running || flies) && at - liveAt >= LIVE_EVERY) {
            liveAt = at;
            repaintLive();
        }
        if (!more) {
            timer.stop();
            ticking = false;
        }
    }

    private boolean anyRunning() {
        for (NodeItem node : diagram.nodes()) if (LivePaint.isLive(states.apply(node.id()))) return true;
        return false;
    }

    /** Takes over what came to rest since; true if the content layer shows something else now. */
    private boolean settle(long at) {
        boolean changed = false;
        for (NodeItem node : diagram.nodes()) {
            Optional<NodeState> state = states.apply(node.id());
            if (LivePaint.isLive(state)) continue;
            NodeState before = settled.get(node.id());
            if (state.isEmpty() ? before == null : state.get().equals(before)) continue;
            changed = true;
            if (state.isEmpty())
                settled.remove(node.id());
            else {
                settled.put(node.id(), state.get());
                if (theme.moves() && at > 0) sparks.begin(diagram, node.id(), state.get(), at);
            }
        }
        return changed;
    }

    // Painting.

    @Override
    protected void layoutChildren() {
        double w = getWidth();
        double h = getHeight();
        if (w <= 0 || h <= 0) return;
        content.resize(w, h);
        if (!content.shows(view)) paintContent(w, h);
        if (liveDirty) {
            liveDirty = false;
            paintLive(w, h);
        }
    }

    private Ink ink(GraphicsContext gc, Lod lod, Function<String, Optional<NodeState>> of) {
        return new Ink(gc, theme.palette(), view, lod, letters, words, of, worst);
    }

    private void paintContent(double w, double h) {
        if (runs && runDirty && !ticking) settle(0);
        boolean withMargin = !coarse;
        GraphicsContext gc = content.begin(view, withMargin);
        double m = content.margin();
        double around = withMargin ? m : 0;
        gc.setTransform(1, 0, 0, 1, 0, 0);
        gc.setGlobalAlpha(1);
        gc.setFill(theme.color(Token.CANVAS));
        gc.fillRect(m - around, m - around, w + 2 * around, h + 2 * around);
        Lod lod = coarse ? Lod.of(view.zoom()).coarser() : Lod.of(view.zoom());
        Ink ink = ink(gc, lod, id -> Optional.ofNullable(settled.get(id)));
        if (!coarse) ContentPainter.dots(ink, w + 2 * m, h + 2 * m, view.panX() + m, view.panY() + m);
        gc.setTransform(view.zoom(), 0, 0, view.zoom(), view.panX() + m, view.panY() + m);
        ContentPainter.paint(ink, diagram, view.world(w, h, around), moving());
    }

    private void paintLive(double w, double h) {
        Gesture now = gesture;
        List<Overlay> overlays = now == null ? List.of() : now.overlays();
        Rect seen = view.world(w, h, 40);
        // An empty layer over the whole window would still cost its share of every frame.
        live.setVisible(hasLive(overlays, seen));
        if (!live.isVisible()) return;
        live.setWidth(w);
        live.setHeight(h);
        GraphicsContext gc = live.getGraphicsContext2D();
        gc.setTransform(1, 0, 0, 1, 0, 0);
        gc.clearRect(0, 0, w, h);
        Ink ink = ink(gc, Lod.of(view.zoom()), states);
        gc.setTransform(view.zoom(), 0, 0, view.zoom(), view.panX(), view.panY());
        running(ink, seen);
        sparks.each(this.now, (wire, share) -> LivePaint.spark(ink, wire, share));
        marks(ink, seen);
        if (now == null) pointed(ink);
        if (moving().isEmpty()) selected(ink);
        LivePainter.paint(ink, diagram, faces, overlays);
        gc.setTransform(1, 0, 0, 1, 0, 0);
        Ink flat = ink(gc, Lod.FULL, states);
        LivePainter.words(flat, overlays, w, h);
        if (now == null && hover instanceof Hit.OnWire(WireItem wire, var _)) value(flat, wire, w, h);
        if (now == null && hover instanceof Hit.OnDot(BreakDot dot, NodeItem _)) {
            BubblePainter.bubble(flat, dot.says(), hoverX, hoverY, w, h, Token.TEXT);
        }
        if (now == null && hover instanceof Hit.OnNode(NodeItem node, var _)) worst(flat, node, w, h);
        if (focusShown) {
            gc.setStroke(theme.color(Token.FOCUS));
            flat.outline(0, 0, w, h, 0, 2);
        }
        if (diagram.size() == 0 && overlays.isEmpty()) empty(flat, w, h);
    }

    private boolean hasLive(List<Overlay> overlays, Rect seen) {
        boolean points = gesture == null && switch (hover) {
            case Hit.OnNode _,Hit.OnPort _,Hit.OnWire _,Hit.OnDot _ -> true;
            case Hit.OnEdge _,Hit.OnArea _,Hit.OnGround _ -> false;
        };
        return points || !overlays.isEmpty() || !selection.isEmpty() || focusShown || diagram.size() == 0
                || !problems.isEmpty() || !breakpoints.isEmpty() || !pinned.isEmpty() || !standing.isEmpty()
                || sparks.busy(now) || runs && isMoving(seen);
    }

    /** Whether a node that is seen looks otherwise than on the content layer. */
    private boolean isMoving(Rect seen) {
        boolean[] any = {false};
        diagram.visible(seen, item -> any[0] |= item instanceof NodeItem node && differs(node));
        return any[0];
    }

    private boolean differs(NodeItem node) {
        Optional<NodeState> state = states.apply(node.id());
        return state.isPresent() && !node.isNote() && (LivePaint.isLive(state)
                || state.get().phase() != NodeState.Phase.SKIPPED && !state.get().equals(settled.get(node.id())));
    }

    private void empty(Ink flat, double w, double h) {
        double y = Math.rint(h / 2);
        flat.textMiddle(words.text("canvas.empty"), w / 2, y + 96, Letters.Cut.STRONG, 15, theme.color(Token.TEXT));
        flat.textMiddle(words.text("canvas.empty.how"), w / 2, y + 120, Letters.Cut.TEXT, 13, theme.color(Token.MUTED));
    }

    private void running(Ink ink, Rect seen) {
        if (!runs) return;
        long t = now;
        double turn = theme.moves() ? t % (long) TURN / TURN : 0.1;
        double breath = theme.moves() ? 0.5 + 0.5 * Math.sin(t % (long) BREATH / BREATH * 2 * Math.PI) : 0.6;
        diagram.visible(seen, item -> {
            if (!(item instanceof NodeItem node) || !differs(node)) return;
            states.apply(node.id()).ifPresent(state -> LivePaint.state(ink, node, state,
                    state.phase() == NodeState.Phase.RUNNING ? turn : 0, breath));
        });
    }

    private void marks(Ink ink, Rect seen) {
        seen(standing, seen, node -> DebugPaint.standing(ink, node, node.id().equals(next)));
        for (BreakDot dot : breakpoints) {
            boolean pointed = hover instanceof Hit.OnDot(BreakDot over, NodeItem _) && over.equals(dot);
            seen(Set.of(dot.node()), seen, node -> DebugPaint.breakpoint(ink, node, dot, pointed));
        }
        seen(pinned, seen, node -> DebugPaint.pin(ink, node, words.text("mark.pinned")));
        for (Map.Entry<String, Problem.Severity> mark : problems.entrySet()) {
            NodeItem node = diagram.node(mark.getKey()).orElse(null);
            if (node == null || mark.getValue() == Problem.Severity.INFO || !seen.meets(node.rect())) continue;
            LivePaint.problem(ink, node, mark.getValue() == Problem.Severity.ERROR);
        }
    }

    private void seen(Set<String> ids, Rect seen, Consumer<NodeItem> paint) {
        for (String id : ids) {
            diagram.node(id).filter(node -> seen.meets(node.rect())).ifPresent(paint);
        }
    }

    private void pointed(Ink ink) {
        switch (hover) {
            case Hit.OnNode(NodeItem node, boolean _) -> {
                LivePaint.hover(ink, node.rect(), LivePaint.radius(node));
                for (PortItem port : node.ports()) {
                    if (port.quiet() && !port.wired()) LivePaint.port(ink, port, Token.WIRE, false);
                }
            }
            case Hit.OnDot(BreakDot dot, NodeItem node) -> {
                LivePaint.hover(ink, node.rect(), LivePaint.radius(node));
                if (dot.look() == BreakDot.Look.NONE) DebugPaint.breakpoint(ink, node, dot, false);
            }
            case Hit.OnPort(PortItem port) -> {
                for (WireItem wire : diagram.wires()) {
                    if (wire.from().same(port) || wire.to().same(port)) LivePaint.wire(ink, wire, Token.ACCENT, 2);
                }
                LivePaint.port(ink, port, Token.ACCENT, true);
                if (!port.labelled()) LivePaint.portName(ink, port);
            }
            case Hit.OnWire(WireItem wire, Hit.@Nullable End _) ->
                LivePaint.wire(ink, wire, Token.ACCENT, wire.implied() ? 1.5 : 2);
            case Hit.OnEdge _,Hit.OnArea _,Hit.OnGround _ -> {
            }
        }
    }

    private void selected(Ink ink) {
        for (String id : selection.nodes()) {
            diagram.node(id).ifPresent(node -> LivePaint.ring(ink, node.rect(), LivePaint.radius(node)));
        }
        Selection.PlacedWire wire = selection.wire();
        if (wire != null) {
            diagram.wire(wire.place(), wire.wire()).ifPresent(item -> LivePaint.wire(ink, item, Token.ACCENT, 2.5));
        }
    }

    /** All that a node can use at worst, while one points at what is said of it. */
    private void worst(Ink flat, NodeItem node, double w, double h) {
        String whole = worstWhole.getOrDefault(node.id(), "");
        Ink drawn = ink(flat.gc(), Lod.of(view.zoom()), states);
        Optional<Rect> said = whole.isEmpty() ? Optional.empty() : WorstPainter.place(drawn, node);
        if (said.isPresent() && said.get().contains(view.worldX(hoverX), view.worldY(hoverY))) {
            BubblePainter.lines(flat, whole, hoverX, hoverY, w, h);
        }
    }

    /** What flowed along a wire, or where an implied one comes from. */
    private void value(Ink flat, WireItem wire, double w, double h) {
        Optional<String> value = Values.along(wire, states);
        String heading = Values.heading(diagram, wire, words);
        if (value.isPresent())
            BubblePainter.value(flat, heading, value.get(), hoverX, hoverY, w, h);
        else if (wire.implied()) {
            BubblePainter.bubble(flat, words.text("wire.implied", wire.from().port().name()), hoverX, hoverY, w, h,
                    Token.MUTED);
        }
    }

    List<Overlay> overlays() {
        Gesture g = gesture;
        return g == null ? List.of() : g.overlays();
    }
}
