package dev.flowbench.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A planner splits the task, workers do the parts, a synthesizer makes one result of them.
 *
 * @param maxPlan cap on the length of the plan
 * @param maxSpawns cap on workers started
 * @param concurrency how many workers run at once
 * @param planner gives {@code {subtasks: [{id, worker, task, needs, reason}]}}
 * @param workers the kinds of worker
 * @param synthesizer makes the result
 * @param fallback does the task when the plan overruns
 */
@Declares(kind = "orchestrator", group = Declares.Group.PATTERN)
public record Orchestrator(
        @Field(required = true, cap = true, unit = Unit.ITEMS, min = 1, byDefault = "8") @Nullable Integer maxPlan,
        @Field(required = true, cap = true, unit = Unit.CALLS, min = 1, byDefault = "12") @Nullable Integer maxSpawns,
        @Field(required = true, cap = true, unit = Unit.AT_ONCE, min = 1, byDefault = "4") @Nullable Integer concurrency,
        @Child(gives = {
            "task", "workers"}) @Nullable Graph planner,
        @Child(gives = {"task", "needs"}, frameInputs = false) @Field(required = true) List<Branch> workers,
        @Child(gives = {"task", "plan", "results"}) @Nullable Graph synthesizer,
        @Child(gives = "task", required = false) @Nullable Graph fallback)
        implements
            Kind {
    public Orchestrator {
        workers = List.copyOf(workers);
    }

    @Override
    public List<Port> inputs() {
        return List.of(Port.required("task", Port.Type.ANY));
    }

    @Override
    public List<Port> outputs() {
        return List.of(
                Port.required(RESULT, Port.Type.ANY),
                Port.required("plan", Port.Type.STRUCTURED),
                Port.required("divergence", Port.Type.STRUCTURED));
    }
}
