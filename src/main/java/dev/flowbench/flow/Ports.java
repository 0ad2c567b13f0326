package dev.flowbench.flow;

import dev.flowbench.flow.text.Expression;
import dev.flowbench.flow.text.Names;
import dev.flowbench.flow.text.Template;
import dev.flowbench.flow.text.TextException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ports of nodes in their graphs: those the kind has, those its templates and expressions name, and for a frame those
 * that its children take from outside.
 *
 * <p>
 * A name in a leaf's own templates and expressions, and a port the kind itself has, takes its wire; unwired, the value of
 * the same name on its own graph's {@code in}. A name that a frame's children take from outside must be wired: nothing
 * crosses a frame unwired.
 *
 * <p>
 * What was derived is kept by the node's identity as long as the node lives, so asking again on every keystroke costs only
 * what was edited. For any thread.
 */
public final class Ports {
    /**
     * @param inputs the kind's own, then those named by its own sources, then those its children take from outside
     * @param inner names of the last
     * @param named where each name of the own sources is used first; of state as {@code state.x}
     */
    private record Derived(
            List<Port> inputs,
            List<Port> outputs,
            Set<String> inner,
            Map<String, Sources.Source> named,
            List<Mistake> mistakes) {}

    /** A template or expression that cannot be read. */
    public record Mistake(Sources.Source source, TextException error) {}

    private final NodeCache<Derived> derived = new NodeCache<>();

    /** The input ports of a node by itself, without {@link Wire#WHEN}, which every node has. */
    public List<Port> inputs(Node node) {
        return of(node).inputs();
    }

    /**
     * The input ports of a node in its graph: those of {@link #inputs(Node)}, and on a frame or subflow those that wires
     * bring beside them.
     */
    public List<Port> inputs(Node node, Graph graph) {
        List<Port> inputs = inputs(node);
        if (!takesAnyInput(node)) {
            return inputs;
        }
        var all = new LinkedHashMap<String, Port>();
        inputs.forEach(port -> all.put(port.name(), port));
        for (Wire wire : graph.wires()) {
            if (wire.to().equals(node.id()) && !wire.isWhen()) {
                all.computeIfAbsent(wire.toPort(), name -> Port.optional(name, Port.Type.ANY));
            }
        }
        return List.copyOf(all.values());
    }

    /** The output ports of a node, the main one first. */
    public List<Port> outputs(Node node) {
        return of(node).outputs();
    }

    /** Whether that input is taken by the children of a frame, so that only a wire may bring it. */
    public boolean mustBeWired(Node node, String input) {
        return of(node).inner().contains(input);
    }

    /** Where the node's own templates and expressions use each name first; a field of state is {@code state.x}. */
    public Map<String, Sources.Source> named(Node node) {
        return of(node).named();
    }

    /** The node's own templates and expressions that cannot be read. */
    public List<Mistake> mistakes(Node node) {
        return of(node).mistakes();
    }

    /** Whether wires may bring a node values beside its own ports: a frame hands them to its children. */
    public static boolean takesAnyInput(Node node) {
        return node.kind() instanceof Subflow || node.kind() instanceof UnknownKind
                || node.kind().isFrame() && Shape.of(node.kind()).childFields().stream()
                        .anyMatch(field -> field.child() != null && field.child().frameInputs());
    }

    /**
     * The names on the {@code in} edge of a graph: of the workflow's own graph its inputs; of a child what its kind gives
     * and what reaches the frame. Empty where there is no such graph.
     */
    public Set<String> gives(Workflow workflow, Place place) {
        return switch (place) {
            case Place.Root() -> inputNames(workflow);
            case Place.Child child -> {
                @Nullable Place outer = placeOf(workflow.graph(), child.frame(), Place.ROOT);
                yield outer == null
                        ? Set.of()
                        : workflow.graph(outer)
                                .map(graph -> gives(graph, node(graph, child.frame()), child.child(),
                                        gives(workflow, outer)))
                                .orElse(Set.of());
            }
        };
    }

    /** The names of a workflow's inputs, in the order of its schema. */
    public static Set<String> inputNames(Workflow workflow) {
        var names = new LinkedHashSet<String>();
        if (workflow.inputs() != null) {
            workflow.inputs().path("properties").fieldNames().forEachRemaining(names::add);
        }
        return names;
    }

    /**
     * The names on the {@code in} edge of a frame's child, for who walks down the document by himself.
     *
     * @param graph the graph the frame stands in
     * @param frame the frame
     * @param child name of the slot or id of the branch
     * @param outer the names on the {@code in} edge of {@code graph}
     */
    public Set<String> gives(Graph graph, Node frame, String child, Set<String> outer) {
        FieldShape field = Shape.of(frame.kind()).childField(frame.kind(), child).orElse(null);
        if (field == null || field.child() == null) {
            return Set.of();
        }
        var names = new LinkedHashSet<>(field.gives());
        if (field.child().frameInputs()) {
            for (Wire wire : graph.wires()) {
                if (wire.to().equals(frame.id()) && !wire.isWhen()) {
                    names.add(wire.toPort());
                }
            }
            for (Port port : inputs(frame)) {
                if (outer.contains(port.name()) && !mustBeWired(frame, port.name())) {
                    names.add(port.name());
                }
            }
        }
        return names;
    }

    /**
     * The wires nobody drew: inputs of the graph's nodes that no wire reaches and that take the value of the same name on
     * the graph's {@code in}.
     *
     * @param graph a graph
     * @param given the names on its {@code in} edge, from {@link #gives}
     */
    public List<Wire> faint(Graph graph, Set<String> given) {
        if (given.isEmpty()) {
            return List.of();
        }
        var wired = new HashSet<String>();
        graph.wires().forEach(wire -> wired.add(wire.to() + '.' + wire.toPort()));
        var faint = new ArrayList<Wire>();
        for (Node node : graph.nodes()) {
            for (Port port : inputs(node)) {
                if (given.contains(port.name()) && !mustBeWired(node, port.name())
                        && !wired.contains(node.id() + '.' + port.name())) {
                    faint.add(new Wire(Graph.IN, port.name(), node.id(), port.name()));
                }
            }
        }
        return faint;
    }

    /** What stands for the result of a graph. */
    public GraphResult resultOf(Graph graph) {
        List<Wire> toOut = graph.wires().stream()
                .filter(wire -> wire.to().equals(Graph.OUT) && !wire.isWhen()).toList();
        if (!toOut.isEmpty()) {
            return new GraphResult.Wired(toOut);
        }
        var followed = new HashSet<String>();
        graph.wires().forEach(wire -> followed.add(wire.from()));
        List<Node> sinks = graph.nodes().stream()
                .filter(node -> !followed.contains(node.id()) && !outputs(node).isEmpty()).toList();
        return sinks.size() == 1
                ? new GraphResult.Sink(sinks.getFirst(), outputs(sinks.getFirst()).getFirst())
                : new GraphResult.Unclear(sinks);
    }

    private static Node node(Graph graph, String id) {
        return graph.nodes().stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
    }

    private static @Nullable Place placeOf(Graph graph, String id, Place here) {
        for (Node node : graph.nodes()) {
            if (node.id().equals(id)) {
                return here;
            }
            for (Map.Entry<String, Graph> child : node.kind().children().entrySet()) {
                Place found = placeOf(child.getValue(), id, new Place.Child(node.id(), child.getKey()));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private Derived of(Node node) {
        return derived.get(node, this::derive);
    }

    private Derived derive(Node node) {
        var inputs = new LinkedHashMap<String, Port>();
        node.kind().inputs().forEach(port -> inputs.put(port.name(), port));
        var own = Set.copyOf(inputs.keySet());
        var named = new LinkedHashMap<String, Sources.Source>();
        var mistakes = new ArrayList<Mistake>();
        for (Sources.Source source : Sources.of(node)) {
            try {
                named(source).forEach((name, required) -> {
                    if (!source.given().contains(name)) {
                        named.putIfAbsent(name, source);
                        if (!own.contains(name) && !isState(name)) {
                            add(inputs, name, required);
                        }
                    }
                });
            } catch (TextException e) {
                mistakes.add(new Mistake(source, e));
            }
        }
        var inner = new LinkedHashSet<String>();
        if (node.kind().isFrame()) {
            freeNames(node).forEach((name, required) -> {
                if (!inputs.containsKey(name) || inner.contains(name)) {
                    add(inputs, name, required);
                    inner.add(name);
                }
            });
        }
        return new Derived(List.copyOf(inputs.values()), List.copyOf(node.kind().outputs()), Set.copyOf(inner),
                Collections.unmodifiableMap(named), List.copyOf(mistakes));
    }

    private static void add(Map<String, Port> ports, String name, boolean required) {
        ports.merge(name, new Port(name, Port.Type.ANY, required),
                (a, b) -> new Port(name, a.type(), a.required() || b.required()));
    }

    /** The names a source takes from outside, and whether each must have a value. */
    private static Map<String, Boolean> named(Sources.Source source) throws TextException {
        Set<String> names;
        Set<String> required;
        if (source.isTemplate()) {
            Template template = Template.parse(source.text());
            names = template.names();
            required = template.required();
        } else {
            Expression expression = Expression.parse(source.text());
            names = expression.names();
            required = expression.required();
        }
        boolean always = !source.field().equals("onFailure"); // A recovery may never be needed.
        var named = new LinkedHashMap<String, Boolean>();
        names.forEach(name -> named.put(name, always && required.contains(name)));
        return named;
    }

    private static boolean isState(String name) {
        return name.equals(Names.STATE) || name.startsWith(Names.STATE + ".");
    }

    /** The names a frame's children take from outside of it, and whether any use must have a value. */
    private Map<String, Boolean> freeNames(Node frame) {
        var free = new LinkedHashMap<String, Boolean>();
        Shape shape = Shape.of(frame.kind());
        for (FieldShape field : shape.childFields()) {
            if (field.child() == null || !field.child().frameInputs()) {
                continue;
            }
            List<Graph> graphs = field.isBranches()
                    ? shape.branches(field, (Record) frame.kind()).stream().map(Branch::graph).toList()
                    : field.get((Record) frame.kind()) instanceof Graph graph ? List.of(graph) : List.of();
            graphs.forEach(graph -> free(graph, Set.copyOf(field.gives()), free));
        }
        return free;
    }

    private void free(Graph graph, Set<String> given, Map<String, Boolean> free) {
        var requiredBy = new LinkedHashMap<String, Boolean>();
        var wired = new HashSet<String>();
        for (Wire wire : graph.wires()) {
            wired.add(wire.to() + '.' + wire.toPort());
        }
        for (Node node : graph.nodes()) {
            for (Port port : inputs(node)) {
                requiredBy.put(node.id() + '.' + port.name(), port.required());
                if (!given.contains(port.name()) && !mustBeWired(node, port.name())
                        && !wired.contains(node.id() + '.' + port.name())) {
                    free.merge(port.name(), port.required(), Boolean::logicalOr);
                }
            }
        }
        for (Wire wire : graph.wires()) {
            if (wire.from().equals(Graph.IN) && !given.contains(wire.port())) {
                boolean required = requiredBy.getOrDefault(wire.to() + '.' + wire.toPort(),
                        wire.to().equals(Graph.OUT));
                free.merge(wire.port(), required, Boolean::logicalOr);
            }
        }
    }
}
