package dev.flowbench.desktop.canvas.edit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Edits of the canvas: each takes a version of the document and gives the next. */
public final class Edits {
    private Edits() {}

    /**
     * A version and what is new in it.
     *
     * @param workflow the version
     * @param ids the nodes that the edit made, outermost only, in order
     */
    public record Made(Workflow workflow, List<String> ids) {}

    /** Adds a node to a graph, at a place. */
    public static Workflow add(Workflow workflow, Place place, Node node, Layout.Box box) {
        return workflow.withGraph(place, graph -> graph.plus(node)).with(workflow.layout().with(node.id(), box));
    }

    /** Removes nodes with all that stands in them, their wires and their places. */
    public static Workflow remove(Workflow workflow, Set<String> ids) {
        Graph graph = without(workflow.graph(), ids);
        var left = new HashSet<String>(Set.of(Graph.IN, Graph.OUT));
        graph.forEach(node -> left.add(node.id()));
        var boxes = new LinkedHashMap<>(workflow.layout().boxes());
        var gone = new HashSet<String>();
        workflow.graph().forEach(node -> {
            if (!left.contains(node.id())) gone.add(node.id());
        });
        boxes.keySet().removeAll(gone);
        return workflow.with(graph).with(new Layout(boxes));
    }

    private static Graph without(Graph graph, Set<String> ids) {
        return edited(graph, g -> {
            if (g.nodes().stream().noneMatch(node -> ids.contains(node.id()))) return g;
            return g.with(g.nodes().stream().filter(node -> !ids.contains(node.id())).toList(),
                    g.wires().stream().filter(wire -> !ids.contains(wire.from()) && !ids.contains(wire.to())).toList());
        });
    }

    /** A graph with every graph in it edited, itself included; unchanged parts stay the same objects. */
    private static Graph edited(Graph graph, java.util.function.UnaryOperator<Graph> edit) {
        Graph own = edit.apply(graph);
        var nodes = new ArrayList<Node>(own.nodes().size());
        boolean changed = false;
        for (Node node : own.nodes()) {
            Node next = node;
            for (Map.Entry<String, Graph> child : node.kind().children().entrySet()) {
                Graph inner = edited(child.getValue(), edit);
                if (inner != child.getValue()) next = next.with(next.kind().withChild(child.getKey(), inner));
            }
            changed |= next != node;
            nodes.add(next);
        }
        return changed ? own.with(nodes, own.wires()) : own;
    }

    /** Adds a wire to a graph; unchanged where it is there already. */
    public static Workflow wire(Workflow workflow, Place place, Wire wire) {
        return workflow.withGraph(place, graph -> graph.wires().contains(wire) ? graph : graph.plus(wire));
    }

    /** Takes a wire out of a graph. */
    public static Workflow unwire(Workflow workflow, Place place, Wire wire) {
        return workflow.withGraph(place,
                graph -> graph.withWires(graph.wires().stream().filter(each -> !each.equals(wire)).toList()));
    }

    /** Puts another wire in a wire's stead, at its place in the file. */
    public static Workflow rewire(Workflow workflow, Place place, Wire before, Wire after) {
        return workflow.withGraph(place, graph -> {
            var wires = new ArrayList<Wire>();
            for (Wire wire : graph.wires()) {
                Wire next = wire.equals(before) ? after : wire;
                if (!wires.contains(next)) wires.add(next);
            }
            return graph.withWires(wires);
        });
    }

    /** Puts a node into a wire: what came along it now comes through the node. */
    public static Workflow insert(Workflow workflow, Place place, Wire wire, String node, String inPort,
            String outPort) {
        Wire first = new Wire(wire.from(), wire.port(), wire.path(), node, inPort);
        Wire second = new Wire(node, outPort, wire.to(), wire.toPort());
        return wire(rewire(workflow, place, wire, first), place, second);
    }

    /** Sets places. */
    public static Workflow place(Workflow workflow, Map<String, Layout.Box> boxes) {
        return workflow.with(workflow.layout().withAll(boxes));
    }

    /**
     * Brings a graph's nodes back to places that are not left of or above its beginning, all by the same way, so that the
     * drawing and the file say the same.
     */
    public static Workflow tidy(Workflow workflow, Place place) {
        if (place instanceof Place.Root) return workflow;
        Graph graph = workflow.graph(place).orElse(Graph.EMPTY);
        int x = 0;
        int y = 0;
        for (Node node : graph.nodes()) {
            Layout.@Nullable Box box = workflow.layout().box(node.id()).orElse(null);
            if (box == null) continue;
            x = Math.min(x, box.x());
            y = Math.min(y, box.y());
        }
        if (x == 0 && y == 0) return workflow;
        var boxes = new LinkedHashMap<String, Layout.Box>();
        for (Node node : graph.nodes()) {
            int left = x;
            int top = y;
            workflow.layout().box(node.id()).ifPresent(box -> boxes.put(node.id(),
                    new Layout.Box(box.x() - left, box.y() - top, box.width(), box.height())));
        }
        return place(workflow, boxes);
    }

    /** The wires that would cross a frame if those nodes stood in another graph. */
    public static List<Wire> crossing(Workflow workflow, Set<String> ids, Place to) {
        var crossing = new ArrayList<Wire>();
        for (Place from : places(workflow, ids)) {
            if (from.equals(to)) continue;
            workflow.graph(from).orElse(Graph.EMPTY).wires().stream()
                    .filter(wire -> ids.contains(wire.from()) != ids.contains(wire.to())).forEach(crossing::add);
        }
        return crossing;
    }

    /**
     * Moves nodes into another graph. Wires among them go with them; wires to others would cross a frame and go.
     *
     * @param boxes their places in that graph
     */
    public static Workflow move(Workflow workflow, Set<String> ids, Place to, Map<String, Layout.Box> boxes) {
        var nodes = new ArrayList<Node>();
        var wires = new ArrayList<Wire>();
        Workflow next = workflow;
        for (Place from : places(workflow, ids)) {
            if (from.equals(to)) continue;
            Graph graph = workflow.graph(from).orElse(Graph.EMPTY);
            graph.nodes().stream().filter(node -> ids.contains(node.id())).forEach(nodes::add);
            graph.wires().stream().filter(wire -> ids.contains(wire.from()) && ids.contains(wire.to()))
                    .forEach(wires::add);
            next = next.withGraph(from, g -> g.with(
                    g.nodes().stream().filter(node -> !ids.contains(node.id())).toList(),
                    g.wires().stream().filter(wire -> !ids.contains(wire.from()) && !ids.contains(wire.to()))
                            .toList()));
        }
        next = next.withGraph(to, g -> {
            var allNodes = new ArrayList<>(g.nodes());
            allNodes.addAll(nodes);
            var allWires = new ArrayList<>(g.wires());
            allWires.addAll(wires);
            return g.with(allNodes, allWires);
        });
        return place(next, boxes);
    }

    /** The graphs that hold at least one of those nodes. */
    public static Set<Place> places(Workflow workflow, Set<String> ids) {
        var places = new LinkedHashSet<Place>();
        visit(workflow.graph(), Place.ROOT, (place, node) -> {
            if (ids.contains(node.id())) places.add(place);
        });
        return places;
    }

    private interface Visitor {
        void node(Place place, Node node);
    }

    private static void visit(Graph graph, Place place, Visitor visitor) {
        for (Node node : graph.nodes()) {
            visitor.node(place, node);
            node.kind().children().forEach((name, child) -> visit(child, new Place.Child(node.id(), name), visitor));
        }
    }

    /** Gives a node a title; blank takes it away. */
    public static Workflow rename(Workflow workflow, String id, String title) {
        String one = title.strip();
        return workflow.withNode(id, node -> node.with(node.settings().withTitle(one.isEmpty() ? null : one)));
    }

    /** Switches nodes off, so that they are passed over, or on again. */
    public static Workflow disable(Workflow workflow, Set<String> ids, boolean off) {
        Workflow next = workflow;
        for (String id : ids) {
            next = next.withNode(id, node -> node.with(node.settings().withDisabled(off ? Boolean.TRUE : null)));
        }
        return next;
    }

    /** A second copy of nodes beside them, with the wires among them. */
    public static Made duplicate(Workflow workflow, Set<String> ids, int dx, int dy) {
        Workflow next = workflow;
        var made = new ArrayList<String>();
        for (Place place : places(workflow, ids)) {
            Clip clip = clip(workflow, place, ids);
            Made one = paste(next, place, clip,
                    box -> new Layout.Box(box.x() + dx, box.y() + dy, box.width(), box.height()));
            next = one.workflow();
            made.addAll(one.ids());
        }
        return new Made(next, made);
    }

    /** What a copy of nodes of one graph holds: them, the wires among them, and the places of all in them. */
    public static Clip clip(Workflow workflow, Place place, Set<String> ids) {
        Graph graph = workflow.graph(place).orElse(Graph.EMPTY);
        List<Node> nodes = graph.nodes().stream().filter(node -> ids.contains(node.id())).toList();
        List<Wire> wires = graph.wires().stream()
                .filter(wire -> ids.contains(wire.from()) && ids.contains(wire.to())).toList();
        Graph part = new Graph(nodes, wires);
        var boxes = new LinkedHashMap<String, Layout.Box>();
        part.forEach(node -> workflow.layout().box(node.id()).ifPresent(box -> boxes.put(node.id(), box)));
        return new Clip(part, new Layout(boxes));
    }

    /** Puts a copy into a graph under fresh ids, its outermost nodes' places changed. */
    public static Made paste(Workflow workflow, Place place, Clip clip,
            java.util.function.UnaryOperator<Layout.Box> move) {
        var ids = new Ids(workflow);
        Map<String, String> names = new HashMap<>();
        clip.graph().forEach(node -> names.put(node.id(), ids.fresh(node.id())));
        Graph fresh = renamed(clip.graph(), names);
        var outer = new HashSet<String>();
        clip.graph().nodes().forEach(node -> outer.add(node.id()));
        var boxes = new LinkedHashMap<String, Layout.Box>();
        clip.layout().boxes().forEach((id, box) -> {
            String name = names.get(id);
            if (name != null) boxes.put(name, outer.contains(id) ? move.apply(box) : box);
        });
        Workflow next = workflow.withGraph(place, g -> {
            var nodes = new ArrayList<>(g.nodes());
            nodes.addAll(fresh.nodes());
            var wires = new ArrayList<>(g.wires());
            wires.addAll(fresh.wires());
            return g.with(nodes, wires);
        });
        return new Made(place(next, boxes), fresh.nodes().stream().map(Node::id).toList());
    }

    private static Graph renamed(Graph graph, Map<String, String> names) {
        var nodes = new ArrayList<Node>();
        for (Node node : graph.nodes()) {
            Node next = node.withId(names.getOrDefault(node.id(), node.id()));
            for (Map.Entry<String, Graph> child : node.kind().children().entrySet()) {
                next = next.with(next.kind().withChild(child.getKey(), renamed(child.getValue(), names)));
            }
            nodes.add(next);
        }
        List<Wire> wires = graph.wires().stream().map(wire -> new Wire(names.getOrDefault(wire.from(), wire.from()),
                wire.port(), wire.path(), names.getOrDefault(wire.to(), wire.to()), wire.toPort())).toList();
        return new Graph(nodes, wires, graph.unread());
    }

    /** Adds an input to the workflow, if it has none of that name: a text, or what the port takes. */
    public static Workflow addInput(Workflow workflow, String name, Port.Type type) {
        JsonNode inputs = workflow.inputs();
        ObjectNode schema = inputs instanceof ObjectNode object
                ? object.deepCopy()
                : JsonNodeFactory.instance.objectNode().put("type", "object");
        JsonNode properties = schema.get("properties");
        if (properties != null && properties.has(name)) return workflow;
        ObjectNode to = properties instanceof ObjectNode object ? object : schema.putObject("properties");
        to.putObject(name).put("type",
                type == Port.Type.LIST ? "array" : type == Port.Type.STRUCTURED ? "object" : "string");
        return workflow.withInputs(schema);
    }

    /** A name like the wish that a test lets pass: {@code notes}, {@code notes_2}. */
    public static String freeName(String wish, Predicate<String> free) {
        if (free.test(wish)) return wish;
        int n = 2;
        while (!free.test(wish + "_" + n)) n++;
        return wish + "_" + n;
    }
}
