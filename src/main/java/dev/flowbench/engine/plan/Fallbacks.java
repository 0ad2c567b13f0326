package dev.flowbench.engine.plan;

import dev.flowbench.engine.Texts;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Wire;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nodes of one graph that run only in place of others that failed. */
final class Fallbacks {
    private static final Fallbacks NONE = new Fallbacks();

    private final Map<String, Node> nodes = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private Fallbacks() {}

    static Fallbacks of(Graph graph) throws PlanException {
        @Nullable Fallbacks found = null;
        for (Node node : graph.nodes()) {
            for (Settings.Recovery recovery : node.settings().onFailure()) {
                if (recovery.action() == Settings.Recovery.Action.FALLBACK_NODE && recovery.node() != null) {
                    found = found == null ? new Fallbacks() : found;
                    found.add(graph, node, recovery.node());
                }
            }
        }
        return found == null ? NONE : found;
    }

    private void add(Graph graph, Node node, String id) throws PlanException {
        @Nullable Node other = graph.nodes().stream().filter(n -> n.id().equals(id)).findFirst().orElse(null);
        if (other == null) {
            throw new PlanException(node.id(), Texts.text("plan.noFallbackNode", node.displayTitle(), id));
        }
        if (other == node) {
            throw new PlanException(id, Texts.text("plan.fallbackCircle", other.displayTitle()));
        }
        for (Wire wire : graph.wires()) {
            if (wire.from().equals(id) || wire.to().equals(id)) {
                throw new PlanException(id, Texts.text("plan.fallbackWired", other.displayTitle()));
            }
        }
        if (nodes.put(id, other) != null) {
            throw new PlanException(id, Texts.text("plan.fallbackShared", other.displayTitle()));
        }
    }

    boolean isFallback(Node node) {
        return nodes.containsKey(node.id());
    }

    /** The fallback of a node, about to be planned. */
    Node enter(Node node, String id) throws PlanException {
        @Nullable Node other = nodes.get(id);
        if (other == null) {
            throw new PlanException(node.id(), Texts.text("plan.noFallbackNode", node.displayTitle(), id));
        }
        if (!open.add(id)) {
            throw new PlanException(id, Texts.text("plan.fallbackCircle", other.displayTitle()));
        }
        return other;
    }

    void leave(Node other) {
        open.remove(other.id());
    }
}
