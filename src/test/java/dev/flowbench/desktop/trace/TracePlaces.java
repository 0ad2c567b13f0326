package dev.flowbench.desktop.trace;

import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.VisibleRows;
import java.util.List;
import javafx.geometry.Orientation;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollBar;
import javafx.scene.text.Text;

/** Where on the screen the rows of a trace are seen, and what its details say. On the JavaFX thread. */
public record TracePlaces(TraceView view) {
    /** The title of the row of a node's last visit; nothing may be folded or filtered away. */
    public Point2D row(RunTrace trace, String node) {
        VisibleRows rows = new VisibleRows();
        rows.rebuild(trace);
        int row = trace.lastVisit(node);
        double y = TracePainter.HEADER + (rows.place(row) + 0.5) * TracePainter.ROW - scrolled();
        return pane().localToScreen(TracePainter.chevron(trace.depth(row)) + 48, y);
    }

    /** Whether a point of the screen lies on the rows as they are seen now. */
    public boolean isSeen(Point2D screen) {
        Point2D at = pane().screenToLocal(screen);
        return at.getY() > TracePainter.HEADER && at.getY() < pane().getLayoutBounds().getHeight();
    }

    /** Everything that can be read in the details. */
    public List<String> details() {
        return view.lookup(".trace-detail").lookupAll("*").stream().<String>mapMulti((node, all) -> {
            if (node instanceof Text text) {
                all.accept(text.getText());
            } else if (node instanceof Labeled labeled && labeled.getText() != null) {
                all.accept(labeled.getText());
            }
        }).toList();
    }

    private Node pane() {
        return view.lookup(".trace-pane");
    }

    private double scrolled() {
        return pane().lookupAll(".scroll-bar").stream()
                .filter(bar -> bar instanceof ScrollBar each && each.getOrientation() == Orientation.VERTICAL)
                .mapToDouble(bar -> Math.round(((ScrollBar) bar).getValue())).findFirst().orElse(0);
    }
}
