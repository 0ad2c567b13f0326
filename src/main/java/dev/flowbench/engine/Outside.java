package dev.flowbench.engine;

import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Rung;
import dev.flowbench.engine.plan.Work;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Knows which steps can bring in words of strangers: those that call a tool which gives such, or have such a step in them. */
final class Outside {
    private static final String NOTHING = "";

    private final RunState run;
    /** By node: the first such tool in it; empty for none. Inside the run's section. */
    private final Map<NodePlan, String> known = new IdentityHashMap<>();

    Outside(RunState run) {
        this.run = run;
    }

    /** The first tool in a node that brings in words of strangers; null for none. */
    @Nullable String in(NodePlan node) {
        return node.effects() && !isModelAlone(node) ? run.exclusively(() -> find(node)) : null;
    }

    /** Most steps are: nothing has to be looked up for them, inside the run's section. */
    private static boolean isModelAlone(NodePlan node) {
        return node.work() instanceof Work.LlmWork && node.ladder().isEmpty();
    }

    /** The same of a graph; null is one in which nothing is. */
    @Nullable String in(@Nullable GraphPlan graph) {
        return graph == null ? null : run.exclusively(() -> find(graph));
    }

    /** What a call of a tool brings in; null for nothing. */
    @Nullable String of(Work.UsedTool tool) {
        return run.exclusively(() -> tool(tool));
    }

    private @Nullable String find(NodePlan node) {
        @Nullable String before = known.get(node);
        if (before == null) {
            @Nullable String found = first(node);
            before = found == null ? NOTHING : found;
            known.put(node, before);
        }
        return before.isEmpty() ? null : before;
    }

    private @Nullable String find(@Nullable GraphPlan graph) {
        return graph == null
                ? null
                : graph.nodes().stream().map(this::find).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private @Nullable String find(List<GraphPlan> graphs) {
        return graphs.stream().map(this::find).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private @Nullable String first(NodePlan node) {
        if (node.node().settings().isDisabled()) {
            return null;
        }
        for (Rung rung : node.ladder()) {
            @Nullable String found = rung.node() == null ? null : find(rung.node());
            if (found != null) {
                return found;
            }
        }
        return switch (node.work()) {
            case Work.ToolWork work -> tool(work.tool());
            case Work.AgentWork work -> either(tools(work), either(find(work.planner()), find(work.evaluator())));
            // What is remembered may have come from anywhere.
            case Work.RecallWork _ -> ToolRequest.RECALL;
            case Work.RouterWork work -> find(work.classifier());
            case Work.ChainWork work -> find(work.body());
            case Work.MapWork work -> find(work.body());
            case Work.SubflowWork work -> find(work.graph());
            case Work.ParallelWork work -> either(find(work.branches()), find(work.aggregator()));
            case Work.EvaluatorOptimizerWork work -> either(find(work.generator()), find(work.evaluator()));
            case Work.OrchestratorWork work -> either(either(find(work.planner()), find(work.workers())),
                    either(find(work.synthesizer()), find(work.fallback())));
            case Work.HandoffWork work -> find(work.tiers());
            case Work.LlmWork _,Work.TransformWork _,Work.GateWork _,Work.ApprovalWork _,Work.CheckpointWork _,Work.RememberWork _ ->
                null;
        };
    }

    private static @Nullable String either(@Nullable String one, @Nullable String other) {
        return one != null ? one : other;
    }

    /** The first tool of an agent that brings in words of strangers; null for none. */
    private @Nullable String tools(Work.AgentWork work) {
        return work.tools().values().stream().map(this::tool).filter(Objects::nonNull).findFirst().orElse(null);
    }

    /** What a call brings in, of the tool or of what stands in for it; null for nothing. */
    private @Nullable String tool(Work.UsedTool used) {
        @Nullable String own = used.called() != null
                ? find(used.called().node())
                : run.tools.tool(used.name()).filter(tool -> tool.definition().foreign()).map(_ -> used.name())
                        .orElse(null);
        return own != null || used.fallback() == null ? own : tool(used.fallback());
    }
}
