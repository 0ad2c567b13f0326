package dev.flowbench.desktop;

import java.util.List;
import javafx.geometry.BoundingBox;
import javafx.geometry.Bounds;
import javafx.geometry.Pos;

/** In which corner of a drawing a pane lies so that it does not cover what it is about. */
final class Corner {
    private static final List<Pos> CORNERS = List.of(Pos.BOTTOM_RIGHT, Pos.BOTTOM_LEFT, Pos.TOP_RIGHT, Pos.TOP_LEFT);

    private Corner() {}

    /**
     * The first corner where it covers nothing of that; the lower right one where it does everywhere.
     *
     * @param width of the drawing
     * @param height of the drawing
     * @param pane how large the pane is, with its margin
     * @param about what must be seen
     */
    static Pos beside(double width, double height, Bounds pane, Bounds about) {
        for (Pos corner : CORNERS) {
            double x = corner == Pos.BOTTOM_LEFT || corner == Pos.TOP_LEFT ? 0 : width - pane.getWidth();
            double y = corner == Pos.TOP_LEFT || corner == Pos.TOP_RIGHT ? 0 : height - pane.getHeight();
            if (!new BoundingBox(x, y, pane.getWidth(), pane.getHeight()).intersects(about)) {
                return corner;
            }
        }
        return CORNERS.getFirst();
    }
}
