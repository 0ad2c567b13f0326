package dev.flowbench.desktop.canvas;

import dev.flowbench.desktop.canvas.scene.BreakDot;
import dev.flowbench.desktop.canvas.scene.EdgeItem;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.flow.Place;
import java.util.Optional;
import javafx.geometry.Point2D;

/** Where on the screen things of a drawing are seen, for robots that have no eyes. On the JavaFX thread. */
public record DrawingPlaces(CanvasView canvas) {
    /** A point of the drawing. */
    public Point2D at(double x, double y) {
        return canvas.localToScreen(canvas.view().viewX(x), canvas.view().viewY(y));
    }

    /** The outline of a node, on the drawing. */
    public Rect rect(String node) {
        return item(node).rect();
    }

    /** The upper part of a node's card or frame: a click there selects it. */
    public Point2D head(String node) {
        Rect rect = rect(node);
        return at(rect.x() + Math.min(rect.w() / 2, 90), rect.y() + 14);
    }

    /** A node's port that is drawn now. */
    public Optional<Point2D> port(String node, String name, boolean source) {
        return item(node).ports().stream().filter(port -> port.port().name().equals(name) && port.source() == source)
                .findFirst().map(this::at);
    }

    /** Where the breakpoint of a place is drawn, or could be set. */
    public Point2D dot(String node, String place, boolean after) {
        Rect rect = new BreakDot(node, place, after, BreakDot.Look.ON, "").rect(item(node), canvas.view().zoom());
        return at(rect.midX(), rect.midY());
    }

    /** The card of the workflow's outputs, on the drawing. */
    public Rect outputs() {
        return canvas.screen().diagram().edges(Place.ROOT).stream().filter(edge -> !edge.input()).map(EdgeItem::rect)
                .findFirst().orElseThrow();
    }

    /** Whether a point of the screen lies on the drawing as it is seen now. */
    public boolean isSeen(Point2D screen) {
        Point2D at = canvas.screenToLocal(screen);
        return at.getX() > 8 && at.getY() > 8 && at.getX() < canvas.getWidth() - 8
                && at.getY() < canvas.getHeight() - 8;
    }

    /** Whether a kind that is dragged in, or a wire that is pulled, is drawn. */
    public boolean isDragging() {
        return !canvas.screen().overlays().isEmpty();
    }

    private Point2D at(PortItem port) {
        return at(port.x(), port.y());
    }

    private NodeItem item(String node) {
        return canvas.screen().diagram().node(node).orElseThrow();
    }
}
