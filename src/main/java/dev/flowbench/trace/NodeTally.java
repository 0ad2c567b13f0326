package dev.flowbench.trace;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Transform;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of one node over all its visits, kept up to date event by event. */
final class NodeTally {
    final String id;
    final @Nullable Node node;
    final Grouping grouping;
    /** Whether a visit is a step by itself; elsewhere its calls are. */
    final boolean step;
    final List<Cap> caps;
    private final @Nullable NodeTally whole;
    private final Map<String, Boolean> bundles = new HashMap<>();

    int visits;
    int running;
    int done;
    int partial;
    int failed;
    int skipped;
    int cut;
    /** Questions that a person has not decided. */
    int asking;
    long inputTokens;
    long outputTokens;
    long nanoUsd;
    boolean unpriced;
    /** Microseconds of the visits that are over. */
    long overMicros;
    /** Sum of the start times of the visits under way. */
    long runningSince;
    /** The visit begun last; -1 for none. */
    int lastRow = -1;
    /** The visit that ended with values last; -1 for none. */
    int lastOver = -1;
    int rounds;
    What.@Nullable Decided decided;
    What.@Nullable Scored scored;
    What.@Nullable Scored best;
    What.@Nullable CapTripped tripped;

    /** @param node the node in the document; null where the run tells of one that is not in it */
    NodeTally(String id, @Nullable Node node, List<Cap> caps) {
        this.id = id;
        this.node = node;
        this.caps = caps;
        this.whole = null;
        this.grouping = node == null ? Grouping.NONE : Grouping.of(node.kind());
        this.step = node != null && (node.kind() instanceof Transform || node.kind() instanceof Gate);
    }

    private NodeTally(NodeTally whole) {
        this.id = whole.id;
        this.node = whole.node;
        this.caps = List.of();
        this.grouping = Grouping.NONE;
        this.step = false;
        this.whole = whole;
    }

    /** For the steps inside a node that are no nodes: turns and calls of an agent. */
    static NodeTally part(NodeTally whole) {
        return new NodeTally(whole);
    }

    /** Whether it is of steps inside a node. */
    boolean isPart() {
        return whole != null;
    }

    /** The node's own. */
    NodeTally whole() {
        return whole == null ? this : whole;
    }

    boolean bundles(String child) {
        if (node == null || grouping == Grouping.NONE) {
            return false;
        }
        Kind kind = node.kind();
        return bundles.computeIfAbsent(child, name -> grouping.bundles(kind, name));
    }

    void book(Amount amount) {
        inputTokens += amount.inputTokens();
        outputTokens += amount.outputTokens();
        nanoUsd += amount.nanoUsd();
        unpriced |= !amount.priced();
    }

    void began(int row, long at) {
        visits++;
        running++;
        runningSince += at;
        lastRow = row;
    }

    void ended(SpanState state, long start, long end) {
        running--;
        runningSince -= start;
        overMicros += Math.max(0, end - start);
        count(state);
    }

    void count(SpanState state) {
        switch (state) {
            case DONE -> done++;
            case PARTIAL -> partial++;
            case FAILED -> failed++;
            case SKIPPED -> skipped++;
            case CUT -> cut++;
            case RUNNING -> throw new IllegalArgumentException("still running");
        }
    }

    NodeState.Phase phase() {
        if (asking > 0) {
            return NodeState.Phase.ASKING;
        }
        if (running > 0) {
            return NodeState.Phase.RUNNING;
        }
        if (failed > 0) {
            return NodeState.Phase.FAILED;
        }
        if (partial > 0 || cut > 0) {
            return NodeState.Phase.PARTIAL;
        }
        if (done > 0) {
            return NodeState.Phase.DONE;
        }
        return skipped > 0 ? NodeState.Phase.SKIPPED : NodeState.Phase.WAITING;
    }
}
