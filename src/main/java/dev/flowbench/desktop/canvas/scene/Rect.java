package dev.flowbench.desktop.canvas.scene;

/**
 * A rectangle on the drawing, in pixels at 100 %.
 *
 * @param x left edge
 * @param y top edge
 * @param w width, 0 or more
 * @param h height, 0 or more
 */
public record Rect(double x, double y, double w, double h) {

    /** The rectangle with two opposite corners, in any order. */
    public static Rect between(double ax, double ay, double bx, double by) {
        return new Rect(Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay));
    }

    /** The right edge. */
    public double right() { return x + w; }

    /** The lower edge. */
    public double bottom() { return y + h; }

    /** The middle across. */
    public double midX() { return x + w / 2; }

    /** The middle down. */
    public double midY() { return y + h / 2; }

    /** Whether a point lies in it or on its edge. */
    public boolean contains(double px, double py) {
        return px >= x && px <= right() && py >= y && py <= bottom();
    }

    /** Whether another lies wholly in it. */
    public boolean contains(Rect o) {
        return o.x >= x && o.y >= y && o.right() <= right() && o.bottom() <= bottom();
    }

    /** Whether they share an area or an edge. */
    public boolean meets(Rect o) {
        return o.x <= right() && o.right() >= x && o.y <= bottom() && o.bottom() >= y;
    }

    /** The smallest rectangle around both. */
    public Rect around(Rect o) {
        double left = Math.min(x, o.x);
        double top = Math.min(y, o.y);
        return new Rect(left, top, Math.max(right(), o.right()) - left, Math.max(bottom(), o.bottom()) - top);
    }

    /** Larger by a margin on every side. */
    public Rect grown(double by) {
        return new Rect(x - by, y - by, w + 2 * by, h + 2 * by);
    }

    /** Moved. */
    public Rect moved(double dx, double dy) { return new Rect(x + dx, y + dy, w, h); }
}
