package dev.flowbench.desktop.look;

import javafx.scene.Node;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.shape.SVGPath;
import javafx.scene.transform.Scale;

/** The outline of a kind's tile. */
public enum Silhouette {
    /** Kinds that hold other nodes or stand for a document. */
    SQUARE("M5.2 0 H14.8 A5.2 5.2 0 0 1 20 5.2 V14.8 A5.2 5.2 0 0 1 14.8 20 H5.2 A5.2 5.2 0 0 1 0 14.8 V5.2 A5.2 5.2 0 0 1 5.2 0 Z",
            0.68),
    /** Kinds that do one step. */
    CIRCLE("M20 10 A10 10 0 1 1 0 10 A10 10 0 1 1 20 10 Z", 0.62),
    /** Kinds that decide whether it goes on. */
    HEXAGON("M8.3 .5 A3.4 3.4 0 0 1 11.7 .5 L17.6 3.9 A3.4 3.4 0 0 1 19.3 6.8 V13.2 A3.4 3.4 0 0 1 17.6 16.1 L11.7 19.5"
            + " A3.4 3.4 0 0 1 8.3 19.5 L2.4 16.1 A3.4 3.4 0 0 1 .7 13.2 V6.8 A3.4 3.4 0 0 1 2.4 3.9 Z", 0.62);

    private final Outline outline;
    private final double room;

    Silhouette(String data, double room) {
        this.outline = Outline.parse(data);
        this.room = room;
    }

    /** The share of the side that a glyph inside may take. */
    double room() {
        return room;
    }

    /** Fills the outline in the canvas's current fill, its top left corner at x, y. */
    public void fill(GraphicsContext gc, double x, double y, double size) {
        trace(gc, x, y, size);
        gc.fill();
    }

    /** Makes the outline the canvas's current path, to be stroked or filled. */
    public void trace(GraphicsContext gc, double x, double y, double size) {
        gc.beginPath();
        outline.trace(gc, x, y, size / Drawing.GRID);
    }

    Node node(double size) {
        SVGPath path = new SVGPath();
        path.setContent(outline.data());
        path.getStyleClass().add(Styles.KIND_GROUND);
        path.getTransforms().add(new Scale(size / Drawing.GRID, size / Drawing.GRID, 0, 0));
        path.setManaged(false);
        return path;
    }
}
