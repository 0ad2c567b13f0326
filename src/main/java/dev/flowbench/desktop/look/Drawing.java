package dev.flowbench.desktop.look;

import javafx.scene.Node;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Pane;
import javafx.scene.shape.FillRule;
import javafx.scene.shape.SVGPath;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.shape.StrokeLineJoin;
import javafx.scene.transform.Scale;

/**
 * A small picture on a 20 by 20 grid: lines of one width and filled marks. Immutable.
 *
 * @param lines
 *            what is stroked
 * @param marks
 *            what is filled; even-odd, so that a hole may be cut
 */
record Drawing(Outline lines, Outline marks) {

    static final double GRID = 20;

    static Drawing of(String lines, String marks) {
        return new Drawing(Outline.parse(lines), Outline.parse(marks));
    }

    /** Strokes and fills in the canvas's current stroke and fill, at one size for both sides. */
    void paint(GraphicsContext gc, double x, double y, double size) {
        double scale = size / GRID;
        gc.save();
        if (!lines.empty()) {
            gc.setLineWidth(stroke(size) * scale);
            gc.setLineCap(StrokeLineCap.ROUND);
            gc.setLineJoin(StrokeLineJoin.ROUND);
            gc.setLineDashes((double[]) null);
            gc.beginPath();
            lines.trace(gc, x, y, scale);
            gc.stroke();
        }
        if (!marks.empty()) {
            gc.setFillRule(FillRule.EVEN_ODD);
            gc.beginPath();
            marks.trace(gc, x, y, scale);
            gc.fill();
        }
        gc.restore();
    }

    /** A node of the given size whose parts carry the style classes {@code glyph-line} and {@code glyph-mark}. */
    Node node(double size) {
        Pane pane = box(size);
        if (!lines.empty()) {
            SVGPath path = path(lines, size, Styles.GLYPH_LINE);
            path.setFill(null);
            path.setStrokeWidth(stroke(size));
            path.setStrokeLineCap(StrokeLineCap.ROUND);
            path.setStrokeLineJoin(StrokeLineJoin.ROUND);
            pane.getChildren().add(path);
        }
        if (!marks.empty()) {
            SVGPath path = path(marks, size, Styles.GLYPH_MARK);
            path.setFillRule(FillRule.EVEN_ODD);
            pane.getChildren().add(path);
        }
        return pane;
    }

    /** A square that holds its children where they were put, even in a cell that never lays it out. */
    static Pane box(double size) {
        Pane pane = new Pane();
        pane.setMinSize(size, size);
        pane.setPrefSize(size, size);
        pane.setMaxSize(size, size);
        pane.resize(size, size);
        pane.setMouseTransparent(true);
        return pane;
    }

    /** Below 16 pixels the line is a little heavier, so that it stays a line and not a haze. */
    private static double stroke(double size) {
        return size >= Metrics.ICON ? Metrics.GLYPH_STROKE : Metrics.GLYPH_STROKE * 1.15;
    }

    private static SVGPath path(Outline outline, double size, String style) {
        SVGPath path = new SVGPath();
        path.setContent(outline.data());
        path.getStyleClass().add(style);
        path.getTransforms().add(new Scale(size / GRID, size / GRID, 0, 0));
        path.setManaged(false);
        return path;
    }
}
