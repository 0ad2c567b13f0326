package dev.flowbench.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Nodes and wires, between an input edge {@code in} and an output edge {@code out}. The workflow itself, a slot and a
 * branch are all this one shape.
 *
 * @param nodes in document order
 * @param wires in document order
 * @param unread entries of {@code nodes} that could not be read, kept as they came
 * @param extras keys of a slot that this version does not know, kept as they came; empty where the graph's keys stand among
 *     its owner's
 */
public record Graph(List<Node> nodes, List<Wire> wires, List<JsonNode> unread, Extras extras) {
    /** Name of the input edge in wires. */
    public static final String IN = "in";
    /** Name of the output edge in wires. */
    public static final String OUT = "out";

    public static final Graph EMPTY = new Graph(List.of(), List.of());

    public Graph {
        nodes = List.copyOf(nodes);
        wires = List.copyOf(wires);
        unread = List.copyOf(unread);
    }

    public Graph(List<Node> nodes, List<Wire> wires, List<JsonNode> unread) {
        this(nodes, wires, unread, Extras.NONE);
    }

    public Graph(List<Node> nodes, List<Wire> wires) {
        this(nodes, wires, List.of());
    }

    public boolean isEmpty() {
        return nodes.isEmpty() && wires.isEmpty() && unread.isEmpty() && extras.isEmpty();
    }

    public Graph with(List<Node> newNodes, List<Wire> newWires) {
        return new Graph(newNodes, newWires, unread, extras);
    }

    public Graph withWires(List<Wire> newWires) {
        return new Graph(nodes, newWires, unread, extras);
    }

    public Graph plus(Node node) {
        var all = new ArrayList<>(nodes);
        all.add(node);
        return new Graph(all, wires, unread, extras);
    }

    public Graph plus(Wire wire) {
        var all = new ArrayList<>(wires);
        all.add(wire);
        return new Graph(nodes, all, unread, extras);
    }

    /** The node of that id, at any depth below this graph. */
    public Optional<Node> find(String id) {
        for (Node node : nodes) {
            if (node.id().equals(id)) {
                return Optional.of(node);
            }
            for (Graph child : node.kind().children().values()) {
                Optional<Node> found = child.find(id);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** Visits every node at every depth, a frame before its children. */
    public void forEach(Consumer<Node> visitor) {
        for (Node node : nodes) {
            visitor.accept(node);
            node.kind().children().values().forEach(child -> child.forEach(visitor));
        }
    }

    /** This graph with one node edited, at any depth; the same object where there is no such node or no change. */
    public Graph withNode(String id, UnaryOperator<Node> edit) {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            Node changed = node.id().equals(id) ? edit.apply(node) : node.withDescendant(id, edit);
            if (changed != node) {
                var all = new ArrayList<>(nodes);
                all.set(i, changed);
                return new Graph(all, wires, unread, extras);
            }
        }
        return this;
    }
}
