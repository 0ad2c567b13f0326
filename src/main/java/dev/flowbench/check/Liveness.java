package dev.flowbench.check;

import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Wire;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * When nodes of one acyclic graph run: under which choices of routers, gates and persons. Two wires into one port are a
 * mistake if one is live whenever the other is.
 */
final class Liveness {
    /** Two wires into one port of which the first is live whenever the second is. */
    record Meeting(Wire first, Wire second) {}

    /** More choices than this on one way are taken as a choice of their own, so that the work stays linear. */
    private static final int MAX_CHOICES = 32;

    private final Ports ports;
    private final Map<String, Node> nodes;
    private final Map<String, Map<String, List<Wire>>> into = new HashMap<>();
    private final Map<String, Set<String>> choices = new HashMap<>();

    Liveness(Ports ports, Graph graph, Map<String, Node> nodes, List<Wire> wires) {
        this.ports = ports;
        this.nodes = nodes;
        for (Wire wire : wires) {
            into.computeIfAbsent(wire.to(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(wire.toPort(), _ -> new ArrayList<>()).add(wire);
        }
        order(graph, wires).forEach(node -> choices.put(node.id(), choicesOf(node)));
    }

    List<Meeting> meetings() {
        var found = new ArrayList<Meeting>();
        into.forEach((node, byPort) -> byPort.forEach((port, wires) -> {
            for (int i = 1; i < Math.min(wires.size(), MAX_CHOICES); i++) {
                for (int j = 0; j < i; j++) {
                    if (isImplied(wires.get(j), wires.get(i)) || isImplied(wires.get(i), wires.get(j))) {
                        found.add(new Meeting(wires.get(j), wires.get(i)));
                        return;
                    }
                }
            }
        }));
        return found;
    }

    private boolean isImplied(Wire wire, Wire by) {
        return choicesOf(by).containsAll(choicesOf(wire));
    }

    private List<Node> order(Graph graph, List<Wire> wires) {
        var open = new HashMap<String, Integer>();
        var next = new HashMap<String, List<String>>();
        for (Wire wire : wires) {
            if (nodes.containsKey(wire.from()) && nodes.containsKey(wire.to())) {
                open.merge(wire.to(), 1, Integer::sum);
                next.computeIfAbsent(wire.from(), _ -> new ArrayList<>()).add(wire.to());
            }
        }
        Deque<Node> ready = new ArrayDeque<>();
        graph.nodes().stream().filter(node -> !open.containsKey(node.id())).forEach(ready::add);
        var order = new ArrayList<Node>(nodes.size());
        for (Node node = ready.poll(); node != null; node = ready.poll()) {
            order.add(node);
            for (String to : next.getOrDefault(node.id(), List.of())) {
                if (open.merge(to, -1, Integer::sum) == 0 && nodes.get(to) != null) {
                    ready.add(nodes.get(to));
                }
            }
        }
        return order;
    }

    /** The choices that must fall this way for a node to run. */
    private Set<String> choicesOf(Node node) {
        Map<String, List<Wire>> byPort = into.getOrDefault(node.id(), Map.of());
        if (byPort.isEmpty()) {
            return Set.of();
        }
        var required = new HashSet<String>(Set.of(Wire.WHEN));
        ports.inputs(node).stream().filter(Port::required).forEach(port -> required.add(port.name()));
        Set<String> all = Set.of();
        for (Map.Entry<String, List<Wire>> entry : byPort.entrySet()) {
            if (required.contains(entry.getKey())) {
                Set<String> more = entry.getValue().size() == 1
                        ? choicesOf(entry.getValue().getFirst())
                        : Set.of("?" + node.id() + '.' + entry.getKey());
                all = union(all, more, node);
            }
        }
        return all;
    }

    private Set<String> choicesOf(Wire wire) {
        Node from = nodes.get(wire.from());
        if (from == null) {
            return Set.of();
        }
        Set<String> before = choices.getOrDefault(from.id(), Set.of());
        return WireCheck.isBranching(from, wire.port())
                ? union(before, Set.of(from.id() + '.' + wire.port()), from)
                : before;
    }

    /** The same object where nothing is added, so that a long chain shares one set. */
    private static Set<String> union(Set<String> a, Set<String> b, Node at) {
        if (a.containsAll(b)) {
            return a;
        } else if (b.containsAll(a)) {
            return b;
        } else if (a.size() + b.size() > MAX_CHOICES) {
            return Set.of("?" + at.id());
        }
        var all = new HashSet<>(a);
        all.addAll(b);
        return Set.copyOf(all);
    }
}
