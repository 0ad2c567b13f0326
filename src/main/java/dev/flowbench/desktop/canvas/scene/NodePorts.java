package dev.flowbench.desktop.canvas.scene;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.GraphResult;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ports of nodes and of graph edges as they are drawn: those there are, and those that wires name by mistake. */
final class NodePorts {
    private final Ports ports;

    NodePorts(Ports ports) {
        this.ports = ports;
    }

    /** @param into the wires that lead to the node: looking for them among all for each node would take long */
    List<Port> inputs(Node node, List<Wire> into) {
        List<Port> known = ports.inputs(node, new Graph(List.of(), into));
        return with(known, into.stream().filter(wire -> !wire.isWhen()).map(Wire::toPort).toList());
    }

    List<Port> outputs(Node node, List<Wire> outOf) {
        return with(ports.outputs(node), outOf.stream().map(Wire::port).toList());
    }

    /** What stands on the input edge of the workflow's own graph. */
    List<Port> rootIn(Workflow workflow) {
        var known = new ArrayList<Port>();
        @Nullable JsonNode inputs = workflow.inputs();
        if (inputs != null) {
            inputs.path("properties").properties()
                    .forEach(each -> known.add(Port.required(each.getKey(), type(each.getValue()))));
        }
        return with(known, leaving(workflow.graph()));
    }

    /** What stands on the input edge of a graph inside a frame. */
    List<Port> in(Graph graph, Collection<String> given) {
        return with(given.stream().map(name -> Port.required(name, Port.Type.ANY)).toList(), leaving(graph));
    }

    /** What stands on the output edge of a graph: what wires name, or the result. */
    static List<Port> out(Graph graph) {
        List<Port> named = with(List.of(), graph.wires().stream().filter(wire -> wire.to().equals(Graph.OUT))
                .map(Wire::toPort).toList());
        return named.isEmpty() ? List.of(Port.required(Kind.RESULT, Port.Type.ANY)) : named;
    }

    /** The names a child's graph is given; {@code into} are the wires that lead to the frame. */
    Collection<String> gives(List<Wire> into, Node frame, String child, Collection<String> outer) {
        return ports.gives(new Graph(List.of(), into), frame, child, java.util.Set.copyOf(outer));
    }

    /** Wires nobody drew: names that resolve by themselves, and the one result. */
    List<Wire> implied(Graph graph, Collection<String> given) {
        var wires = new ArrayList<>(ports.faint(graph, java.util.Set.copyOf(given)));
        if (ports.resultOf(graph) instanceof GraphResult.Sink(Node node, Port port)) {
            wires.add(new Wire(node.id(), port.name(), Graph.OUT, Kind.RESULT));
        }
        return wires;
    }

    private static List<String> leaving(Graph graph) {
        return graph.wires().stream().filter(wire -> wire.from().equals(Graph.IN)).map(Wire::port).toList();
    }

    private static List<Port> with(List<Port> known, List<String> named) {
        if (named.isEmpty()) return known;
        Map<String, Port> all = new LinkedHashMap<>();
        known.forEach(port -> all.put(port.name(), port));
        named.forEach(name -> all.computeIfAbsent(name, each -> Port.required(each, Port.Type.ANY)));
        return List.copyOf(all.values());
    }

    private static Port.Type type(JsonNode schema) {
        return switch (schema.path("type").asText()) {
            case "string" -> Port.Type.TEXT;
            case "array" -> Port.Type.LIST;
            case "object", "number", "integer", "boolean" -> Port.Type.STRUCTURED;
            default -> Port.Type.ANY;
        };
    }
}
