package dev.flowbench.flow;

import java.util.List;

/** What stands for the result of a graph. */
public sealed interface GraphResult {
    /**
     * What is wired to {@code out}.
     *
     * @param wires the wires to {@code out}, in document order, at least one
     */
    record Wired(List<Wire> wires) implements GraphResult {
        public Wired {
            wires = List.copyOf(wires);
        }

        /** The names on {@code out}, in the order of first use. */
        public List<String> names() {
            return wires.stream().map(Wire::toPort).distinct().toList();
        }

        /** Whether the result is the one value on {@code result} itself, rather than an object of the names. */
        public boolean isPlain() {
            return wires.stream().allMatch(wire -> wire.toPort().equals(Kind.RESULT));
        }
    }

    /**
     * The only node that nothing follows: its main output is the result.
     *
     * @param node the node
     * @param port its main output
     */
    record Sink(Node node, Port port) implements GraphResult {}

    /**
     * Nothing is wired to {@code out}, and there is not just one node that nothing follows.
     *
     * @param sinks the nodes that nothing follows
     */
    record Unclear(List<Node> sinks) implements GraphResult {
        public Unclear {
            sinks = List.copyOf(sinks);
        }
    }
}
