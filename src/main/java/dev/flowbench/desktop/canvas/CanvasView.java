package dev.flowbench.desktop.canvas;

import dev.flowbench.desktop.canvas.scene.BreakDot;
import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.EdgeItem;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.scene.Viewport;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import dev.flowbench.trace.NodeState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.geometry.BoundingBox;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.MenuItem;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * A document as a drawing that people change by hand. Give it room and the keyboard; all edits go through the document.
 * On the JavaFX thread.
 */
public final class CanvasView extends Region {
    private static final double FIT_MARGIN = 48;
    private static final double STEP = 1.2;
    /** From here on names of ports and titles of slots are drawn, and can be read. */
    private static final double READABLE = 0.7;

    private final FlowDocument document;
    private final Words words = Words.beside(CanvasView.class);
    private final Screen screen;
    private final Actions actions;
    private final Input input;
    private final FocusProxy proxy;
    private final ReadOnlyDoubleWrapper zoom = new ReadOnlyDoubleWrapper(this, "zoom", 1);
    private final Subscription subscriptions;
    private Consumer<String> onOpen = _ -> {};
    private Function<String, List<MenuItem>> more = _ -> List.of();
    private @Nullable Dots dots;
    private @Nullable Node editor;
    private Viewport view = new Viewport(0, 0, 1);
    private boolean fitted;

    /**
     * A canvas for a document.
     *
     * @param theme whose colours it paints with
     * @param ports derives ports; share one among all that ask about the same document
     */
    public CanvasView(FlowDocument document, Theme theme, Ports ports) {
        theme.add(CanvasView.class, "canvas.css");
        this.document = document;
        this.screen = new Screen(theme, words, ports);
        this.actions = new Actions(this, document, words);
        this.input = new Input(this, actions);
        this.proxy = new FocusProxy(words);
        getStyleClass().add("canvas");
        getChildren().addAll(screen, proxy);
        var clip = new Rectangle();
        clip.widthProperty().bind(widthProperty());
        clip.heightProperty().bind(heightProperty());
        setClip(clip);
        subscriptions = Subscription.combine(document.workflowProperty().subscribe(screen::show),
                document.selectionProperty().subscribe(this::selected),
                theme.paletteProperty().subscribe(_ -> screen.repaintAll()));
        // A pane below that opens or closes leaves what is in the middle in the middle.
        heightProperty().subscribe((before, now) -> {
            if (fitted && before.doubleValue() > 0 && now.doubleValue() > 0) {
                look(view.panned(0, (now.doubleValue() - before.doubleValue()) / 2));
            }
        });
        sceneProperty().flatMap(scene -> scene.windowProperty()).flatMap(window -> window.showingProperty())
                .orElse(false)
                .subscribe(screen::setRunning);
        proxy.focusedProperty().subscribe(_ -> screen.setFocus(proxy.isFocusVisible()));
        proxy.focusVisibleProperty().subscribe(_ -> screen.setFocus(proxy.isFocusVisible()));
    }

    /** Ends its listening to the document and the theme; it is not used again. */
    public void close() {
        subscriptions.unsubscribe();
        screen.setRunning(false);
    }

    // What others ask of it.

    /**
     * Shows a run on the drawing, from now on.
     *
     * @param states the state of a node by its id; asked often, so it should be quick
     */
    public void showRun(Function<String, Optional<NodeState>> states) { screen.showRun(states); }

    /** Shows no run. */
    public void clearRun() { screen.showRun(_ -> Optional.empty()); }

    /** The run that is shown went on. Cheap: may be called for every change, and is drawn once a frame. */
    public void runChanged() {
        screen.runChanged();
    }

    /** Marks nodes with problems: by node id, the worst of each. */
    public void showProblems(Map<String, Problem.Severity> marks) {
        screen.showProblems(marks);
    }

    /**
     * Shows what nodes can use at worst: by node id. A node's figures in a run take its place.
     *
     * @param worst in a few words, on the node
     * @param whole all of it as lines, while one points at those words
     */
    public void showWorst(Map<String, String> worst, Map<String, String> whole) {
        screen.showWorst(worst, whole);
    }

    /** Marks breakpoints, and by their ids the nodes whose output is pinned. */
    public void showDebugging(List<BreakDot> breakpoints, Set<String> pinned) {
        screen.showDebugging(breakpoints, pinned);
    }

    /**
     * Shows where a paused run stands, by node ids.
     *
     * @param next the one that goes on next; null for none
     */
    public void showStanding(Set<String> standing, @Nullable String next) {
        screen.showStanding(standing, next);
    }

    /** Where a node is seen, in pixels of this view; empty where there is no such node. */
    public Optional<Bounds> seen(String nodeId) {
        Rect rect = bounds(Set.of(nodeId));
        if (rect == null) return Optional.empty();
        Rect seen = view.view(rect);
        return Optional.of(new BoundingBox(seen.x(), seen.y(), seen.w(), seen.h()));
    }

    /** Asks for further lines of the menu of a node, by its id; each time it opens. */
    public void onNodeMenu(Function<String, List<MenuItem>> lines) {
        this.more = lines;
    }

    List<MenuItem> more(String id) { return more.apply(id); }

    /** What is done with the breakpoints on the drawing. */
    public interface Dots {
        /** One was clicked, or a place where one could be set. */
        void clicked(BreakDot dot);

        /** One was opened, by a double click. */
        void opened(BreakDot dot);

        /** The lines of the menu of one; asked each time it opens. */
        List<MenuItem> menu(BreakDot dot);
    }

    /** Takes what is done with the breakpoints on the drawing. */
    public void onDots(Dots taker) {
        this.dots = taker;
    }

    @Nullable Dots dots() { return dots; }

    /**
     * Shows a small form below a node, until it is closed, one presses elsewhere or looks elsewhere. Does nothing where there
     * is no such node.
     *
     * @param form knows its width
     */
    public void showForm(Region form, String nodeId) {
        Rect rect = bounds(Set.of(nodeId));
        if (rect == null) return;
        makeVisible(rect);
        Rect seen = view.view(rect);
        showEditor(form, 0, 0, form.prefWidth(-1), -1);
        double w = form.getWidth();
        double h = form.getHeight();
        double top = seen.bottom() + 12 + h <= getHeight() - 8 ? seen.bottom() + 12 : seen.y() - 12 - h;
        form.relocate(Math.rint(Math.max(8, Math.min(seen.x(), getWidth() - w - 8))),
                Math.rint(Math.max(8, Math.min(top, getHeight() - h - 8))));
        // It grows with what it says.
        form.needsLayoutProperty().subscribe(_ -> {
            double wanted = form.prefHeight(w);
            if (editor == form && Math.abs(wanted - form.getHeight()) > 0.5) form.resize(w, wanted);
        });
    }

    /** Takes the form away that is shown, if one is. */
    public void closeForm() { closeEditor(); }

    /** Takes the id of a node that is opened: by a double click or Enter. */
    public void onOpen(Consumer<String> open) {
        this.onOpen = open;
    }

    /** Shows all of the drawing. */
    public void fit() { show(screen.diagram().bounds(), 1); }

    /** Shows all that is selected; all of the drawing where nothing is. */
    public void fitSelection() {
        Rect all = bounds(document.selection().nodes());
        if (all == null)
            fit();
        else
            show(all, 1.5);
    }

    /** Sets the zoom, 1 for 100 %, and keeps the middle in its place. */
    public void zoomTo(double to) {
        look(view.zoomed(to, getWidth() / 2, getHeight() / 2));
    }

    /** One step nearer. */
    public void zoomIn() { zoomTo(view.zoom() * STEP); }

    /** One step farther. */
    public void zoomOut() { zoomTo(view.zoom() / STEP); }

    /** The zoom, 1 for 100 %. */
    public ReadOnlyDoubleProperty zoomProperty() { return zoom.getReadOnlyProperty(); }

    /** Brings a node into view, without zooming where it can be read, and selects it. */
    public void reveal(String nodeId) {
        Rect rect = bounds(Set.of(nodeId));
        if (rect == null) return;
        document.select(Selection.of(nodeId));
        makeVisible(rect);
    }

    /**
     * Adds a node of a kind in the middle of what is seen, and selects it.
     *
     * @return its id; empty where the document is read-only
     */
    public Optional<String> add(String kind) {
        return actions.add(kind, view.worldX(getWidth() / 2), view.worldY(getHeight() / 2));
    }

    /**
     * Adds a node of a kind at a place of the scene, and selects it.
     *
     * @return its id; empty where the document is read-only
     */
    public Optional<String> add(String kind, double sceneX, double sceneY) {
        Point2D at = sceneToLocal(sceneX, sceneY);
        return actions.add(kind, view.worldX(at.getX()), view.worldY(at.getY()));
    }

    /** Where kinds are dropped that come from elsewhere, as from the palette. */
    public DropTarget dropTarget() {
        return input.dropTarget();
    }

    /** Asks at the middle of what is seen what to add. */
    public void quickAdd() {
        openQuickAdd(getWidth() / 2 - 150, getHeight() / 4, null);
    }

    /** Deletes what is selected. */
    public void deleteSelection() { actions.delete(); }

    /** Copies what is selected, as text of a workflow file. */
    public void copy() { actions.copy(); }

    /** Copies what is selected, and deletes it. */
    public void cut() { actions.cut(); }

    /** Adds what was copied, under the pointer or in the middle. */
    public void paste() {
        actions.paste(input.pasteX(), input.pasteY());
    }

    /** Adds a second copy of what is selected beside it. */
    public void duplicate() { actions.duplicate(); }

    /** Selects all nodes of the graph in which something is selected, or of the workflow's own. */
    public void selectAll() {
        actions.selectAll();
    }

    /** Edits the selected node's title in its place. */
    public void renameSelection() {
        document.selection().single().ifPresent(this::rename);
    }

    // What its parts ask of it.

    Screen screen() { return screen; }

    Viewport view() { return view; }

    FlowDocument document() { return document; }

    Words words() { return words; }

    void open(String id) { onOpen.accept(id); }

    /** Looks somewhere else. */
    void look(Viewport next) { look(next, false); }

    /** @param going whether more such steps follow at once, as with a wheel: coarser meanwhile */
    void look(Viewport next, boolean going) {
        double scale = getScene() == null || getScene().getWindow() == null
                ? 1
                : getScene().getWindow().getOutputScaleX();
        Viewport snapped = next.snapped(scale);
        if (snapped.equals(view)) return;
        boolean zooms = going && snapped.zoom() != view.zoom();
        view = snapped;
        fitted = true;
        zoom.set(view.zoom());
        closeEditor();
        screen.look(view, zooms);
        placeProxy();
    }

    void show(Rect world, double largest) {
        if (getWidth() <= 0) return;
        look(Viewport.fitting(world, getWidth(), getHeight(), FIT_MARGIN, largest));
    }

    void makeVisible(Rect rect) {
        Rect seen = view.view(rect);
        double dx = shift(seen.x(), seen.right(), getWidth());
        double dy = shift(seen.y(), seen.bottom(), getHeight());
        if (dx != 0 || dy != 0) look(view.panned(dx, dy));
    }

    private static double shift(double from, double to, double room) {
        double margin = 24;
        if (from >= margin && to <= room - margin) return 0;
        if (to - from > room - 2 * margin) return margin - from;
        return from < margin ? margin - from : room - margin - to;
    }

    /** Where the drawing begins: its inputs. */
    private Rect beginning() {
        return screen.diagram().edges(Place.ROOT).stream().filter(EdgeItem::input).map(EdgeItem::rect).findFirst()
                .orElse(screen.diagram().bounds());
    }

    @Nullable Rect bounds(Set<String> ids) {
        @Nullable Rect all = null;
        for (String id : ids) {
            @Nullable Rect one = screen.diagram().node(id).map(NodeItem::rect).orElse(null);
            if (one != null) all = all == null ? one : all.around(one);
        }
        return all;
    }

    void rename(String id) {
        NodeItem node = screen.diagram().node(id).orElse(null);
        if (node == null || document.isReadOnly()) return;
        makeVisible(node.rect());
        Rect seen = view.view(node.rect());
        String title = document.workflow().node(id).map(n -> n.settings().title()).orElse(null);
        var field = new Rename(title == null ? id : title, words.text("rename.name"),
                text -> actions.rename(id, text), this::closeEditor);
        double left = node.isNote() ? 0 : 42 * view.zoom();
        double w = Math.max(160, Math.min(seen.w() - left, 320));
        showEditor(field, seen.x() + left, seen.y() + 6, w, 28);
        field.begin();
    }

    void openQuickAdd(double viewX, double viewY, @Nullable PortItem port) {
        if (document.isReadOnly()) return;
        double x = view.worldX(viewX);
        double y = view.worldY(viewY);
        var list = new QuickAdd(actions.kindsFor(port), screen.faces(), words,
                kind -> actions.add(kind, x, y, port), this::closeEditor);
        double left = Math.max(8, Math.min(viewX, getWidth() - 308));
        double top = Math.max(8, Math.min(viewY, getHeight() - 368));
        showEditor(list, left, top, 300, -1);
        list.begin();
    }

    private void showEditor(Node node, double x, double y, double w, double h) {
        closeEditor();
        editor = node;
        node.setManaged(false);
        getChildren().add(node);
        if (node instanceof Region region) {
            region.applyCss();
            region.resizeRelocate(Math.rint(x), Math.rint(y), w, h < 0 ? region.prefHeight(w) : h);
        }
    }

    /** Takes the rename field or the list away, if one is open. */
    void closeEditor() {
        Node open = editor;
        if (open == null) return;
        editor = null;
        getChildren().remove(open);
        takeFocus();
    }

    boolean hasEditor() { return editor != null; }

    void takeFocus() { proxy.requestFocus(); }

    private void selected(Selection selection) {
        screen.select(selection);
        proxy.say(document.workflow(), selection, screen);
        placeProxy();
    }

    private void placeProxy() {
        Optional<NodeItem> one = document.selection().single().flatMap(screen.diagram()::node);
        Rect seen = one.map(node -> view.view(node.rect())).orElse(new Rect(0, 0, getWidth(), getHeight()));
        proxy.resizeRelocate(seen.x(), seen.y(), Math.max(1, seen.w()), Math.max(1, seen.h()));
    }

    /** Sets the places of nodes that have none, so that an edit of one does not move the others. */
    static Workflow settled(Workflow workflow, Diagram diagram, Place place) {
        return workflow.with(workflow.layout().withAll(diagram.missing(place)));
    }

    @Override
    protected void layoutChildren() {
        screen.resizeRelocate(0, 0, getWidth(), getHeight());
        if (!fitted && getWidth() > 0 && getHeight() > 0) {
            Rect all = screen.diagram().bounds();
            if (screen.diagram().size() == 0)
                look(new Viewport(getWidth() / 2 - all.midX(), getHeight() / 2 - all.midY(), 1));
            else
                look(Viewport.opening(all, beginning(), getWidth(), getHeight(), FIT_MARGIN, READABLE));
        }
        placeProxy();
    }

    @Override
    protected double computePrefWidth(double height) { return 800; }

    @Override
    protected double computePrefHeight(double width) { return 600; }
}
