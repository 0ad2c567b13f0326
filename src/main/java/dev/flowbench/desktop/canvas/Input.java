package dev.flowbench.desktop.canvas;

import dev.flowbench.desktop.canvas.edit.Edits;
import dev.flowbench.desktop.canvas.edit.NewNode;
import dev.flowbench.desktop.canvas.scene.AreaItem;
import dev.flowbench.desktop.canvas.scene.BreakDot;
import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.EdgeItem;
import dev.flowbench.desktop.canvas.scene.Hit;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.canvas.scene.Viewport;
import dev.flowbench.desktop.canvas.scene.WireItem;
import dev.flowbench.desktop.canvas.tool.DropGesture;
import dev.flowbench.desktop.canvas.tool.Gesture;
import dev.flowbench.desktop.canvas.tool.MarqueeGesture;
import dev.flowbench.desktop.canvas.tool.MoveGesture;
import dev.flowbench.desktop.canvas.tool.PanGesture;
import dev.flowbench.desktop.canvas.tool.Pointer;
import dev.flowbench.desktop.canvas.tool.ResizeGesture;
import dev.flowbench.desktop.canvas.tool.Surface;
import dev.flowbench.desktop.canvas.tool.WireGesture;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Workflow;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import javafx.animation.AnimationTimer;
import javafx.geometry.Point2D;
import javafx.scene.Cursor;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.input.ZoomEvent;
import org.jspecify.annotations.Nullable;

/** Pointer and keys: what a press may become is decided at the press, and begins when the pointer has moved a little. */
final class Input implements Surface {
    private static final double DRIFT = 4;
    private static final double NOTCH = 40;
    private static final double STEP = 1.2;
    private static final double EDGE = 28;
    private static final double EDGE_SPEED = 14;

    private final CanvasView canvas;
    private final Actions actions;
    private final Menu menu;
    private @Nullable Supplier<Gesture> may;
    private @Nullable Runnable click;
    private @Nullable Gesture gesture;
    private @Nullable Pointer last;
    private double pressX;
    private double pressY;
    private boolean space;
    private final AnimationTimer edges = new AnimationTimer() {
        @Override
        public void handle(long now) { panAtEdges(); }
    };

    Input(CanvasView canvas, Actions actions) {
        this.canvas = canvas;
        this.actions = actions;
        this.menu = new Menu(canvas, actions);
        canvas.addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
        canvas.addEventHandler(MouseEvent.MOUSE_DRAGGED, this::dragged);
        canvas.addEventHandler(MouseEvent.MOUSE_RELEASED, this::released);
        canvas.addEventHandler(MouseEvent.MOUSE_MOVED, this::moved);
        canvas.addEventHandler(MouseEvent.MOUSE_EXITED, _ -> canvas.screen().hover(new Hit.OnGround(), 0, 0));
        canvas.addEventHandler(ScrollEvent.SCROLL, this::scrolled);
        canvas.addEventHandler(ZoomEvent.ZOOM, this::pinched);
        canvas.addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        canvas.addEventHandler(KeyEvent.KEY_RELEASED, event -> {
            if (event.getCode() == KeyCode.SPACE) space = false;
        });
    }

    // Surface.

    @Override
    public FlowDocument document() { return canvas.document(); }

    @Override
    public Diagram diagram() { return canvas.screen().diagram(); }

    @Override
    public Viewport viewport() { return canvas.view(); }

    @Override
    public Words words() { return canvas.words(); }

    @Override
    public void pan(double dx, double dy) { canvas.look(canvas.view().panned(dx, dy)); }

    @Override
    public void preview(@Nullable Workflow workflow) { canvas.screen().preview(workflow); }

    @Override
    public void quickAdd(double viewX, double viewY) { canvas.openQuickAdd(viewX, viewY, null); }

    @Override
    public void quickAdd(double viewX, double viewY, PortItem port) { canvas.openQuickAdd(viewX, viewY, port); }

    // Pointer.

    private Pointer pointer(double viewX, double viewY, boolean shift, boolean ctrl, boolean alt) {
        Viewport view = canvas.view();
        return new Pointer(view.worldX(viewX), view.worldY(viewY), viewX, viewY, shift, ctrl, alt);
    }

    private Pointer pointer(MouseEvent event) {
        return pointer(event.getX(), event.getY(), event.isShiftDown(), event.isShortcutDown(), event.isAltDown());
    }

    private Hit hit(Pointer at) { return canvas.screen().hit(at.x(), at.y()); }

    private void pressed(MouseEvent event) {
        if (gesture != null) return;
        canvas.closeEditor();
        canvas.takeFocus();
        menu.hide();
        Pointer at = pointer(event);
        last = at;
        pressX = event.getX();
        pressY = event.getY();
        may = null;
        click = null;
        if (event.getButton() == MouseButton.MIDDLE || (space && event.getButton() == MouseButton.PRIMARY)) {
            may = () -> new PanGesture(this, at);
        } else if (event.getButton() == MouseButton.SECONDARY) {
            may = () -> new PanGesture(this, at);
            Hit hit = hit(at);
            click = () -> menu.show(hit, at, event.getScreenX(), event.getScreenY());
        } else if (event.getButton() == MouseButton.PRIMARY) {
            primary(at, event.getClickCount());
        }
        event.consume();
    }

    private void primary(Pointer at, int clicks) {
        boolean edits = !document().isReadOnly();
        switch (hit(at)) {
            case Hit.OnPort(PortItem port) -> {
                if (edits) may = () -> new WireGesture(this, at, port);
            }
            case Hit.OnDot(BreakDot dot, NodeItem node) -> {
                CanvasView.Dots dots = canvas.dots();
                if (dots == null) return;
                if (clicks == 2 && dot.look() != BreakDot.Look.NONE)
                    dots.opened(dot);
                else {
                    click = () -> dots.clicked(dot);
                    if (edits) may = () -> new MoveGesture(this, at, dragged(node.id()));
                }
            }
            case Hit.OnNode(NodeItem node, boolean corner) -> {
                if (clicks == 2) {
                    open(node);
                    return;
                }
                select(node, at);
                if (edits)
                    may = corner
                            ? () -> new ResizeGesture(this, at, node)
                            : () -> new MoveGesture(this, at, dragged(node.id()));
            }
            case Hit.OnWire(WireItem wire, Hit.@Nullable End end) -> wire(wire, end, at, edits);
            case Hit.OnEdge(EdgeItem edge) when edge.isCard() -> {
                click = () -> document().select(Selection.NONE);
                if (edits) may = () -> new MoveGesture(this, at, Set.of(edge.input() ? Graph.IN : Graph.OUT));
            }
            case Hit.OnEdge(EdgeItem edge) -> ground(at, clicks, edge.place());
            case Hit.OnArea(AreaItem area) -> ground(at, clicks, area.place());
            case Hit.OnGround() -> ground(at, clicks, Place.ROOT);
        }
    }

    private void open(NodeItem node) {
        document().select(Selection.of(node.id()));
        canvas.open(node.id());
    }

    /** Double click asks what to add; a click selects the frame whose ground it is; a drag selects. */
    private void ground(Pointer at, int clicks, Place place) {
        if (clicks == 2) {
            canvas.openQuickAdd(at.viewX(), at.viewY(), null);
            return;
        }
        may = () -> new MarqueeGesture(this, at, place);
        click = () -> {
            if (at.shift() || at.ctrl()) return;
            document().select(
                    place instanceof Place.Child(String frame, String _) ? Selection.of(frame) : Selection.NONE);
        };
    }

    private void wire(WireItem wire, Hit.@Nullable End end, Pointer at, boolean edits) {
        if (wire.implied()) {
            ground(at, 1, wire.place());
            return;
        }
        if (at.alt() && edits) {
            document().apply(words().text("edit.unwire"),
                    workflow -> Edits.unwire(workflow, wire.place(), wire.wire()));
            return;
        }
        document().select(Selection.of(wire.place(), wire.wire()));
        if (end != null && edits) {
            PortItem stays = end == Hit.End.TO ? wire.from() : wire.to();
            may = () -> new WireGesture(this, at, stays, wire.wire());
        }
    }

    private void select(NodeItem node, Pointer at) {
        Set<String> now = document().selection().nodes();
        boolean already = now.contains(node.id());
        if (at.shift() || at.ctrl()) {
            if (!already)
                document().select(plus(now, node.id()));
            else
                click = () -> document().select(minus(now, node.id()));
        } else if (!already)
            document().select(Selection.of(node.id()));
        else if (now.size() > 1) click = () -> document().select(Selection.of(node.id()));
    }

    private static Selection plus(Set<String> ids, String id) {
        var all = new LinkedHashSet<>(ids);
        all.add(id);
        return new Selection(all, null);
    }

    private static Selection minus(Set<String> ids, String id) {
        var all = new LinkedHashSet<>(ids);
        all.remove(id);
        return new Selection(all, null);
    }

    /** What a drag of that node moves: all that is selected, if it is. */
    private Set<String> dragged(String id) {
        Set<String> now = document().selection().nodes();
        return now.contains(id) ? now : Set.of(id);
    }

    private void dragged(MouseEvent event) {
        Supplier<Gesture> begins = may;
        if (gesture == null && begins != null) {
            if (Math.hypot(event.getX() - pressX, event.getY() - pressY) < DRIFT) return;
            may = null;
            click = null;
            begin(begins.get());
        }
        if (gesture != null) go(pointer(event));
        event.consume();
    }

    private void begin(Gesture next) {
        gesture = next;
        canvas.setCursor(next.cursor());
        canvas.screen().gesture(next);
        if (next.pansAtEdges()) edges.start();
    }

    private void go(Pointer at) {
        Gesture now = gesture;
        if (now == null) return;
        last = at;
        Set<String> before = canvas.screen().moving();
        now.drag(at);
        canvas.screen().gestureMoved(before);
    }

    private void released(MouseEvent event) {
        Gesture now = gesture;
        if (now != null) {
            finish();
            now.end(pointer(event));
            document().endGesture();
        } else if (click != null) click.run();
        may = null;
        click = null;
        hover(event.getX(), event.getY());
        event.consume();
    }

    private void finish() {
        edges.stop();
        gesture = null;
        canvas.setCursor(Cursor.DEFAULT);
        canvas.screen().gesture(null);
    }

    private void cancel() {
        Gesture now = gesture;
        if (now == null) return;
        finish();
        now.cancel();
    }

    private void panAtEdges() {
        Pointer at = last;
        Gesture now = gesture;
        if (at == null || now == null) return;
        double dx = speed(at.viewX(), canvas.getWidth());
        double dy = speed(at.viewY(), canvas.getHeight());
        if (dx == 0 && dy == 0) return;
        pan(dx, dy);
        go(pointer(at.viewX(), at.viewY(), at.shift(), at.ctrl(), at.alt()));
    }

    private static double speed(double at, double room) {
        if (at < EDGE) return Math.min(1, (EDGE - at) / EDGE) * EDGE_SPEED;
        if (at > room - EDGE) return -Math.min(1, (at - room + EDGE) / EDGE) * EDGE_SPEED;
        return 0;
    }

    private void moved(MouseEvent event) {
        last = pointer(event);
        hover(event.getX(), event.getY());
    }

    private void hover(double viewX, double viewY) {
        Hit hit = hit(pointer(viewX, viewY, false, false, false));
        canvas.screen().hover(hit, viewX, viewY);
        canvas.setCursor(switch (hit) {
            case Hit.OnPort _ -> Cursor.CROSSHAIR;
            case Hit.OnNode(NodeItem _, boolean corner) -> corner ? Cursor.SE_RESIZE : Cursor.DEFAULT;
            case Hit.OnWire _,Hit.OnDot _ -> Cursor.HAND;
            case Hit.OnEdge _,Hit.OnArea _,Hit.OnGround _ -> space ? Cursor.OPEN_HAND : Cursor.DEFAULT;
        });
    }

    private void scrolled(ScrollEvent event) {
        if (event.isInertia() && event.isShortcutDown()) return;
        boolean fingers = event.getTouchCount() > 0 || event.isDirect();
        boolean across = Math.abs(event.getDeltaX()) > Math.abs(event.getDeltaY());
        if ((fingers || across) && !event.isShortcutDown()) {
            pan(event.getDeltaX(), event.getDeltaY());
        } else {
            double by = Math.pow(STEP, event.getDeltaY() / NOTCH);
            canvas.look(canvas.view().zoomed(canvas.view().zoom() * by, event.getX(), event.getY()), true);
        }
        Pointer at = last;
        if (at != null) go(pointer(at.viewX(), at.viewY(), at.shift(), at.ctrl(), at.alt()));
        event.consume();
    }

    private void pinched(ZoomEvent event) {
        canvas.look(canvas.view().zoomed(canvas.view().zoom() * event.getZoomFactor(), event.getX(), event.getY()),
                true);
        event.consume();
    }

    double pasteX() {
        Pointer at = last;
        return at != null && canvas.isHover() ? at.x() : canvas.view().worldX(canvas.getWidth() / 2);
    }

    double pasteY() {
        Pointer at = last;
        return at != null && canvas.isHover() ? at.y() : canvas.view().worldY(canvas.getHeight() / 2);
    }

    // Keys.

    private void key(KeyEvent event) {
        if (canvas.hasEditor()) return;
        boolean ctrl = event.isShortcutDown();
        boolean shift = event.isShiftDown();
        boolean done = switch (event.getCode()) {
            case ESCAPE -> escape();
            case DELETE, BACK_SPACE -> does(actions::delete);
            case ENTER -> does(() -> document().selection().single().ifPresent(canvas::open));
            case F2 -> does(canvas::renameSelection);
            case TAB -> !shift && !ctrl && does(this::tab);
            case SPACE -> ctrl ? does(this::tab) : does(() -> space = true);
            case A -> ctrl && does(actions::selectAll);
            case C -> ctrl && does(actions::copy);
            case X -> ctrl && does(actions::cut);
            case V -> ctrl && does(canvas::paste);
            case D -> ctrl && does(actions::duplicate);
            case B -> ctrl && does(actions::disable);
            case F -> !ctrl && does(canvas::fitSelection);
            case DIGIT1 -> shift && does(canvas::fit);
            case DIGIT2 -> shift && does(canvas::fitSelection);
            case DIGIT0, NUMPAD0 -> ctrl && does(() -> canvas.zoomTo(1));
            case PLUS, EQUALS, ADD -> ctrl && does(canvas::zoomIn);
            case MINUS, SUBTRACT -> ctrl && does(canvas::zoomOut);
            case PAGE_UP -> actions.goOut();
            case PAGE_DOWN -> does(actions::goIn);
            case LEFT, KP_LEFT -> arrow(-1, 0, event);
            case RIGHT, KP_RIGHT -> arrow(1, 0, event);
            case UP, KP_UP -> arrow(0, -1, event);
            case DOWN, KP_DOWN -> arrow(0, 1, event);
            case CONTEXT_MENU -> does(() -> menu.showBySelection());
            default -> false;
        };
        if (done) event.consume();
    }

    private static boolean does(Runnable action) {
        action.run();
        return true;
    }

    private void tab() {
        Pointer at = last;
        if (at != null && canvas.isHover())
            canvas.openQuickAdd(at.viewX(), at.viewY(), null);
        else
            canvas.quickAdd();
    }

    private boolean escape() {
        if (gesture != null) {
            cancel();
            return true;
        }
        if (document().selection().isEmpty()) return false;
        document().select(Selection.NONE);
        return true;
    }

    /** Arrows move what is selected, with Shift by ten; with Ctrl, or where nothing is selected, they go to the next. */
    private boolean arrow(int dx, int dy, KeyEvent event) {
        if (event.isAltDown()) return false;
        if (event.isShortcutDown() || document().selection().nodes().isEmpty())
            actions.go(dx, dy);
        else {
            int by = dev.flowbench.desktop.canvas.scene.Sizes.GRID * (event.isShiftDown() ? 10 : 1);
            actions.nudge(dx * by, dy * by);
        }
        return true;
    }

    // What comes from the palette.

    private boolean isInside(Point2D at) {
        return at.getX() >= 0 && at.getY() >= 0 && at.getX() < canvas.getWidth() && at.getY() < canvas.getHeight();
    }

    DropTarget dropTarget() {
        return new DropTarget() {
            @Override
            public void over(String kind, double sceneX, double sceneY) {
                Point2D at = canvas.sceneToLocal(sceneX, sceneY);
                if (document().isReadOnly() || !isInside(at)) {
                    if (gesture instanceof DropGesture) cancel();
                    return;
                }
                if (gesture == null) begin(new DropGesture(Input.this, NewNode.of(document().workflow(), kind)));
                go(pointer(at.getX(), at.getY(), false, false, false));
            }

            @Override
            public boolean drop(String kind, double sceneX, double sceneY) {
                over(kind, sceneX, sceneY);
                Gesture now = gesture;
                Pointer at = last;
                if (!(now instanceof DropGesture) || at == null) return false;
                finish();
                now.end(at);
                canvas.takeFocus();
                return true;
            }

            @Override
            public void leave() {
                if (gesture instanceof DropGesture) cancel();
            }

            @Override
            public void choose(String kind) { canvas.add(kind); }
        };
    }
}
