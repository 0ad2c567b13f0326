package dev.flowbench.desktop.canvas.scene;

/**
 * Which part of the drawing is seen: a point of the drawing at x, y is seen at {@code x * zoom + panX},
 * {@code y * zoom + panY}. Immutable.
 *
 * @param panX pixels of the window
 * @param panY pixels of the window
 * @param zoom {@value #MIN} to {@value #MAX}; 1 is 100 %
 */
public record Viewport(double panX, double panY, double zoom) {
    /** The smallest zoom. */
    public static final double MIN = 0.05;
    /** The largest zoom. */
    public static final double MAX = 4;

    public Viewport {
        zoom = Math.max(MIN, Math.min(MAX, zoom));
    }

    /** The drawing's x at a place of the window. */
    public double worldX(double viewX) { return (viewX - panX) / zoom; }

    /** The drawing's y at a place of the window. */
    public double worldY(double viewY) { return (viewY - panY) / zoom; }

    /** Where an x of the drawing is seen. */
    public double viewX(double worldX) { return worldX * zoom + panX; }

    /** Where a y of the drawing is seen. */
    public double viewY(double worldY) { return worldY * zoom + panY; }

    /** The part of the drawing in a window of that size, with a margin in pixels of the window. */
    public Rect world(double width, double height, double margin) {
        return new Rect(worldX(-margin), worldY(-margin), (width + 2 * margin) / zoom, (height + 2 * margin) / zoom);
    }

    /** Where a rectangle of the drawing is seen. */
    public Rect view(Rect world) {
        return new Rect(viewX(world.x()), viewY(world.y()), world.w() * zoom, world.h() * zoom);
    }

    /** Moved by pixels of the window. */
    public Viewport panned(double dx, double dy) {
        return new Viewport(panX + dx, panY + dy, zoom);
    }

    /** At another zoom, with the point of the drawing under a place of the window kept there. */
    public Viewport zoomed(double to, double viewX, double viewY) {
        double next = Math.max(MIN, Math.min(MAX, to));
        return new Viewport(viewX - worldX(viewX) * next, viewY - worldY(viewY) * next, next);
    }

    /**
     * So that a part of the drawing is seen whole and in the middle.
     *
     * @param margin pixels of the window to keep free on every side
     * @param largest the zoom not to exceed, so that a single node does not fill the window
     */
    public static Viewport fitting(Rect world, double width, double height, double margin, double largest) {
        double across = Math.max(1, width - 2 * margin) / Math.max(1, world.w());
        double down = Math.max(1, height - 2 * margin) / Math.max(1, world.h());
        double zoom = Math.max(MIN, Math.min(largest, Math.min(across, down)));
        return new Viewport(width / 2 - world.midX() * zoom, height / 2 - world.midY() * zoom, zoom);
    }

    /**
     * To begin with: all of the drawing where that can be read; else as far out as can be read, from its left edge on and
     * level with where it begins.
     *
     * @param start where it begins, a part of the drawing
     * @param least the zoom from which on it can be read
     */
    public static Viewport opening(Rect world, Rect start, double width, double height, double margin, double least) {
        Viewport all = fitting(world, width, height, margin, 1);
        if (all.zoom() >= least) return all;
        return new Viewport(begin(world.x(), world.right(), world.x(), width, margin, least),
                begin(world.y(), world.bottom(), start.midY(), height, margin, least), least);
    }

    /** The pan along one axis: all of it in the middle if there is room; else as near to the middle as leaves no gap. */
    private static double begin(double from, double to, double middle, double room, double margin, double zoom) {
        if ((to - from) * zoom <= room - 2 * margin) return room / 2 - (from + to) / 2 * zoom;
        double least = room - margin - to * zoom;
        double most = margin - from * zoom;
        return Math.max(least, Math.min(most, room / 2 - middle * zoom));
    }

    /** With the pan on whole pixels of the screen: a layer moved by parts of a pixel is blurred, and slow. */
    public Viewport snapped(double scale) {
        return new Viewport(Math.rint(panX * scale) / scale, Math.rint(panY * scale) / scale, zoom);
    }
}
