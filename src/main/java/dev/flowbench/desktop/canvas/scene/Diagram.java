package dev.flowbench.desktop.canvas.scene;

import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where everything of one version of a document stands. Made anew for each version; does not change. One thread. */
public final class Diagram {
    private static final double PORT_REACH = 9;
    private static final double WIRE_REACH = 6;
    private static final double END_REACH = 22;
    private static final double CORNER = 14;

    private final Workflow workflow;
    private final List<Item> items;
    private final Map<String, NodeItem> nodes = new LinkedHashMap<>();
    private final Map<Place, AreaItem> areas = new LinkedHashMap<>();
    private final Map<Place, List<EdgeItem>> edges = new HashMap<>();
    private final List<WireItem> wires = new ArrayList<>();
    private final GridIndex index = new GridIndex();
    private final Map<String, Layout.Box> boxes;
    private final Rect bounds;
    private final Function<Workflow, Diagram> again;

    /** @param again lays another version out in the same way */
    Diagram(Workflow workflow, List<Item> items, Map<String, Layout.Box> boxes, Function<Workflow, Diagram> again) {
        this.workflow = workflow;
        this.again = again;
        this.items = List.copyOf(items);
        this.boxes = Map.copyOf(boxes);
        @Nullable Rect all = null;
        for (Item item : this.items) {
            index.add(item.bounds());
            switch (item) {
                case NodeItem node -> nodes.put(node.id(), node);
                case AreaItem area -> areas.put(area.place(), area);
                case EdgeItem edge -> edges.computeIfAbsent(edge.place(), _ -> new ArrayList<>()).add(edge);
                case WireItem wire -> wires.add(wire);
            }
            all = all == null ? item.bounds() : all.around(item.bounds());
        }
        this.bounds = all == null ? new Rect(0, 0, 0, 0) : all;
    }

    /** Lays a document out. */
    public static Diagram of(Workflow workflow, Faces faces, Ports ports) {
        return new DiagramBuilder(workflow, faces, ports).build();
    }

    /** Another version of the document, laid out with the same texts; itself for its own version. */
    public Diagram laidOut(Workflow version) {
        return version == workflow ? this : again.apply(version);
    }

    /** The version of the document that it shows. */
    public Workflow workflow() { return workflow; }

    /** All of the drawing stands in here. */
    public Rect bounds() { return bounds; }

    /** All items in the order of painting. */
    public List<Item> items() { return items; }

    /** All nodes, outer ones before those inside. */
    public Iterable<NodeItem> nodes() { return nodes.values(); }

    /** How many nodes there are. */
    public int size() { return nodes.size(); }

    /** The node of that id. */
    public Optional<NodeItem> node(String id) { return Optional.ofNullable(nodes.get(id)); }

    /** The area of a graph inside a frame; empty for the workflow's own graph. */
    public Optional<AreaItem> area(Place place) {
        return Optional.ofNullable(areas.get(place));
    }

    /** All areas, outer ones before those inside. */
    public Iterable<AreaItem> areas() { return areas.values(); }

    /** The edges of a graph. */
    public List<EdgeItem> edges(Place place) {
        return edges.getOrDefault(place, List.of());
    }

    /** All wires, implied ones included. */
    public List<WireItem> wires() { return wires; }

    /** The drawn wire of a document's wire. */
    public Optional<WireItem> wire(Place place, Wire wire) {
        return wires.stream().filter(w -> !w.implied() && w.wire().equals(wire) && w.place().equals(place)).findFirst();
    }

    /** Hands out what meets a rectangle, in the order of painting. */
    public void visible(Rect r, Consumer<Item> painter) {
        index.query(r, i -> painter.accept(items.get(i)));
    }

    /** The box of a node as drawn, relative to its graph as the document has it; computed where it has none. */
    public Optional<Layout.Box> box(String id) {
        return Optional.ofNullable(boxes.get(id));
    }

    /** Boxes of a graph's nodes (and of its edges) that the document does not have. */
    public Map<String, Layout.Box> missing(Place place) {
        var missing = new LinkedHashMap<String, Layout.Box>();
        Graph graph = workflow.graph(place).orElse(Graph.EMPTY);
        var ids = new ArrayList<String>(graph.nodes().stream().map(node -> node.id()).toList());
        if (place instanceof Place.Root) ids.addAll(List.of(Graph.IN, Graph.OUT));
        for (String id : ids) {
            if (workflow.layout().box(id).isEmpty()) box(id).ifPresent(box -> missing.put(id, box));
        }
        return missing;
    }

    /** What x = 0, y = 0 of a graph's nodes is on the drawing. */
    public double[] origin(Place place) {
        AreaItem area = areas.get(place);
        return area == null ? new double[]{0, 0} : new double[]{area.originX(), area.originY()};
    }

    /** The ids of the nodes and all that stands in them. */
    public Set<String> within(Set<String> ids) {
        var all = new LinkedHashSet<String>();
        for (String id : ids) {
            NodeItem node = nodes.get(id);
            if (node == null) continue;
            for (int z = node.z(); z <= node.end(); z++) {
                if (items.get(z) instanceof NodeItem inner) all.add(inner.id());
            }
        }
        return all;
    }

    /** The innermost graph at a point, not counting what stands in some nodes (those being moved). */
    public Place placeAt(double x, double y, Set<String> except) {
        Place place = Place.ROOT;
        int best = -1;
        for (AreaItem area : areas.values()) {
            if (area.rect().contains(x, y) && area.z() > best && !inside(area, except)) {
                best = area.z();
                place = area.place();
            }
        }
        return place;
    }

    private boolean inside(AreaItem area, Set<String> ids) {
        for (String id : ids) {
            NodeItem node = nodes.get(id);
            if (node != null && area.z() > node.z() && area.z() <= node.end()) return true;
        }
        return false;
    }

    /**
     * What stands at a point, the uppermost first.
     *
     * @param scale pixels of the screen for one of the drawing, so that small things stay easy to hit
     */
    public Hit hit(double x, double y, double scale) {
        double reach = PORT_REACH / Math.min(1, scale);
        Rect around = new Rect(x - reach, y - reach, 2 * reach, 2 * reach);
        List<Integer> near = index.query(around);
        @Nullable PortItem port = null;
        double nearest = reach;
        @Nullable Hit top = null;
        for (int i = near.size() - 1; i >= 0; i--) {
            Item item = items.get(near.get(i));
            List<PortItem> ports = switch (item) {
                case NodeItem node -> node.ports();
                case EdgeItem edge -> edge.ports();
                case AreaItem _,WireItem _ -> List.of();
            };
            for (PortItem each : ports) {
                double distance = Math.hypot(each.x() - x, each.y() - y);
                if (distance < nearest) {
                    nearest = distance;
                    port = each;
                }
            }
            if (top == null) top = on(item, x, y, scale);
            if (top != null && port != null) break;
        }
        // A card that lies over the port hides it.
        if (port != null && !(top instanceof Hit.OnNode over && hides(over.node(), port))) return new Hit.OnPort(port);
        return top == null ? new Hit.OnGround() : top;
    }

    private boolean hides(NodeItem node, PortItem port) {
        if (port.onEdge() || port.owner().equals(node.id())) return false;
        NodeItem owner = nodes.get(port.owner());
        return owner != null && owner.z() < node.z() && !(node.z() <= owner.end());
    }

    private static @Nullable Hit on(Item item, double x, double y, double scale) {
        return switch (item) {
            case NodeItem node -> {
                if (!node.rect().contains(x, y)) yield null;
                double corner = CORNER / Math.min(1, scale);
                boolean pull = node.isResizable() && x > node.rect().right() - corner
                        && y > node.rect().bottom() - corner;
                yield new Hit.OnNode(node, pull);
            }
            case AreaItem area -> area.rect().contains(x, y) ? new Hit.OnArea(area) : null;
            case EdgeItem edge -> edge.rect().contains(x, y) ? new Hit.OnEdge(edge) : null;
            case WireItem wire -> {
                if (wire.path().distance(x, y) > WIRE_REACH / Math.min(1, scale)) yield null;
                double end = END_REACH / Math.min(1, scale);
                Hit.@Nullable End near = Math.hypot(wire.to().x() - x, wire.to().y() - y) < end
                        ? Hit.End.TO
                        : Math.hypot(wire.from().x() - x, wire.from().y() - y) < end ? Hit.End.FROM : null;
                yield new Hit.OnWire(wire, wire.implied() ? null : near);
            }
        };
    }

    /** The port nearest to a point within a reach, among those a test lets pass. */
    public Optional<PortItem> portNear(double x, double y, double reach, java.util.function.Predicate<PortItem> test) {
        @Nullable PortItem best = null;
        double nearest = reach;
        for (int i : index.query(new Rect(x - reach, y - reach, 2 * reach, 2 * reach))) {
            List<PortItem> ports = switch (items.get(i)) {
                case NodeItem node -> node.ports();
                case EdgeItem edge -> edge.ports();
                case AreaItem _,WireItem _ -> List.of();
            };
            for (PortItem port : ports) {
                double distance = Math.hypot(port.x() - x, port.y() - y);
                if (distance <= nearest && test.test(port)) {
                    nearest = distance;
                    best = port;
                }
            }
        }
        return Optional.ofNullable(best);
    }
}
