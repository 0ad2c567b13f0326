package dev.flowbench.desktop.canvas.tool;

import dev.flowbench.desktop.canvas.edit.Edits;
import dev.flowbench.desktop.canvas.edit.Room;
import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.scene.Sizes;
import dev.flowbench.desktop.canvas.scene.WireItem;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings a new node from the palette: onto free ground, into a frame's area, or into a wire. */
public final class DropGesture implements Gesture {
    private final Surface surface;
    private final Node node;
    private Place place = Place.ROOT;
    private double x;
    private double y;
    private @Nullable WireItem into;
    private @Nullable Pointer last;

    /** Begins with a node that has an id of its own. */
    public DropGesture(Surface surface, Node node) {
        this.surface = surface;
        this.node = node;
    }

    @Override
    public void drag(Pointer at) {
        last = at;
        Diagram diagram = surface.diagram();
        place = diagram.placeAt(at.x(), at.y(), Set.of());
        double[] origin = diagram.origin(place);
        x = at.x() - Sizes.CARD / 2;
        y = at.y() - Sizes.PORT_Y;
        if (!at.alt()) {
            x = Math.rint((x - origin[0]) / Sizes.GRID) * Sizes.GRID + origin[0];
            y = Math.rint((y - origin[1]) / Sizes.GRID) * Sizes.GRID + origin[1];
        }
        Rect card = new Rect(x, y, Sizes.CARD, 96);
        List<Port> in = node.kind().inputs();
        into = in.isEmpty() ? null : Drop.wire(diagram, place, card, in, node.kind().outputs(), "").orElse(null);
    }

    @Override
    public void end(Pointer at) {
        drag(at);
        Diagram diagram = surface.diagram();
        double[] origin = diagram.origin(place);
        var box = new Layout.Box((int) Math.rint(x - origin[0]), (int) Math.rint(y - origin[1]));
        surface.document().apply(surface.words().text("edit.add"),
                workflow -> Room.made(diagram, added(workflow, diagram, box)));
        surface.document().select(Selection.of(node.id()));
    }

    private Workflow added(Workflow workflow, Diagram diagram, Layout.Box box) {
        Workflow next = Edits.place(workflow, diagram.missing(place));
        next = Edits.tidy(Edits.add(next, place, node, box), place);
        WireItem wire = into;
        if (wire == null) return next;
        var in = Drop.in(wire.from(), node.kind().inputs());
        var out = Drop.out(wire.to(), node.kind().outputs());
        return in.isPresent() && out.isPresent()
                ? Edits.insert(next, place, wire.wire(), node.id(), in.get().name(), out.get().name())
                : next;
    }

    @Override
    public List<Overlay> overlays() {
        var all = new ArrayList<Overlay>();
        Pointer at = last;
        if (at == null) return all;
        surface.diagram().area(place).ifPresent(area -> all.add(new Overlay.Target(area.rect())));
        WireItem wire = into;
        if (wire != null) {
            all.add(new Overlay.Into(wire));
            all.add(new Overlay.Bubble(surface.words().text("move.into"), at.viewX(), at.viewY(), Overlay.Tone.GOOD));
        }
        all.add(new Overlay.Ghost(node, x, y));
        return all;
    }

    @Override
    public boolean pansAtEdges() { return true; }
}
