package dev.flowbench.desktop.canvas.edit;

import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.EdgeItem;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.scene.Sizes;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes room for frames that an edit made larger: what stands right of such a frame or below it goes as far away as it
 * needs to. The frame around both may grow by that in turn.
 */
public final class Room {
    private static final double NEAR = 2.0 * Sizes.GRID;

    private Room() {}

    /**
     * A version with room for its frames.
     *
     * @param before the drawing before the edit
     * @param edited the version that the edit gave
     */
    public static Workflow made(Diagram before, Workflow edited) {
        Diagram now = before.laidOut(edited);
        var frames = new ArrayList<NodeItem>();
        for (NodeItem node : now.nodes()) if (node.isFrame() && before.node(node.id()).isPresent()) frames.add(node);
        frames.sort(Comparator.comparingInt(NodeItem::depth).reversed());
        for (NodeItem frame : frames) {
            Rect old = before.node(frame.id()).map(NodeItem::rect).orElse(frame.rect());
            now = push(now, frame.id(), old, true);
            now = push(now, frame.id(), old, false);
        }
        return now.workflow();
    }

    /** Moves what stands beside a frame away from it, along one axis; the same drawing where there is room. */
    private static Diagram push(Diagram now, String id, Rect old, boolean across) {
        NodeItem frame = now.node(id).orElseThrow();
        Side is = Side.of(frame.rect(), across);
        double was = is.from() + (across ? old.w() : old.h());
        if (is.to() <= was) return now;
        Side other = Side.of(frame.rect(), !across);
        Map<String, Rect> beside = beside(now, frame);
        double need = 0;
        for (Rect rect : beside.values()) {
            Side one = Side.of(rect, across);
            if (one.from() < was || !Side.of(rect, !across).meets(other)) continue;
            need = Math.max(need, is.to() + Math.min(NEAR, one.from() - was) - one.from());
        }
        if (need <= 0) return now;
        int by = (int) (Math.ceil(need / Sizes.GRID) * Sizes.GRID);
        Map<String, Layout.Box> boxes = new LinkedHashMap<>();
        beside.forEach((each, rect) -> {
            // All that is farther out keeps its distance to what is pushed, so that rows and columns stay.
            if (Side.of(rect, across).from() < was) return;
            now.workflow().layout().box(each).ifPresent(box -> boxes.put(each, across
                    ? new Layout.Box(box.x() + by, box.y(), box.width(), box.height())
                    : new Layout.Box(box.x(), box.y() + by, box.width(), box.height())));
        });
        return boxes.isEmpty() ? now : now.laidOut(Edits.place(now.workflow(), boxes));
    }

    /** What stands in the same graph: the other nodes, and the workflow's own edges. */
    private static Map<String, Rect> beside(Diagram diagram, NodeItem frame) {
        Map<String, Rect> beside = new LinkedHashMap<>();
        for (NodeItem node : diagram.nodes()) {
            if (node.place().equals(frame.place()) && !node.id().equals(frame.id())) beside.put(node.id(), node.rect());
        }
        List<EdgeItem> edges = frame.place() instanceof Place.Root ? diagram.edges(Place.ROOT) : List.of();
        for (EdgeItem edge : edges) beside.put(edge.input() ? Graph.IN : Graph.OUT, edge.rect());
        return beside;
    }

    /** From where to where a rectangle goes along an axis. */
    private record Side(double from, double to) {
        static Side of(Rect rect, boolean across) {
            return across ? new Side(rect.x(), rect.right()) : new Side(rect.y(), rect.bottom());
        }

        boolean meets(Side o) { return from < o.to && to > o.from; }
    }
}
