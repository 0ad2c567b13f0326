package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Palette;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.SpanState;
import javafx.animation.AnimationTimer;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.value.ChangeListener;
import javafx.beans.value.WeakChangeListener;
import javafx.geometry.Orientation;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.Node;
import javafx.scene.canvas.Canvas;
import javafx.scene.control.ScrollBar;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;

/**
 * The rows of a trace: tree, figures and waterfall on one canvas of the size of what is in sight.
 *
 * <p>Keys: arrows move and fold, Enter opens the details, N goes to the next error, + - 0 zoom the time, F shows the time of
 * the selected row. Wheel scrolls, with Ctrl zooms at the pointer, with Shift moves in time; drag on the waterfall moves in
 * time, drag on the time axis zooms to what was dragged over, double click there shows the whole.
 */
final class TracePane extends Region {
    private static final double BAR_WIDTH = 12;
    private static final double GRIP = 4;
    private static final double ZOOM = 1.2;
    private static final double WHEEL_ROWS = 3;
    private static final double DRAG = 4;

    private final TraceModel model;
    private final Theme theme;
    private final TracePainter painter;
    private final RowWords rowWords;
    private final Canvas canvas = new Canvas();
    private final ScrollBar bar = new ScrollBar();
    private final Node filter;
    private final DoubleProperty treeWidth = new SimpleDoubleProperty(this, "treeWidth", 260);
    private final Runnable open;
    private final AnimationTimer pulse = new AnimationTimer() {
        @Override
        public void handle(long now) {
            tick(now);
        }
    };

    /** Held here, since the theme outlives every pane. */
    private final ChangeListener<Palette> recolour = (_, _, _) -> dirty();
    private boolean dirty = true;
    private double pointerX = -1;
    private double pointerY = -1;
    private double turn;
    private Gesture gesture = Gesture.NONE;
    private double pressX;
    private double pressFrom;
    private boolean followEnd = true;

    private enum Gesture {
        NONE,
        TREE_WIDTH,
        TIME,
        AXIS,
        CLICK
    }

    /**
     * @param filter stands above the tree
     * @param open opens the details of the selected row
     */
    TracePane(TraceModel model, Theme theme, Words words, Node filter, Runnable open) {
        this.model = model;
        this.theme = theme;
        this.painter = new TracePainter(words);
        this.rowWords = new RowWords(words);
        this.filter = filter;
        this.open = open;
        bar.setOrientation(Orientation.VERTICAL);
        bar.setUnitIncrement(Metrics.ROW);
        bar.valueProperty().subscribe((_, _) -> {
            followEnd = bar.getValue() >= bar.getMax() - 1;
            dirty();
        });
        getChildren().addAll(canvas, filter, bar);
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.TREE_VIEW);
        getStyleClass().add("trace-pane");
        setMinSize(200, 80);
        model.revisionProperty().subscribe((_, _) -> rowsChanged());
        model.selectedProperty().subscribe((_, _) -> {
            reveal();
            dirty();
        });
        theme.paletteProperty().addListener(new WeakChangeListener<>(recolour));
        treeWidth.subscribe((_, _) -> requestLayout());
        bar.visibleProperty().subscribe((_, _) -> requestLayout());
        focusedProperty().subscribe((_, _) -> dirty());
        setOnKeyPressed(this::key);
        canvas.addEventHandler(MouseEvent.ANY, this::mouse);
        canvas.setOnScroll(this::wheel);
        sceneProperty().subscribe(scene -> {
            if (scene == null) {
                pulse.stop();
            } else {
                pulse.start();
            }
        });
    }

    /** Wanted width of the tree, in pixels. */
    DoubleProperty treeWidthProperty() {
        return treeWidth;
    }

    // ---- painting

    private void dirty() {
        dirty = true;
    }

    private void tick(long now) {
        if (model.isRunning()) {
            if (theme.moves()) {
                turn = now % 1_200_000_000L / 1.2e9;
            }
            dirty = true;
        }
        if (dirty && isVisible() && getScene() != null) {
            paint();
        }
    }

    /** Paints now. */
    void paint() {
        dirty = false;
        painter.paint(canvas.getGraphicsContext2D(), theme.palette(), model, scene());
    }

    private TracePainter.Scene scene() {
        return new TracePainter.Scene(canvas.getWidth(), canvas.getHeight(), Math.round(bar.getValue()),
                treeWidth.get(),
                gesture == Gesture.NONE ? pointerX : -1, pointerY, isFocused(), turn);
    }

    private void rowsChanged() {
        boolean atEnd = followEnd && model.isRunning();
        measure();
        if (atEnd && bar.isVisible()) {
            bar.setValue(bar.getMax());
        }
        dirty();
    }

    private void measure() {
        double rows = model.size() * TracePainter.ROW;
        double room = Math.max(0, getHeight() - TracePainter.HEADER);
        double most = Math.max(0, rows - room);
        bar.setMax(most);
        bar.setVisibleAmount(rows <= 0 ? 1 : most * room / Math.max(room, rows));
        bar.setBlockIncrement(room);
        bar.setVisible(most > 0);
        if (bar.getValue() > most) {
            bar.setValue(most);
        }
    }

    @Override
    protected void layoutChildren() {
        double width = getWidth();
        double height = getHeight();
        measure();
        // The bar's room is kept free where there is none, so that no column comes or goes with it.
        canvas.setWidth(Math.max(0, width - BAR_WIDTH));
        canvas.setHeight(Math.max(0, height));
        bar.resizeRelocate(width - BAR_WIDTH, TracePainter.HEADER, BAR_WIDTH,
                Math.max(0, height - TracePainter.HEADER));
        double tree = Columns.of(canvas.getWidth(), treeWidth.get()).tree();
        filter.resizeRelocate(Metrics.SPACE_8, (TracePainter.HEADER - 24) / 2, Math.max(0, tree - 2 * Metrics.SPACE_8),
                24);
        dirty();
    }

    /** Scrolls so that the selected row is in sight. */
    private void reveal() {
        int place = model.rows().place(model.selected());
        if (place < 0) {
            return;
        }
        measure();
        double top = place * TracePainter.ROW;
        double room = getHeight() - TracePainter.HEADER;
        if (top < bar.getValue()) {
            bar.setValue(top);
        } else if (top + TracePainter.ROW > bar.getValue() + room && room > 0) {
            bar.setValue(Math.min(bar.getMax(), top + TracePainter.ROW - room));
        }
        RunTrace trace = model.trace();
        if (trace != null) {
            SpanState state = trace.state(model.selected());
            setAccessibleText(rowWords.full(trace, model.selected()) + ", " + state);
        }
    }

    // ---- keys

    private void key(KeyEvent event) {
        boolean done = true;
        if (event.isShortcutDown() || event.isAltDown()) {
            return;
        }
        int page = Math.max(1, (int) ((getHeight() - TracePainter.HEADER) / TracePainter.ROW) - 1);
        KeyCode code = event.getCode();
        switch (code) {
            case UP -> model.move(-1);
            case DOWN -> model.move(1);
            case PAGE_UP -> model.move(-page);
            case PAGE_DOWN -> model.move(page);
            case HOME -> model.move(-model.size());
            case END -> model.move(model.size());
            case LEFT -> model.outward();
            case RIGHT -> model.inward();
            case ENTER -> open.run();
            case N -> done = event.isShiftDown() ? model.previousError() : model.nextError();
            case DIGIT0, NUMPAD0 -> model.showWhole();
            case F -> model.showSelectedTime();
            case PLUS, ADD, EQUALS -> zoomMiddle(1 / ZOOM);
            case MINUS, SUBTRACT -> zoomMiddle(ZOOM);
            case SLASH -> filter.requestFocus();
            default -> done = false;
        }
        if (done) {
            event.consume();
        }
    }

    private void zoomMiddle(double factor) {
        model.zoomTime((model.windowFrom() + model.windowTo()) / 2, factor);
    }

    // ---- pointer

    private void wheel(ScrollEvent event) {
        TimeScale scale = scale();
        boolean overBars = event.getX() >= scale.x();
        if (event.isShortcutDown() && event.getDeltaY() != 0) {
            double factor = Math.pow(ZOOM, -Math.signum(event.getDeltaY()));
            model.zoomTime(overBars ? scale.at(event.getX()) : (scale.from() + scale.to()) / 2, factor);
        } else {
            // With Shift some systems turn a wheel's step sideways themselves, some do not.
            double sideways = event.getDeltaX() != 0 ? event.getDeltaX() : event.isShiftDown() ? event.getDeltaY() : 0;
            if (sideways != 0) {
                model.panTime(-sideways * (scale.to() - scale.from()) / scale.width());
            } else {
                double by = event.getTextDeltaY() != 0
                        ? event.getTextDeltaY() / WHEEL_ROWS * TracePainter.ROW * WHEEL_ROWS
                        : event.getDeltaY();
                bar.setValue(Math.clamp(bar.getValue() - by, 0, bar.getMax()));
            }
        }
        event.consume();
    }

    private TimeScale scale() {
        return TracePainter.scale(model, Columns.of(canvas.getWidth(), treeWidth.get()));
    }

    private void mouse(MouseEvent event) {
        double x = event.getX();
        double y = event.getY();
        if (event.getEventType() == MouseEvent.MOUSE_EXITED) {
            pointerX = -1;
            dirty();
        } else if (event.getEventType() == MouseEvent.MOUSE_MOVED) {
            pointerX = x;
            pointerY = y;
            setCursor(onDivider(x) ? Cursor.H_RESIZE : Cursor.DEFAULT);
            dirty();
        } else if (event.getEventType() == MouseEvent.MOUSE_PRESSED && event.getButton() == MouseButton.PRIMARY) {
            pressed(event);
        } else if (event.getEventType() == MouseEvent.MOUSE_DRAGGED && gesture != Gesture.NONE) {
            dragged(x);
        } else if (event.getEventType() == MouseEvent.MOUSE_RELEASED) {
            released(x);
        } else if (event.getEventType() == MouseEvent.MOUSE_CLICKED && event.getClickCount() == 2) {
            if (y < TracePainter.HEADER) {
                model.showWhole();
            } else if (model.selected() != TraceModel.NONE) {
                open.run();
            }
        }
    }

    private boolean onDivider(double x) {
        return Math.abs(x - Columns.of(canvas.getWidth(), treeWidth.get()).tree()) <= GRIP;
    }

    private void pressed(MouseEvent event) {
        requestFocus();
        double x = event.getX();
        pressX = x;
        TimeScale scale = scale();
        pressFrom = scale.at(x);
        if (onDivider(x)) {
            gesture = Gesture.TREE_WIDTH;
        } else if (event.getY() < TracePainter.HEADER) {
            gesture = x >= scale.x() ? Gesture.AXIS : Gesture.NONE;
        } else {
            gesture = Gesture.CLICK;
            int place = scene().place(event.getY());
            RunTrace trace = model.trace();
            if (trace == null || place >= model.size()) {
                model.select(TraceModel.NONE);
                return;
            }
            int row = model.rows().row(place);
            double chevron = TracePainter.chevron(trace.depth(row));
            if (x >= chevron - 3 && x < chevron + 14 && trace.firstChild(row) != RunTrace.NONE && row != 0) {
                model.fold(row, !model.rows().isFolded(row));
                gesture = Gesture.NONE;
            } else {
                model.select(row);
            }
        }
    }

    private void dragged(double x) {
        TimeScale scale = scale();
        switch (gesture) {
            case TREE_WIDTH ->
                treeWidth.set(Math.clamp(x, Columns.NARROWEST_TREE, Math.max(200, canvas.getWidth() - 200)));
            case CLICK -> {
                if (Math.abs(x - pressX) > DRAG && pressX >= scale.x()) {
                    gesture = Gesture.TIME;
                    setCursor(Cursor.CLOSED_HAND);
                }
            }
            case TIME -> model.panTime(pressFrom - scale.at(x));
            case AXIS, NONE -> {
            }
        }
        dirty();
    }

    private void released(double x) {
        if (gesture == Gesture.AXIS && Math.abs(x - pressX) > DRAG) {
            double at = scale().at(x);
            model.showTime(Math.min(pressFrom, at), Math.max(pressFrom, at));
        }
        gesture = Gesture.NONE;
        setCursor(Cursor.DEFAULT);
        dirty();
    }
}
