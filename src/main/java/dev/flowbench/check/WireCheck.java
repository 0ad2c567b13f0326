package dev.flowbench.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.GraphResult;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.UnknownKind;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.text.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The wires of one graph and what they leave open: ends, types, cycles, names without a value, the result. */
final class WireCheck {
    private final Ports ports;
    private final Set<String> ids;
    private final Findings findings;

    WireCheck(Ports ports, Set<String> ids, Findings findings) {
        this.ports = ports;
        this.ids = ids;
        this.findings = findings;
    }

    void check(Graph graph, Set<String> given, String name, Spot at) {
        var nodes = new HashMap<String, Node>();
        graph.nodes().forEach(node -> nodes.putIfAbsent(node.id(), node));
        var into = new LinkedHashMap<String, List<Integer>>();
        var sound = new ArrayList<Wire>();
        for (int i = 0; i < graph.wires().size(); i++) {
            Wire wire = graph.wires().get(i);
            Spot here = at.wire(i, nodes.containsKey(wire.to())
                    ? wire.to()
                    : nodes.containsKey(wire.from()) ? wire.from() : at.node(), wire.toPort());
            if (wire(wire, nodes, given, here)) {
                sound.add(wire);
            }
            into.computeIfAbsent(wire.to() + '.' + wire.toPort(), _ -> new ArrayList<>()).add(i);
        }
        boolean acyclic = cycles(sound, nodes, at);
        if (acyclic) {
            new Liveness(ports, graph, nodes, sound).meetings().forEach(meeting -> findings.warning(
                    at.wire(graph.wires().indexOf(meeting.second()), meeting.second().to(), meeting.second().toPort()),
                    "TWO_LIVE_WIRES", meeting.first().toString(), meeting.second().toString()));
        }
        for (int i = 0; i < graph.nodes().size(); i++) {
            values(graph.nodes().get(i), into.keySet(), given, name, at.node(graph.nodes().get(i).id(), i));
        }
        if (acyclic && ports.resultOf(graph) instanceof GraphResult.Unclear(List<Node> sinks) && sinks.size() > 1) {
            findings.error(at, "SEVERAL_ENDS", name, sinks.stream().limit(6).map(Node::id)
                    .collect(Collectors.joining(", ")) + (sinks.size() > 6 ? ", …" : ""));
        }
    }

    private boolean wire(Wire wire, Map<String, Node> nodes, Set<String> given, Spot at) {
        if (wire.from().equals(Graph.OUT) || wire.to().equals(Graph.IN)) {
            findings.error(at, "WIRE_BACKWARDS", wire.toString());
            return false;
        }
        boolean good = end(wire, wire.from(), Graph.IN, nodes, at) & end(wire, wire.to(), Graph.OUT, nodes, at);
        Port.@Nullable Type from = good ? from(wire, nodes, given, at) : null;
        Port.@Nullable Type to = good ? to(wire, nodes, at) : null;
        if (from == null || to == null) {
            return false;
        }
        if (!from.fits(to)) {
            findings.error(at, "TYPES_DO_NOT_FIT", wire.from() + '.' + wire.port(), words(from),
                    wire.to() + '.' + wire.toPort(), words(to));
        }
        return true;
    }

    private boolean end(Wire wire, String id, String edge, Map<String, Node> nodes, Spot at) {
        if (id.equals(edge) || nodes.containsKey(id)) {
            return true;
        }
        if (ids.contains(id)) {
            findings.error(at, "WIRE_ACROSS_FRAME", wire.toString(), id);
        } else {
            findings.error(at, "WIRE_TO_NOTHING", wire.toString(), id, Nearest.question(id, nodes.keySet()));
        }
        return false;
    }

    /** What leaves the wire's beginning; null where there is no such port. */
    private Port.@Nullable Type from(Wire wire, Map<String, Node> nodes, Set<String> given, Spot at) {
        @Nullable Node node = nodes.get(wire.from());
        if (node == null) {
            if (!given.contains(wire.port())) {
                findings.error(at, "NO_SUCH_INPUT", wire.toString(), wire.port(), Nearest.question(wire.port(), given),
                        names(given));
                return null;
            }
            return Port.Type.ANY;
        }
        if (node.kind() instanceof UnknownKind) {
            return Port.Type.ANY;
        }
        List<Port> outputs = ports.outputs(node);
        Optional<Port> port = outputs.stream().filter(each -> each.name().equals(wire.port())).findFirst();
        if (port.isEmpty()) {
            List<String> all = outputs.stream().map(Port::name).toList();
            findings.error(at, "NO_SUCH_OUTPUT", wire.toString(), node.id(), wire.port(),
                    Nearest.question(wire.port(), all), names(all));
            return null;
        }
        if (wire.path().isEmpty()) {
            return port.get().type();
        }
        if (port.get().type() == Port.Type.TEXT) {
            findings.error(at, "PATH_INTO_TEXT", wire.toString(), wire.from() + '.' + wire.port());
        } else if (node.kind() instanceof Llm llm && llm.output() != null) {
            JsonNode properties = llm.output().path("properties");
            String field = wire.path().getFirst();
            if (properties.isObject() && !properties.has(field)) {
                List<String> all = new ArrayList<>();
                properties.fieldNames().forEachRemaining(all::add);
                findings.warning(at, "NO_SUCH_FIELD", wire.toString(), field, node.id(), Nearest.question(field, all),
                        names(all));
            }
        }
        return Port.Type.ANY;
    }

    private Port.@Nullable Type to(Wire wire, Map<String, Node> nodes, Spot at) {
        @Nullable Node node = nodes.get(wire.to());
        if (node == null) {
            if (!Names.isIdentifier(wire.toPort())) {
                findings.error(at, "BAD_NAME", wire.toPort());
            }
            return Port.Type.ANY;
        }
        if (wire.isWhen()) {
            return Port.Type.WHEN;
        }
        List<Port> inputs = ports.inputs(node);
        for (Port port : inputs) {
            if (port.name().equals(wire.toPort())) {
                return port.type();
            }
        }
        List<String> all = new ArrayList<>(inputs.stream().map(Port::name).toList());
        if (Ports.takesAnyInput(node)) {
            if (!(node.kind() instanceof Subflow) && !(node.kind() instanceof UnknownKind)) {
                findings.warning(at, "INPUT_NOT_USED", wire.toString(), node.id(), wire.toPort(),
                        Nearest.question(wire.toPort(), all));
            }
            return Port.Type.ANY;
        }
        findings.error(at, "NO_SUCH_PORT", wire.toString(), node.id(), wire.toPort(),
                Nearest.question(wire.toPort(), all),
                names(all));
        return null;
    }

    private boolean cycles(List<Wire> wires, Map<String, Node> nodes, Spot at) {
        var edges = new LinkedHashMap<String, List<String>>();
        nodes.keySet().forEach(id -> edges.put(id, new ArrayList<>()));
        for (Wire wire : wires) {
            List<String> next = edges.get(wire.from());
            if (next != null && nodes.containsKey(wire.to())) {
                next.add(wire.to());
            }
        }
        List<List<String>> cycles = Cycles.in(edges);
        for (List<String> cycle : cycles) {
            findings.error(new Spot(cycle.getFirst(), null, at.pointer() + "/wires"), "CYCLE",
                    String.join(" → ", cycle));
        }
        return cycles.isEmpty();
    }

    /** Inputs that neither a wire nor the graph's own {@code in} gives a value. */
    private void values(Node node, Set<String> wired, Set<String> given, String graph, Spot at) {
        Set<String> own = new HashSet<>();
        node.kind().inputs().forEach(port -> own.add(port.name()));
        for (Port port : ports.inputs(node)) {
            if (wired.contains(node.id() + '.' + port.name()) || given.contains(port.name())
                    || ports.mustBeWired(node, port.name())) {
                continue; // What a frame's children miss is reported where they miss it.
            }
            if (own.contains(port.name())) {
                findings.error(at.child(port.name()), "NOTHING_ARRIVES", node.id(), port.name(), names(given));
                continue;
            }
            Spot here = Optional.ofNullable(ports.named(node).get(port.name()))
                    .map(source -> at.child(source.path())).orElse(at);
            String question = Nearest.question(port.name(), given);
            if (port.required()) {
                findings.error(here, "NAME_WITHOUT_VALUE", port.name(), graph, question, names(given));
            } else {
                findings.warning(here, "NAME_NEVER_SET", port.name(), graph, question, names(given));
            }
        }
    }

    private static String names(Iterable<String> names) {
        var joined = String.join(", ", names);
        return joined.isEmpty() ? CheckTexts.text("none") : joined;
    }

    private static String words(Port.Type type) {
        return CheckTexts.text("type." + type.name());
    }

    /** Whether at most one of the node's ports of that name's group carries a value in one visit. */
    static boolean isBranching(Node node, String port) {
        return switch (node.kind()) {
            case Router _ -> !port.equals(Router.CHOICE);
            case Gate _ -> true;
            case Approval _ -> !port.equals("comment");
            case Kind _ -> false;
        };
    }
}
