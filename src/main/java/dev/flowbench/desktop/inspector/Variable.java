package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An input of a node and where its value comes from.
 *
 * @param name of the port, or {@code state.x}
 * @param source where the value comes from
 * @param required whether the node is skipped without it
 * @param detail the wire's other end, as people read it; empty for other sources
 */
record Variable(String name, Source source, boolean required, String detail) {
    /** Where a value comes from. */
    enum Source {
        WIRE,
        /** The value of the same name on the graph's own input. */
        IN,
        STATE,
        NOTHING
    }

    /** The inputs of a node, its own ports first. */
    static List<Variable> of(Workflow workflow, String id, Ports ports) {
        Optional<Place> place = place(workflow.graph(), Place.ROOT, id);
        Optional<Graph> graph = place.flatMap(workflow::graph);
        Optional<Node> node = workflow.node(id);
        if (place.isEmpty() || graph.isEmpty() || node.isEmpty()) {
            return List.of();
        }
        Set<String> given = ports.gives(workflow, place.get());
        var variables = new ArrayList<Variable>();
        for (Port port : ports.inputs(node.get(), graph.get())) {
            List<Wire> wires = graph.get().wires().stream()
                    .filter(wire -> wire.to().equals(id) && wire.toPort().equals(port.name())).toList();
            Source source = !wires.isEmpty()
                    ? Source.WIRE
                    : given.contains(port.name()) && !ports.mustBeWired(node.get(), port.name())
                            ? Source.IN
                            : Source.NOTHING;
            variables.add(new Variable(port.name(), source, port.required(),
                    String.join(", ", wires.stream().map(wire -> from(workflow, wire)).toList())));
        }
        for (String name : ports.named(node.get()).keySet()) {
            if (name.startsWith("state.")) {
                boolean declared = node.get().settings().reads().contains(name.substring("state.".length()));
                variables.add(new Variable(name, declared ? Source.STATE : Source.NOTHING, true, ""));
            }
        }
        return variables;
    }

    private static String from(Workflow workflow, Wire wire) {
        String end = wire.from().equals(Graph.IN)
                ? "in"
                : workflow.node(wire.from()).map(Node::displayTitle).map(VisibleText::line).orElse(wire.from());
        return end + " · " + wire.port() + (wire.path().isEmpty() ? "" : "." + String.join(".", wire.path()));
    }

    /** The graph in which a node stands. */
    static Optional<Place> place(Graph graph, Place here, String id) {
        for (Node node : graph.nodes()) {
            if (node.id().equals(id)) {
                return Optional.of(here);
            }
            for (Map.Entry<String, Graph> child : node.kind().children().entrySet()) {
                Optional<Place> found = place(child.getValue(), new Place.Child(node.id(), child.getKey()), id);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
