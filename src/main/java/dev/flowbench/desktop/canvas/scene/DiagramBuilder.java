package dev.flowbench.desktop.canvas.scene;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.NoteCard;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Texts;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lays a document out: sizes from the inside outwards, then places from the outside inwards. */
final class DiagramBuilder {
    private static final double CLEAR = 72;

    private final Workflow workflow;
    private final Faces faces;
    private final Ports derived;
    private final NodePorts ports;
    private final List<@Nullable Item> items = new ArrayList<>();
    private final Map<String, Layout.Box> boxes = new HashMap<>();

    DiagramBuilder(Workflow workflow, Faces faces, Ports ports) {
        this.derived = ports;
        this.ports = new NodePorts(ports);
        this.workflow = workflow;
        this.faces = faces;
    }

    /** A node's size and the panels in it, before its place is known. */
    private record Sized(Node node, double w, double h, List<Port> in, List<Port> out, List<Panel> panels) {}

    /** A child's panel, relative to its frame. */
    private record Panel(Place.Child place, String title, Graph graph, Placed inside, List<Port> in, List<Port> out,
            double railIn, double railOut, double x, double y, double w, double h) {
        Panel at(double nx, double ny, double nw, double nh) {
            return new Panel(place, title, graph, inside, in, out, railIn, railOut, nx, ny, nw, nh);
        }
    }

    /** A node at its place. */
    private record Stood(Sized sized, Rect rect, List<PortItem> ports) {}

    /** A graph's nodes with their places, relative to the graph. */
    private record Placed(List<Sized> nodes, Map<String, Layers.At> at, double w, double h, Collection<String> given) {}

    Diagram build() {
        Collection<String> given = Ports.inputNames(workflow);
        Placed root = place(workflow.graph(), true, given);
        emit(workflow.graph(), root, Place.ROOT, 0, 0, 0, rootEdges(root));
        var done = new ArrayList<Item>(items.size());
        for (@Nullable Item item : items) if (item != null) done.add(item);
        return new Diagram(workflow, done, boxes, version -> new DiagramBuilder(version, faces, derived).build());
    }

    // Sizes.

    private Sized size(Node node, List<Wire> into, List<Wire> outOf, Collection<String> given) {
        List<Port> in = ports.inputs(node, into);
        List<Port> out = ports.outputs(node, outOf);
        Layout.@Nullable Box box = workflow.layout().box(node.id()).orElse(null);
        if (node.kind() instanceof NoteCard) {
            Layout.Box own = box != null && box.sized()
                    ? box
                    : new Layout.Box(0, 0, (int) Sizes.NOTE_W + 40, (int) Sizes.NOTE_H + 24);
            return new Sized(node, Math.max(Sizes.NOTE_W / 2, own.width()), Math.max(40, own.height()), List.of(),
                    List.of(),
                    List.of());
        }
        List<List<Panel>> columns = columns(node, into, given);
        if (columns.isEmpty()) {
            return new Sized(node, Sizes.CARD, Sizes.cardHeight(in, out), in, out, List.of());
        }
        double left = Sizes.gutter(in);
        double right = Sizes.gutter(out);
        double[] widths = new double[columns.size()];
        double height = 0;
        double width = 0;
        for (int c = 0; c < columns.size(); c++) {
            double tall = 0;
            for (Panel panel : columns.get(c)) {
                widths[c] = Math.max(widths[c], panel.w());
                tall += panel.h() + (tall > 0 ? Sizes.GAP : 0);
            }
            height = Math.max(height, tall);
            width += widths[c] + (c > 0 ? Sizes.GAP : 0);
        }
        double rows = Math.max(Sizes.labelled(in) ? in.size() : 0, Sizes.labelled(out) ? out.size() : 0);
        height = Math.max(height, rows * Sizes.EDGE_ROW);
        double moreW = box == null || box.width() <= 0 ? 0 : Math.max(0, box.width() - left - right - width);
        double moreH = box == null || box.height() <= 0
                ? 0
                : Math.max(0, box.height() - Sizes.HEADER - 2 * Sizes.GAP - height);
        double least = Math.max(0, 300 - left - right - width);
        moreW = Math.max(moreW, least);
        height += moreH;
        var panels = new ArrayList<Panel>();
        double x = left;
        for (int c = 0; c < columns.size(); c++) {
            double w = widths[c] + moreW / columns.size();
            List<Panel> column = columns.get(c);
            double natural = column.stream().mapToDouble(Panel::h).sum() + (column.size() - 1) * Sizes.GAP;
            double y = Sizes.HEADER + Sizes.GAP;
            for (Panel panel : column) {
                double h = panel.h() + (height - natural) / column.size();
                panels.add(panel.at(x, y, w, h));
                y += h + Sizes.GAP;
            }
            x += w + Sizes.GAP;
        }
        return new Sized(node, left + width + moreW + right, Sizes.HEADER + 2 * Sizes.GAP + height, in, out, panels);
    }

    /** The children's panels: a column for each slot and for each list of branches, in the order of the flow. */
    private List<List<Panel>> columns(Node node, List<Wire> into, Collection<String> given) {
        Kind kind = node.kind();
        if (!kind.isFrame()) return List.of();
        var columns = new ArrayList<List<Panel>>();
        Shape shape = Shape.of(kind);
        for (FieldShape field : shape.childFields()) {
            var column = new ArrayList<Panel>();
            if (field.isBranches()) {
                for (Branch branch : shape.branches(field, (Record) kind)) {
                    column.add(panel(node, branch.id(), VisibleText.line(branch.displayTitle()), branch.graph(), into,
                            given));
                }
            } else if (field.get((Record) kind) instanceof Graph slot) {
                column.add(panel(node, field.name(), Texts.title(shape, field), slot, into, given));
            }
            if (!column.isEmpty()) columns.add(column);
        }
        return columns;
    }

    private Panel panel(Node frame, String child, String title, Graph graph, List<Wire> into,
            Collection<String> outerGiven) {
        Collection<String> given = ports.gives(into, frame, child, outerGiven);
        List<Port> in = ports.in(graph, given);
        List<Port> out = NodePorts.out(graph);
        Placed inside = place(graph, false, given);
        double railIn = Sizes.rail(in);
        double railOut = Sizes.rail(out);
        double w = railIn + railOut + 2 * Sizes.PAD + Math.max(Sizes.INSIDE_W, inside.w());
        double h = Sizes.TITLE + Math.max(Math.max(Sizes.railHeight(in), Sizes.railHeight(out)),
                Math.max(Sizes.INSIDE_H, inside.h()) + 2 * Sizes.PAD - 8);
        return new Panel(new Place.Child(frame.id(), child), title, graph, inside, in, out, railIn, railOut, 0, 0, w,
                h);
    }

    private Placed place(Graph graph, boolean root, Collection<String> given) {
        Map<String, List<Wire>> into = new HashMap<>();
        Map<String, List<Wire>> outOf = new HashMap<>();
        for (Wire wire : graph.wires()) {
            into.computeIfAbsent(wire.to(), _ -> new ArrayList<>()).add(wire);
            outOf.computeIfAbsent(wire.from(), _ -> new ArrayList<>()).add(wire);
        }
        var sized = new ArrayList<Sized>(graph.nodes().size());
        var seen = new HashSet<String>();
        for (Node node : graph.nodes()) {
            if (!seen.add(node.id())) continue;
            sized.add(size(node, into.getOrDefault(node.id(), List.of()), outOf.getOrDefault(node.id(), List.of()),
                    given));
        }
        Map<String, Layers.At> at = new LinkedHashMap<>();
        var homeless = new ArrayList<Sized>();
        double bottom = Double.NEGATIVE_INFINITY;
        double left = Double.POSITIVE_INFINITY;
        for (Sized node : sized) {
            Layout.@Nullable Box box = workflow.layout().box(node.node().id()).orElse(null);
            if (box == null) {
                homeless.add(node);
                continue;
            }
            at.put(node.node().id(), new Layers.At(box.x(), box.y()));
            bottom = Math.max(bottom, box.y() + node.h());
            left = Math.min(left, box.x());
        }
        if (!homeless.isEmpty()) {
            Map<String, Double> widths = new HashMap<>();
            Map<String, Double> heights = new HashMap<>();
            homeless.forEach(node -> {
                widths.put(node.node().id(), node.w());
                heights.put(node.node().id(), node.h());
            });
            Map<String, Layers.At> found = Layers.place(homeless.stream().map(Sized::node).toList(),
                    Layers.links(graph),
                    node -> widths.getOrDefault(node.id(), 0.0), node -> heights.getOrDefault(node.id(), 0.0));
            double dx = at.isEmpty() ? (root ? Sizes.EDGE + CLEAR : 0) : left;
            double dy = at.isEmpty() ? 0 : bottom + 40;
            found.forEach((id, p) -> at.put(id, new Layers.At(p.x() + dx, p.y() + dy)));
        }
        // Nothing of a child stands outside its panel: what lies left of or above it moves the whole graph in.
        double minX = root ? 0 : Math.min(0, at.values().stream().mapToDouble(Layers.At::x).min().orElse(0));
        double minY = root ? 0 : Math.min(0, at.values().stream().mapToDouble(Layers.At::y).min().orElse(0));
        double w = 0;
        double h = 0;
        for (Sized node : sized) {
            Layers.At p = at.getOrDefault(node.node().id(), new Layers.At(0, 0));
            Layers.At moved = new Layers.At(p.x() - minX, p.y() - minY);
            at.put(node.node().id(), moved);
            w = Math.max(w, moved.x() + node.w());
            h = Math.max(h, moved.y() + node.h());
        }
        return new Placed(sized, at, w, h, given);
    }

    // Places.

    private List<EdgeItem> rootEdges(Placed root) {
        double minX = Double.POSITIVE_INFINITY;
        double maxX = Double.NEGATIVE_INFINITY;
        double minY = Double.POSITIVE_INFINITY;
        double maxY = Double.NEGATIVE_INFINITY;
        for (Sized node : root.nodes()) {
            Layers.At p = root.at().getOrDefault(node.node().id(), new Layers.At(0, 0));
            minX = Math.min(minX, p.x());
            maxX = Math.max(maxX, p.x() + node.w());
            minY = Math.min(minY, p.y());
            maxY = Math.max(maxY, p.y() + node.h());
        }
        boolean none = root.nodes().isEmpty();
        List<Port> in = ports.rootIn(workflow);
        List<Port> out = NodePorts.out(workflow.graph());
        double middle = none ? 0 : (minY + maxY) / 2;
        return List.of(
                rootEdge(true, in, none ? 0 : minX - CLEAR - Sizes.EDGE, middle),
                rootEdge(false, out, none ? 640 : maxX + CLEAR, middle));
    }

    private EdgeItem rootEdge(boolean input, List<Port> list, double x, double middle) {
        String id = input ? Graph.IN : Graph.OUT;
        double h = Sizes.EDGE_TITLE + Math.max(1, list.size()) * Sizes.EDGE_ROW + 8;
        Layout.Box box = workflow.layout().box(id).orElseGet(
                () -> new Layout.Box((int) x, (int) (Math.floor((middle - h / 2) / Sizes.GRID) * Sizes.GRID)));
        boxes.put(id, box);
        Rect rect = new Rect(box.x(), box.y(), Sizes.EDGE, h);
        return new EdgeItem(0, Place.ROOT, input, rect,
                edgePorts(Place.ROOT, input, list, rect, Sizes.EDGE_TITLE + 2, wired(workflow.graph())));
    }

    private static List<PortItem> edgePorts(Place place, boolean input, List<Port> list, Rect rect, double top,
            Set<String> wired) {
        var items = new ArrayList<PortItem>();
        double y = rect.y() + top + Sizes.EDGE_ROW / 2;
        for (Port port : list) {
            String owner = input ? Graph.IN : Graph.OUT;
            items.add(new PortItem(place, owner, port, input, input ? rect.right() : rect.x(), y, true, false,
                    wired.contains(end(input, owner, port.name()))));
            y += Sizes.EDGE_ROW;
        }
        return items;
    }

    private int reserve() {
        items.add(null);
        return items.size() - 1;
    }

    private void emit(Graph graph, Placed placed, Place place, double ox, double oy, int depth, List<EdgeItem> edges) {
        var ends = new ArrayList<PortItem>();
        for (EdgeItem edge : edges) {
            items.add(new EdgeItem(items.size(), place, edge.input(), edge.rect(), edge.ports()));
            ends.addAll(edge.ports());
        }
        Set<String> wired = wired(graph);
        var notes = new ArrayList<Stood>();
        var cards = new ArrayList<Stood>();
        for (Sized each : placed.nodes()) {
            String id = each.node().id();
            Layers.At p = placed.at().getOrDefault(id, new Layers.At(0, 0));
            Rect rect = new Rect(ox + p.x(), oy + p.y(), each.w(), each.h());
            Stood stood = new Stood(each, rect, ports(each, rect, place, wired));
            (Layers.isNote(each.node()) ? notes : cards).add(stood);
            Layout.@Nullable Box box = workflow.layout().box(id).orElse(null);
            boxes.put(id, new Layout.Box((int) p.x(), (int) p.y(), box == null ? 0 : box.width(),
                    box == null ? 0 : box.height()));
        }
        for (Stood note : notes) {
            Node node = note.sized().node();
            items.add(new NodeItem(items.size(), items.size(), node, place, note.rect(), faces.of(node), List.of(),
                    List.of(), depth));
        }
        wires(graph, placed, place, cards, ends);
        for (Stood card : cards) {
            int z = reserve();
            var areas = new ArrayList<AreaItem>();
            for (Panel panel : card.sized().panels()) areas.add(area(panel, card.rect(), depth));
            Node node = card.sized().node();
            items.set(z,
                    new NodeItem(z, items.size() - 1, node, place, card.rect(), faces.of(node), card.ports(), areas,
                            depth));
        }
    }

    private AreaItem area(Panel panel, Rect frame, int depth) {
        Rect rect = new Rect(frame.x() + panel.x(), frame.y() + panel.y(), panel.w(), panel.h());
        Rect inside = new Rect(rect.x() + panel.railIn(), rect.y() + Sizes.TITLE,
                rect.w() - panel.railIn() - panel.railOut(), rect.h() - Sizes.TITLE);
        double ox = inside.x() + Sizes.PAD;
        double oy = inside.y() + Sizes.PAD - 8;
        AreaItem area = new AreaItem(items.size(), panel.place(), panel.title(), rect, inside, ox, oy,
                panel.graph().nodes().isEmpty(), depth);
        items.add(area);
        Rect in = new Rect(rect.x(), rect.y() + Sizes.TITLE, panel.railIn(), rect.h() - Sizes.TITLE);
        Rect out = new Rect(rect.right() - panel.railOut(), rect.y() + Sizes.TITLE, panel.railOut(),
                rect.h() - Sizes.TITLE);
        Set<String> wired = wired(panel.graph());
        emit(panel.graph(), panel.inside(), panel.place(), ox, oy, depth + 1, List.of(
                new EdgeItem(0, panel.place(), true, in, edgePorts(panel.place(), true, panel.in(), in, 2, wired)),
                new EdgeItem(0, panel.place(), false, out,
                        edgePorts(panel.place(), false, panel.out(), out, 2, wired))));
        return area;
    }

    /** The ends of all wires of a graph. */
    private static Set<String> wired(Graph graph) {
        var ends = new HashSet<String>();
        for (Wire wire : graph.wires()) {
            ends.add(end(true, wire.from(), wire.port()));
            ends.add(end(false, wire.to(), wire.toPort()));
        }
        return ends;
    }

    private static String end(boolean source, String owner, String port) {
        return (source ? '>' : '<') + owner + '.' + port;
    }

    private static List<PortItem> ports(Sized each, Rect rect, Place place, Set<String> wired) {
        if (Layers.isNote(each.node())) return List.of();
        boolean frame = !each.panels().isEmpty();
        var items = new ArrayList<PortItem>();
        side(each.in(), each.node(), rect, place, frame, false, wired, items);
        side(each.out(), each.node(), rect, place, frame, true, wired, items);
        items.add(new PortItem(place, each.node().id(), Port.optional(Wire.WHEN, Port.Type.WHEN), false, rect.x(),
                frame ? rect.bottom() - 16 : rect.bottom() - Sizes.FOOTER / 2, false, true,
                wired.contains(end(false, each.node().id(), Wire.WHEN))));
        return items;
    }

    private static void side(List<Port> list, Node node, Rect rect, Place place, boolean frame, boolean source,
            Set<String> wired, List<PortItem> items) {
        boolean labelled = Sizes.labelled(list);
        double x = source ? rect.right() : rect.x();
        double y = frame
                ? labelled ? rect.y() + Sizes.HEADER + Sizes.GAP + Sizes.EDGE_ROW / 2 : rect.y() + Sizes.HEADER / 2
                : labelled ? rect.y() + Sizes.ROWS + Sizes.ROW / 2 + 1 : rect.y() + Sizes.PORT_Y;
        for (Port port : list) {
            items.add(new PortItem(place, node.id(), port, source, x, y, labelled, false,
                    wired.contains(end(source, node.id(), port.name()))));
            y += frame ? Sizes.EDGE_ROW : Sizes.ROW;
        }
    }

    private void wires(Graph graph, Placed placed, Place place, List<Stood> nodes, List<PortItem> ends) {
        Map<String, PortItem> sources = new LinkedHashMap<>();
        Map<String, PortItem> targets = new LinkedHashMap<>();
        for (PortItem port : ends) (port.source() ? sources : targets).put(key(port), port);
        nodes.forEach(node -> node.ports().forEach(port -> (port.source() ? sources : targets).put(key(port), port)));
        var router = new WireRouter(nodes.stream().map(Stood::rect).toList());
        Map<String, Integer> lanes = new HashMap<>();
        for (Wire wire : graph.wires()) {
            PortItem from = sources.get(wire.from() + '.' + wire.port());
            PortItem to = targets.get(wire.to() + '.' + wire.toPort());
            if (from == null || to == null) continue;
            int lane = lanes.merge(wire.from(), 1, Integer::sum) - 1;
            items.add(new WireItem(items.size(), place, wire, from, to,
                    router.route(from.x(), from.y(), to.x(), to.y(), lane % 6), false));
        }
        for (Wire wire : ports.implied(graph, placed.given())) {
            PortItem from = sources.get(wire.from() + '.' + wire.port());
            PortItem to = targets.get(wire.to() + '.' + wire.toPort());
            if (from != null && to != null) imply(place, from, to, router);
        }
    }

    private void imply(Place place, PortItem from, PortItem to, WireRouter router) {
        items.add(new WireItem(items.size(), place,
                new Wire(from.owner(), from.port().name(), to.owner(), to.port().name()), from, to,
                router.route(from.x(), from.y(), to.x(), to.y(), 0), true));
    }

    private static String key(PortItem port) { return port.owner() + '.' + port.port().name(); }
}
