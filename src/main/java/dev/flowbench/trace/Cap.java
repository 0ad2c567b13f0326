package dev.flowbench.trace;

import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Checkpoint;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Handoff;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.NoteCard;
import dev.flowbench.flow.Orchestrator;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Recall;
import dev.flowbench.flow.Remember;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Transform;
import dev.flowbench.flow.UnknownKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cap of a frame or a node that a meter can show.
 *
 * @param name as the document and the events name it
 * @param measure what counts against it
 * @param limit in the unit of the measure; dollars and seconds for cost and time
 */
record Cap(String name, Measure measure, double limit) {

    /** What counts against a cap. */
    enum Measure {
        TOKENS,
        INPUT_TOKENS,
        OUTPUT_TOKENS,
        COST,
        STEPS,
        TOOL_CALLS,
        SPAWNS,
        TIME,
        ROUNDS
    }

    static List<Cap> of(Node node) {
        List<Cap> caps = new ArrayList<>();
        kind(caps, node.kind());
        budget(caps, node.settings().budget());
        return List.copyOf(caps);
    }

    static List<Cap> of(@Nullable Budget budget) {
        List<Cap> caps = new ArrayList<>();
        budget(caps, budget);
        return List.copyOf(caps);
    }

    private static void kind(List<Cap> caps, Kind kind) {
        switch (kind) {
            case EvaluatorOptimizer loop -> add(caps, "iterations", Measure.ROUNDS, loop.maxIterations());
            case Chain chain -> add(caps, "steps", Measure.STEPS, chain.maxSteps());
            case Agent agent -> {
                add(caps, "steps", Measure.STEPS, agent.maxSteps());
                add(caps, "toolCalls", Measure.TOOL_CALLS, agent.maxToolCalls());
            }
            case Orchestrator orchestrator -> add(caps, "spawns", Measure.SPAWNS, orchestrator.maxSpawns());
            case Parallel _,MapItems _,Handoff _,Router _,Subflow _,Llm _,Transform _,Gate _,ToolCall _,Approval _,Checkpoint _,Recall _,Remember _,NoteCard _,UnknownKind _ ->
                {
                }
        }
    }

    private static void budget(List<Cap> caps, @Nullable Budget budget) {
        if (budget == null) {
            return;
        }
        add(caps, "tokens", Measure.TOKENS, budget.tokens());
        add(caps, "inputTokens", Measure.INPUT_TOKENS, budget.inputTokens());
        add(caps, "outputTokens", Measure.OUTPUT_TOKENS, budget.outputTokens());
        if (budget.costUsd() != null) {
            caps.add(new Cap("costUsd", Measure.COST, budget.costUsd().asDouble()));
        }
        add(caps, "steps", Measure.STEPS, budget.steps());
        add(caps, "toolCalls", Measure.TOOL_CALLS, budget.toolCalls());
        add(caps, "spawns", Measure.SPAWNS, budget.spawns());
        if (budget.wallClock() != null) {
            caps.add(new Cap("wallClock", Measure.TIME, budget.wallClock().toNanos() / 1e9));
        }
    }

    private static void add(List<Cap> caps, String name, Measure measure, @Nullable Number limit) {
        // The kind's own cap and the budget may cap the same thing: the tighter one is the one that shows.
        if (limit == null) {
            return;
        }
        Cap cap = new Cap(name, measure, limit.doubleValue());
        caps.removeIf(other -> other.measure() == measure && other.limit() > cap.limit());
        if (caps.stream().noneMatch(other -> other.measure() == measure)) {
            caps.add(cap);
        }
    }
}
