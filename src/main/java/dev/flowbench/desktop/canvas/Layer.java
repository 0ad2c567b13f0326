package dev.flowbench.desktop.canvas;

import dev.flowbench.desktop.canvas.scene.Viewport;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;

/** The content layer: larger than the window, so that panning only moves it, until its margin is used up. */
final class Layer {
    private static final double MARGIN = 320;

    private final Canvas canvas = new Canvas();
    private Viewport painted = new Viewport(0, 0, 1);
    private boolean whole;
    private boolean valid;
    private double viewW;
    private double viewH;

    Layer() {
        canvas.setMouseTransparent(true);
        canvas.setManaged(false);
    }

    Canvas canvas() { return canvas; }

    double margin() { return MARGIN; }

    void resize(double w, double h) {
        if (w == viewW && h == viewH) return;
        viewW = w;
        viewH = h;
        canvas.setWidth(w + 2 * MARGIN);
        canvas.setHeight(h + 2 * MARGIN);
        valid = false;
    }

    void invalidate() { valid = false; }

    /** Whether what is painted shows that part of the drawing; if so it stands in its place now. */
    boolean shows(Viewport view) {
        if (!valid || painted.zoom() != view.zoom()) return false;
        double dx = view.panX() - painted.panX();
        double dy = view.panY() - painted.panY();
        double room = whole ? MARGIN : 0;
        if (Math.abs(dx) > room || Math.abs(dy) > room) return false;
        canvas.setTranslateX(dx - MARGIN);
        canvas.setTranslateY(dy - MARGIN);
        return true;
    }

    /**
     * Begins to paint that part of the drawing anew.
     *
     * @param withMargin whether the margin is painted too
     */
    GraphicsContext begin(Viewport view, boolean withMargin) {
        painted = view;
        whole = withMargin;
        valid = true;
        canvas.setTranslateX(-MARGIN);
        canvas.setTranslateY(-MARGIN);
        return canvas.getGraphicsContext2D();
    }
}
