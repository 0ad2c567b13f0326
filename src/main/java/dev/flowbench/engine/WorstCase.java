package dev.flowbench.engine;

import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Node;
import org.jspecify.annotations.Nullable;

/**
 * What a graph may use that must still run when all else has stopped, as far as the document says it: its calls, and the
 * tokens of their answers. What it is told is not known before.
 *
 * @param steps leaf visits and calls
 * @param outputTokens of all answers together
 */
record WorstCase(long steps, long outputTokens) {
    private static final WorstCase NOTHING = new WorstCase(0, 0);
    private static final int DEFAULT_OUTPUT = 1_000;

    static WorstCase of(GraphPlan graph) {
        WorstCase sum = NOTHING;
        for (NodePlan node : graph.nodes()) {
            sum = sum.plus(of(node.node()));
        }
        return sum;
    }

    private static WorstCase of(Node node) {
        WorstCase sum = switch (node.kind()) {
            case Llm llm -> new WorstCase(1,
                    llm.maxOutputTokens() == null ? DEFAULT_OUTPUT : llm.maxOutputTokens());
            case Kind kind when kind.isFrame() -> NOTHING;
            case Kind _ -> new WorstCase(1, 0);
        };
        for (Graph child : node.kind().children().values()) {
            for (Node inner : child.nodes()) {
                sum = sum.plus(of(inner));
            }
        }
        return sum;
    }

    private WorstCase plus(WorstCase other) {
        return new WorstCase(steps + other.steps, outputTokens + other.outputTokens);
    }

    /**
     * What stays of a cap for all else.
     *
     * @return null where nothing stays
     */
    @Nullable Long rest(Cap cap, long limit) {
        if (limit == Cap.NONE) {
            return limit;
        }
        // What the last call is told, and its price, grow with what was done before: a quarter is kept for it.
        long kept = switch (cap) {
            case STEPS -> steps;
            case OUTPUT_TOKENS -> outputTokens;
            case TOKENS -> outputTokens + limit / 4;
            case INPUT_TOKENS, COST -> limit / 4;
            case TOOL_CALLS, SPAWNS -> 0;
        };
        return kept >= limit && kept > 0 ? null : (Long) (limit - kept);
    }
}
