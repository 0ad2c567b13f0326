package dev.flowbench.desktop;

import java.util.List;
import javafx.geometry.Bounds;
import javafx.geometry.Pos;

/** In which corner of a drawing a pane lies so that it does not cover what it is about. */
final class Corner {
    private static final List<Pos> CORNERS = List.of(Pos.BOTTOM_RIGHT, Pos.BOTTOM_LEFT, Pos.TOP_RIGHT, Pos.TOP_LEFT);

    private Corner() {}

    /**
     * The corner where it covers the least of that; of two that are alike, the lower one, and the right one.
     *
     * @param width of the drawing
     * @param height of the drawing
     * @param pane how large the pane is, with its margin
     * @param about what must be seen
     */
    static Pos beside(double width, double height, Bounds pane, Bounds about) {
        Pos best = CORNERS.getFirst();
        double least = Double.MAX_VALUE;
        for (Pos corner : CORNERS) {
            double x = corner == Pos.BOTTOM_LEFT || corner == Pos.TOP_LEFT ? 0 : width - pane.getWidth();
            double y = corner == Pos.TOP_LEFT || corner == Pos.TOP_RIGHT ? 0 : height - pane.getHeight();
            double covered = shared(x, x + pane.getWidth(), about.getMinX(), about.getMaxX())
                    * shared(y, y + pane.getHeight(), about.getMinY(), about.getMaxY());
            if (covered < least) {
                least = covered;
                best = corner;
            }
        }
        return best;
    }

    /** How much two stretches have in common. */
    private static double shared(double from, double to, double otherFrom, double otherTo) {
        return Math.max(0, Math.min(to, otherTo) - Math.max(from, otherFrom));
    }
}
