package dev.flowbench.desktop.canvas.tool;

import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.flow.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Selects what a rectangle touches: cards it meets, frames it holds whole. Begun inside a frame's area it selects among
 * that area's nodes. Shift adds, Ctrl takes away or adds.
 */
public final class MarqueeGesture implements Gesture {
    private final Surface surface;
    private final Place place;
    private final Set<String> before;
    private final Selection old;
    private final boolean toggles;
    private final double x;
    private final double y;
    private Rect rect;

    /** Begins at that place, in that graph. */
    public MarqueeGesture(Surface surface, Pointer at, Place place) {
        this.surface = surface;
        this.place = place;
        this.old = surface.document().selection();
        this.toggles = at.ctrl();
        this.before = at.shift() || at.ctrl() ? old.nodes() : Set.of();
        this.x = at.x();
        this.y = at.y();
        this.rect = new Rect(x, y, 0, 0);
    }

    @Override
    public void drag(Pointer at) {
        rect = Rect.between(x, y, at.x(), at.y());
        var ids = new LinkedHashSet<>(before);
        for (String id : touched(surface.diagram(), place, rect)) {
            if (toggles && before.contains(id))
                ids.remove(id);
            else
                ids.add(id);
        }
        surface.document().select(new Selection(ids, null));
    }

    static List<String> touched(Diagram diagram, Place place, Rect rect) {
        var ids = new ArrayList<String>();
        for (NodeItem node : diagram.nodes()) {
            if (!within(diagram, node, place)) continue;
            boolean caught = node.isFrame() ? rect.contains(node.rect()) : rect.meets(node.rect());
            // A frame that is caught brings what stands in it; its children are not caught beside it.
            if (caught && ids.stream().noneMatch(id -> diagram.within(Set.of(id)).contains(node.id())))
                ids.add(node.id());
        }
        return ids;
    }

    private static boolean within(Diagram diagram, NodeItem node, Place place) {
        return switch (place) {
            case Place.Root() -> true;
            case Place.Child(String frame, String _) -> !node.id().equals(frame)
                    && diagram.area(place).map(area -> area.rect().contains(node.rect())).orElse(false);
        };
    }

    @Override
    public void end(Pointer at) { drag(at); }

    @Override
    public void cancel() { surface.document().select(old); }

    @Override
    public List<Overlay> overlays() { return List.of(new Overlay.Marquee(rect)); }

    @Override
    public boolean pansAtEdges() { return true; }
}
