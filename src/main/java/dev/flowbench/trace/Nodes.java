package dev.flowbench.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Where;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The nodes of the run's document, and what is known of each over all its visits. */
final class Nodes {
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Graph> homes = new HashMap<>();
    /** The frame each node stands in; none for a node of the run's own graph. */
    private final Map<String, String> frames = new HashMap<>();
    private final Map<String, NodeTally> tallies = new HashMap<>();
    /** Turns and calls of agents, by the agent. */
    private final Map<String, NodeTally> parts = new HashMap<>();
    private final Spans spans;
    private final Questions questions;

    Nodes(Graph root, Spans spans, Questions questions) {
        this.spans = spans;
        this.questions = questions;
        List<Graph> pending = new ArrayList<>(List.of(root));
        while (!pending.isEmpty()) {
            Graph graph = pending.removeLast();
            for (Node node : graph.nodes()) {
                nodes.put(node.id(), node);
                homes.put(node.id(), graph);
                for (Graph child : node.kind().children().values()) {
                    child.nodes().forEach(inside -> frames.put(inside.id(), node.id()));
                    pending.add(child);
                }
            }
        }
    }

    @Nullable Node node(String id) {
        return nodes.get(id);
    }

    /** The graph a node stands in; null for a node that is not in the document. */
    @Nullable Graph home(String id) {
        return homes.get(id);
    }

    @Nullable NodeTally known(String id) {
        return tallies.get(id);
    }

    /**
     * Where a span is tallied; null for the run itself. A step inside a node that is no node of its own, as a turn of an
     * agent or the call of what stands in for a tool, is tallied by itself: what it spends is in its node's figures already, since it stands in the node's row.
     *
     * @param around the tally of the frame in which it begins; null for the run
     */
    @Nullable NodeTally tally(Where where, @Nullable NodeTally around) {
        String id = where.node();
        if (id == null) {
            return null;
        }
        if (around != null && around.id.equals(id)) {
            return parts.computeIfAbsent(id, _ -> NodeTally.part(around));
        }
        return tallies.computeIfAbsent(id, _ -> {
            Node drawn = nodes.get(id);
            return new NodeTally(id, drawn, drawn == null ? List.of() : Cap.of(drawn));
        });
    }

    /** How a node stands; {@code now} in microseconds since 1970 counts only while it runs. */
    NodeState state(String node, long now) {
        NodeTally tally = tallies.get(node);
        if (tally == null) {
            return new NodeState(insideSkipped(node) ? NodeState.Phase.SKIPPED : NodeState.Phase.WAITING, 0, 0, 0, 0,
                    true, 0, "", "", List.of(), Map.of(), Map.of());
        }
        long micros = tally.overMicros + Math.max(0, tally.running * now - tally.runningSince);
        Map<String, JsonNode> outputs = tally.lastOver == Spans.NONE ? Map.of() : spans.outputs(tally.lastOver);
        return new NodeState(tally.phase(), tally.visits, tally.running, tally.inputTokens + tally.outputTokens,
                tally.nanoUsd, !tally.unpriced, micros,
                tally.asking > 0
                        ? questions.holding(node).map(asked -> Preview.line(asked.request().question())).orElse("")
                        : Preview.of(outputs),
                Badges.of(tally),
                tally.caps.isEmpty() || tally.lastRow == Spans.NONE
                        ? List.of()
                        : Meters.of(spans, tally.lastRow, tally.caps, tally.tripped, now),
                outputs, tally.lastRow == Spans.NONE ? Map.of() : spans.inputs(tally.lastRow));
    }

    /** Whether a frame around the node was passed over, and the node with it: nothing is told of it then. */
    private boolean insideSkipped(String node) {
        for (@Nullable String frame = frames.get(node); frame != null; frame = frames.get(frame)) {
            NodeTally tally = tallies.get(frame);
            if (tally != null) {
                return tally.phase() == NodeState.Phase.SKIPPED;
            }
        }
        return false;
    }
}
