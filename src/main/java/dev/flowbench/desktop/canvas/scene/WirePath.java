package dev.flowbench.desktop.canvas.scene;

/**
 * The way of a wire: curves end to end. Immutable.
 */
public final class WirePath {
    private static final int STEPS = 14;
    private static final double HALF_LINE = 8;

    private final double[] curve;
    private final double[] flat;
    private final Rect bounds;

    /** Curves: start x, y, then six numbers a curve (two handles and an end). */
    private WirePath(double[] curve) {
        this.curve = curve;
        this.flat = flatten(curve);
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < flat.length; i += 2) {
            left = Math.min(left, flat[i]);
            right = Math.max(right, flat[i]);
            top = Math.min(top, flat[i + 1]);
            bottom = Math.max(bottom, flat[i + 1]);
        }
        this.bounds = new Rect(left, top, right - left, bottom - top).grown(HALF_LINE);
    }

    /** One curve that leaves to the right and arrives from the left. */
    public static WirePath direct(double x1, double y1, double x2, double y2) {
        double dx = x2 - x1;
        double reach = dx >= 0 ? Math.max(24, Math.min(dx * 0.5, 140)) : Math.min(160, 48 - dx * 0.35);
        return new WirePath(new double[]{x1, y1, x1 + reach, y1, x2 - reach, y2, x2, y2});
    }

    /** A way along corners, each rounded. */
    static WirePath along(double[] corners, double radius) {
        int n = corners.length / 2;
        var out = new java.util.ArrayList<Double>();
        out.add(corners[0]);
        out.add(corners[1]);
        double px = corners[0];
        double py = corners[1];
        for (int i = 1; i < n; i++) {
            double cx = corners[2 * i];
            double cy = corners[2 * i + 1];
            if (i == n - 1) {
                line(out, px, py, cx, cy);
                break;
            }
            double nx = corners[2 * i + 2];
            double ny = corners[2 * i + 3];
            double before = Math.hypot(cx - px, cy - py);
            double after = Math.hypot(nx - cx, ny - cy);
            double r = Math.min(radius, Math.min(before, after / (i == n - 2 ? 1 : 2)));
            if (r < 0.5) {
                line(out, px, py, cx, cy);
                px = cx;
                py = cy;
                continue;
            }
            double ax = cx - (cx - px) / before * r;
            double ay = cy - (cy - py) / before * r;
            double bx = cx + (nx - cx) / after * r;
            double by = cy + (ny - cy) / after * r;
            line(out, px, py, ax, ay);
            double k = 0.55;
            add(out, ax + (cx - ax) * k, ay + (cy - ay) * k, bx + (cx - bx) * k, by + (cy - by) * k, bx, by);
            px = bx;
            py = by;
        }
        double[] curve = new double[out.size()];
        for (int i = 0; i < curve.length; i++) curve[i] = out.get(i);
        return new WirePath(curve);
    }

    private static void line(java.util.List<Double> out, double ax, double ay, double bx, double by) {
        add(out, ax + (bx - ax) / 3, ay + (by - ay) / 3, ax + (bx - ax) * 2 / 3, ay + (by - ay) * 2 / 3, bx, by);
    }

    private static void add(java.util.List<Double> out, double... values) {
        for (double value : values) out.add(value);
    }

    private static double[] flatten(double[] c) {
        int curves = (c.length - 2) / 6;
        double[] flat = new double[2 + curves * STEPS * 2];
        flat[0] = c[0];
        flat[1] = c[1];
        int at = 2;
        double x = c[0];
        double y = c[1];
        for (int i = 0; i < curves; i++) {
            int o = 2 + i * 6;
            for (int s = 1; s <= STEPS; s++) {
                double t = (double) s / STEPS;
                double u = 1 - t;
                double a = u * u * u;
                double b = 3 * u * u * t;
                double d = 3 * u * t * t;
                double e = t * t * t;
                flat[at++] = a * x + b * c[o] + d * c[o + 2] + e * c[o + 4];
                flat[at++] = a * y + b * c[o + 1] + d * c[o + 3] + e * c[o + 5];
            }
            x = c[o + 4];
            y = c[o + 5];
        }
        return flat;
    }

    /** The curves: start x, y, then six numbers a curve (two handles and an end). Not to be written to. */
    public double[] curves() {
        return curve;
    }

    /** Points along the way, x and y in turn. Not to be written to. */
    public double[] points() { return flat; }

    /** All of the line stands in here. */
    public Rect bounds() { return bounds; }

    /** The distance of a point from the line. */
    public double distance(double px, double py) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i + 3 < flat.length; i += 2) {
            best = Math.min(best, segment(px, py, flat[i], flat[i + 1], flat[i + 2], flat[i + 3]));
        }
        return Math.sqrt(best);
    }

    private static double segment(double px, double py, double ax, double ay, double bx, double by) {
        double dx = bx - ax;
        double dy = by - ay;
        double length = dx * dx + dy * dy;
        double t = length == 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length));
        double ex = ax + t * dx - px;
        double ey = ay + t * dy - py;
        return ex * ex + ey * ey;
    }

    /** Whether it passes through a rectangle. */
    public boolean crosses(Rect r) {
        for (int i = 0; i + 3 < flat.length; i += 2) {
            if (cuts(r, flat[i], flat[i + 1], flat[i + 2], flat[i + 3])) return true;
        }
        return false;
    }

    private static boolean cuts(Rect r, double ax, double ay, double bx, double by) {
        if (Math.max(ax, bx) < r.x() || Math.min(ax, bx) > r.right() || Math.max(ay, by) < r.y()
                || Math.min(ay, by) > r.bottom())
            return false;
        if (r.contains(ax, ay) || r.contains(bx, by)) return true;
        // Separated if all corners lie on one side of the line.
        double dx = bx - ax;
        double dy = by - ay;
        double p = dx * (r.y() - ay) - dy * (r.x() - ax);
        double q = dx * (r.y() - ay) - dy * (r.right() - ax);
        double s = dx * (r.bottom() - ay) - dy * (r.x() - ax);
        double t = dx * (r.bottom() - ay) - dy * (r.right() - ax);
        return !((p > 0 && q > 0 && s > 0 && t > 0) || (p < 0 && q < 0 && s < 0 && t < 0));
    }

    /** The point at a share of the way, 0 to 1: x and y. */
    public double[] at(double share) {
        double all = 0;
        for (int i = 0; i + 3 < flat.length; i += 2)
            all += Math.hypot(flat[i + 2] - flat[i], flat[i + 3] - flat[i + 1]);
        double left = all * share;
        for (int i = 0; i + 3 < flat.length; i += 2) {
            double step = Math.hypot(flat[i + 2] - flat[i], flat[i + 3] - flat[i + 1]);
            if (step >= left && step > 0) {
                double t = left / step;
                return new double[]{flat[i] + (flat[i + 2] - flat[i]) * t,
                    flat[i + 1] + (flat[i + 3] - flat[i + 1]) * t};
            }
            left -= step;
        }
        return new double[]{flat[flat.length - 2], flat[flat.length - 1]};
    }
}
