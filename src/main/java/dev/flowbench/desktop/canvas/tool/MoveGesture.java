package dev.flowbench.desktop.canvas.tool;

import dev.flowbench.desktop.canvas.edit.Edits;
import dev.flowbench.desktop.canvas.edit.Room;
import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.EdgeItem;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.scene.Sizes;
import dev.flowbench.desktop.canvas.scene.WireItem;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javafx.scene.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * Moves nodes: in steps of the grid, or in line with what stands near; Alt lets them go anywhere. Dropped in another
 * graph they go there, dropped on a wire a single node is put into it.
 */
public final class MoveGesture implements Gesture {
    private final Surface surface;
    private final Set<String> ids;
    private final double x;
    private final double y;
    private final Rect start;
    private double dx;
    private double dy;
    private Pointer last;
    private List<Overlay> guides = List.of();
    private Place target = Place.ROOT;
    private @Nullable WireItem into;

    /**
     * Begins at that place.
     *
     * @param ids nodes, or {@link Graph#IN} or {@link Graph#OUT} of the workflow's own graph
     */
    public MoveGesture(Surface surface, Pointer at, Set<String> ids) {
        this.surface = surface;
        this.x = at.x();
        this.y = at.y();
        this.last = at;
        this.ids = outermost(surface.diagram(), ids);
        Rect all = new Rect(at.x(), at.y(), 0, 0);
        boolean first = true;
        for (String id : this.ids) {
            @Nullable Rect r = rect(surface.diagram(), id);
            if (r == null) continue;
            all = first ? r : all.around(r);
            first = false;
        }
        this.start = all;
    }

    private static Set<String> outermost(Diagram diagram, Set<String> ids) {
        var outer = new LinkedHashSet<>(ids);
        for (String id : ids) {
            Set<String> inside = diagram.within(Set.of(id));
            outer.removeIf(each -> !each.equals(id) && inside.contains(each));
        }
        return outer;
    }

    private static @Nullable Rect rect(Diagram diagram, String id) {
        if (id.equals(Graph.IN) || id.equals(Graph.OUT)) {
            return diagram.edges(Place.ROOT).stream().filter(edge -> edge.input() == id.equals(Graph.IN))
                    .map(EdgeItem::rect).findFirst().orElse(null);
        }
        return diagram.node(id).map(NodeItem::rect).orElse(null);
    }

    private boolean edgesOnly() { return ids.stream().allMatch(id -> id.equals(Graph.IN) || id.equals(Graph.OUT)); }

    @Override
    public void drag(Pointer at) {
        last = at;
        Diagram diagram = surface.diagram();
        dx = at.x() - x;
        dy = at.y() - y;
        guides = List.of();
        target = edgesOnly() ? Place.ROOT : diagram.placeAt(at.x(), at.y(), ids);
        if (!at.alt()) snap(diagram);
        into = null;
        if (ids.size() == 1 && !edgesOnly()) into = wire(diagram, ids.iterator().next()).orElse(null);
    }

    private Optional<WireItem> wire(Diagram diagram, String id) {
        NodeItem node = diagram.node(id).orElse(null);
        if (node == null) return Optional.empty();
        Graph graph = surface.document().workflow().graph(node.place()).orElse(Graph.EMPTY);
        if (graph.wires().stream().anyMatch(wire -> wire.from().equals(id) || wire.to().equals(id)))
            return Optional.empty();
        return Drop.wire(diagram, target, node.rect().moved(dx, dy), ports(node, false), ports(node, true), id);
    }

    private static List<Port> ports(NodeItem node, boolean source) {
        return node.ports().stream().filter(port -> port.source() == source && !port.quiet())
                .map(port -> port.port()).toList();
    }

    private void snap(Diagram diagram) {
        double[] origin = diagram.origin(target);
        double left = start.x() + dx;
        double top = start.y() + dy;
        double sx = Math.rint((left - origin[0]) / Sizes.GRID) * Sizes.GRID + origin[0] - start.x();
        double sy = Math.rint((top - origin[1]) / Sizes.GRID) * Sizes.GRID + origin[1] - start.y();
        var found = Guides.of(diagram, start.moved(dx, dy), ids, target, 6 / surface.viewport().zoom());
        dx = found.dx().isPresent() ? dx + found.dx().getAsDouble() : sx;
        dy = found.dy().isPresent() ? dy + found.dy().getAsDouble() : sy;
        guides = found.lines();
    }

    @Override
    public void end(Pointer at) {
        drag(at);
        if (Math.abs(dx) < 0.5 && Math.abs(dy) < 0.5 && !changesPlace()) return;
        Diagram diagram = surface.diagram();
        String one = surface.words().text("edit.move");
        surface.document().apply(one, workflow -> Room.made(diagram, moved(workflow, diagram)));
    }

    private boolean changesPlace() {
        return Edits.places(surface.document().workflow(), ids).stream().anyMatch(place -> !place.equals(target));
    }

    private Workflow moved(Workflow workflow, Diagram diagram) {
        Workflow next = workflow;
        // Places that were only worked out so far are kept from now on, or the rest would move too.
        for (Place place : places(workflow)) next = Edits.place(next, diagram.missing(place));
        next = Edits.place(next, diagram.missing(target));
        double[] origin = diagram.origin(target);
        Map<String, Layout.Box> boxes = new LinkedHashMap<>();
        for (String id : ids) {
            @Nullable Rect r = rect(diagram, id);
            Layout.@Nullable Box box = diagram.box(id).orElse(null);
            if (r == null || box == null) continue;
            boxes.put(id,
                    new Layout.Box((int) Math.rint(r.x() + dx - origin[0]), (int) Math.rint(r.y() + dy - origin[1]),
                            box.width(), box.height()));
        }
        next = changesPlace() ? Edits.move(next, ids, target, boxes) : Edits.place(next, boxes);
        next = Edits.tidy(next, target);
        @Nullable WireItem wire = into;
        if (wire != null) {
            String id = ids.iterator().next();
            NodeItem node = diagram.node(id).orElse(null);
            if (node != null) {
                var in = Drop.in(wire.from(), ports(node, false));
                var out = Drop.out(wire.to(), ports(node, true));
                if (in.isPresent() && out.isPresent())
                    next = Edits.insert(next, target, wire.wire(), id, in.get().name(), out.get().name());
            }
        }
        return next;
    }

    private Set<Place> places(Workflow workflow) {
        Set<Place> places = new LinkedHashSet<>(Edits.places(workflow, ids));
        if (edgesOnly()) places.add(Place.ROOT);
        return places;
    }

    @Override
    public List<Overlay> overlays() {
        var all = new ArrayList<Overlay>();
        Diagram diagram = surface.diagram();
        boolean leaves = changesPlace();
        if (leaves) {
            diagram.area(target).ifPresent(area -> all.add(new Overlay.Target(area.rect())));
        }
        @Nullable WireItem wire = into;
        if (wire != null) all.add(new Overlay.Into(wire));
        all.add(new Overlay.Moved(ids, dx, dy));
        all.addAll(guides);
        List<Wire> cut = leaves ? Edits.crossing(surface.document().workflow(), ids, target) : List.of();
        if (!cut.isEmpty()) {
            all.add(new Overlay.Bubble(surface.words().text("move.cuts", cut.size()), last.viewX(), last.viewY(),
                    Overlay.Tone.BAD));
        } else if (wire != null) {
            all.add(new Overlay.Bubble(surface.words().text("move.into"), last.viewX(), last.viewY(),
                    Overlay.Tone.GOOD));
        } else {
            double[] origin = diagram.origin(target);
            all.add(new Overlay.Hud(
                    Math.round(start.x() + dx - origin[0]) + ", " + Math.round(start.y() + dy - origin[1]),
                    last.viewX(), last.viewY()));
        }
        return all;
    }

    @Override
    public Cursor cursor() { return Cursor.MOVE; }

    @Override
    public boolean pansAtEdges() { return true; }
}
