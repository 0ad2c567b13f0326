package dev.flowbench.flow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which nodes of a graph never run both, since a router, gate or approval takes one way or the other. */
final class Ways {
    /** One of the ports of which a node takes only one. */
    private record Way(String node, String port) {}

    private final Graph graph;
    private final Ports ports = new Ports();
    private final Map<String, Set<Way>> needed = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    Ways(Graph graph) {
        this.graph = graph;
    }

    /** Whether at most one of the two runs. */
    boolean exclude(String one, String other) {
        Set<Way> others = needs(other);
        return needs(one).stream().anyMatch(way -> others.stream()
                .anyMatch(second -> second.node().equals(way.node()) && !second.port().equals(way.port())));
    }

    /** The ways that must have been taken where that node runs. */
    private Set<Way> needs(String id) {
        @Nullable Set<Way> known = needed.get(id);
        if (known != null) {
            return known;
        }
        @Nullable Node node = graph.nodes().stream().filter(one -> one.id().equals(id)).findFirst().orElse(null);
        // A document that is being drawn may have a circle.
        if (node == null || !open.add(id)) {
            return Set.of();
        }
        var all = new HashSet<Way>();
        var required = new HashSet<String>(Set.of(Wire.WHEN));
        ports.inputs(node, graph).stream().filter(Port::required).forEach(port -> required.add(port.name()));
        for (String port : required) {
            all.addAll(shared(graph.wires().stream()
                    .filter(wire -> wire.to().equals(id) && wire.toPort().equals(port)).toList()));
        }
        open.remove(id);
        needed.put(id, all);
        return all;
    }

    /** What must have been taken whichever of these wires brings the value. */
    private Set<Way> shared(List<Wire> wires) {
        @Nullable Set<Way> shared = null;
        for (Wire wire : wires) {
            var ways = new HashSet<>(needs(wire.from()));
            if (isWay(wire)) {
                ways.add(new Way(wire.from(), wire.port()));
            }
            if (shared == null) {
                shared = ways;
            } else {
                shared.retainAll(ways);
            }
        }
        return shared == null ? Set.of() : shared;
    }

    private boolean isWay(Wire wire) {
        return graph.nodes().stream().filter(node -> node.id().equals(wire.from())).anyMatch(node -> switch (node
                .kind()) {
            case Router _ -> !wire.port().equals(Router.CHOICE);
            case Gate _ -> true;
            case Approval _ -> !wire.port().equals("comment");
            default -> false; // Others give all that they give.
        });
    }
}
