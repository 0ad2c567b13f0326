package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Orchestrator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A planner splits the task, workers do the parts, a synthesizer makes one result of them. Where the budget says that it is
 * to wrap up at a cap, the last call has room of its own that planner and workers cannot take.
 */
final class OrchestratorFrame {
    /** Above this share of the plan that did not come about, the run says so. */
    private static final double DIVERGED = 0.30;
    private static final int DEFAULT_PLAN = 8;
    private static final int DEFAULT_AT_ONCE = 4;

    private final Interpreter interpreter;

    OrchestratorFrame(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    /** One visit, as far as it has come. */
    private static final class Visit {
        final Work.OrchestratorWork work;
        final NodePlan plan;
        final Where where;
        /** Where the last call runs. */
        final Context context;
        /** Where planner and workers run; the same unless room is kept for the last call. */
        final Context before;
        final Map<String, JsonNode> inputs;
        @Nullable TaskPlan tasks;
        @Nullable Crew crew;
        @Nullable Partial partial;
        List<What.StateWritten> planned = List.of();

        Visit(Work.OrchestratorWork work, NodePlan plan, Where where, Context context, Context before,
                Map<String, JsonNode> inputs) {
            this.work = work;
            this.plan = plan;
            this.where = where;
            this.context = context;
            this.before = before;
            this.inputs = inputs;
        }

        /** What planner and workers wrote. */
        List<What.StateWritten> writes() {
            return crew == null ? planned : State.joined(planned, crew.writes());
        }

        /** The last call sees what was written before it. */
        Context after() {
            return context.with(context.state().with(writes()));
        }

        StepResult result(Map<String, JsonNode> ports, @Nullable Partial why, List<What.StateWritten> last) {
            return new StepResult(ports, why, State.joined(writes(), last));
        }

        String title() {
            return plan.node().displayTitle();
        }
    }

    StepResult run(Work.OrchestratorWork work, NodePlan plan, Where where, Context context,
            Map<String, JsonNode> inputs) {
        @Nullable GraphPlan last = last(work, plan);
        @Nullable Scope kept = last == null
                ? null
                : interpreter.run.keeping(context.scope(), WorstCase.of(last));
        var visit = new Visit(work, plan, where, context, kept == null ? context : context.in(kept), inputs);
        try {
            return all(visit);
        } catch (Stop stop) {
            if (!(stop.reason() instanceof Stop.Reason.Capped capped)) {
                throw stop;
            }
            if (last == null || kept == null || capped.scope() != kept) {
                throw new Stop(capped.carrying(soFar(visit, capped.carried())));
            }
            return wrapUp(visit, last, new Stop.Reason.Capped(context.scope(), capped.partial(), null));
        } finally {
            if (kept != null) {
                interpreter.run.exclusively(() -> {
                    context.scope().release(kept);
                    return true;
                });
            }
        }
    }

    /** What still runs when a cap of this frame has tripped; null for nothing. */
    private static @Nullable GraphPlan last(Work.OrchestratorWork work, NodePlan plan) {
        @Nullable Budget budget = plan.node().settings().budget();
        return switch (budget == null ? null : budget.atCap()) {
            case WRAP_UP -> work.synthesizer();
            case FALLBACK -> work.fallback();
            case PARTIAL, FAIL -> null;
            case null -> null;
        };
    }

    private StepResult all(Visit visit) {
        TaskPlan tasks = plan(visit);
        visit.tasks = tasks;
        Orchestrator kind = visit.work.kind();
        int most = kind.maxPlan() == null ? DEFAULT_PLAN : kind.maxPlan();
        int planned = tasks.subtasks().size();
        if (planned > most) {
            interpreter.run.tell(visit.where, new What.CapTripped(visit.where.span(), "plan", Integer.toString(most),
                    Integer.toString(most), Integer.toString(planned)));
            visit.partial = new Partial("plan", visit.where.span(),
                    Texts.text(visit.work.fallback() != null ? "partial.planFallback" : "partial.plan", visit.title(),
                            planned, most));
            if (visit.work.fallback() != null) {
                return fallback(visit, visit.work.fallback());
            }
        }
        var crew = new Crew(interpreter, visit.work, visit.where, visit.before, tasks.subtasks(), most,
                kind.concurrency() == null ? DEFAULT_AT_ONCE : kind.concurrency());
        visit.crew = crew;
        @Nullable Stop stop = crew.run();
        if (stop != null) {
            throw stop;
        }
        if (planned > 0 && crew.succeeded() == 0) {
            throw Stop.failed(new RunError(ErrorCode.TOO_FEW,
                    Texts.text("error.noSubtask", visit.title(), crew.firstError()),
                    Texts.text("wayOut.noSubtask"), visit.where.node(), 1, null, -1));
        }
        if (crew.succeeded() < planned && visit.partial == null) {
            visit.partial = new Partial("subtasks", visit.where.span(), Texts.text("partial.subtasks", visit.title(),
                    planned - crew.succeeded(), planned, crew.firstError()));
        }
        return synthesized(visit, crew);
    }

    private TaskPlan plan(Visit visit) {
        var in = new LinkedHashMap<>(visit.inputs);
        ArrayNode workers = JsonNodeFactory.instance.arrayNode();
        for (Branch worker : visit.work.kind().workers()) {
            workers.add(Details.of("id", worker.id(), "title", worker.title(), "description", worker.description()));
        }
        in.put("workers", workers);
        GraphResult planned = interpreter.part(visit.work.planner(),
                interpreter.child(visit.before, visit.where, "planner", in));
        JsonNode json = need(visit, planned.value(), "planner");
        TaskPlan.Read read = TaskPlan.read(json, visit.work.kind().workers());
        if (!read.violations().isEmpty()) {
            throw Stop.failed(new RunError(ErrorCode.OUTPUT_INVALID,
                    Texts.text("error.badPlan", visit.title(), String.join("; ", read.violations())),
                    Texts.text("wayOut.badPlan"), visit.where.node(), 1, null, -1));
        }
        interpreter.run.tell(visit.where,
                new What.Decided(What.Choice.PLAN, Details.of("subtasks", json.get("subtasks"))));
        visit.partial = planned.partial();
        visit.planned = planned.writes();
        return read.plan();
    }

    private StepResult synthesized(Visit visit, Crew crew) {
        ObjectNode divergence = divergence(visit);
        if (divergence.get("share").doubleValue() > DIVERGED) {
            ObjectNode detail = Details.of("reason", "divergence");
            detail.setAll(divergence);
            interpreter.run.tell(visit.where, new What.Decided(What.Choice.GUARD, detail));
        }
        GraphResult result = synthesize(visit, crew.results());
        JsonNode value = need(visit, result.value(), "synthesizer");
        return visit.result(ports(visit, value), Interpreter.first(visit.partial, result.partial()),
                result.writes());
    }

    private GraphResult synthesize(Visit visit, ArrayNode results) {
        var in = new LinkedHashMap<>(visit.inputs);
        in.put("plan", visit.tasks == null ? JsonNodeFactory.instance.nullNode() : visit.tasks.json());
        in.put("results", results);
        return interpreter.part(visit.work.synthesizer(),
                interpreter.child(visit.after(), visit.where, "synthesizer", in));
    }

    private StepResult fallback(Visit visit, GraphPlan fallback) {
        GraphResult result = interpreter.part(fallback,
                interpreter.child(visit.after(), visit.where, "fallback", visit.inputs));
        JsonNode value = need(visit, result.value(), "fallback");
        return visit.result(ports(visit, value), Interpreter.first(visit.partial, result.partial()),
                result.writes());
    }

    /** A cap of this frame tripped, and there is room left for one last call. */
    private StepResult wrapUp(Visit visit, GraphPlan last, Stop.Reason.Capped capped) {
        visit.partial = capped.partial();
        if (last != visit.work.synthesizer()) {
            return fallback(visit, last);
        }
        @Nullable Crew crew = visit.crew;
        if (crew == null || crew.values().isEmpty()) {
            throw new Stop(capped);
        }
        try {
            GraphResult result = synthesize(visit, crew.results());
            JsonNode value = result.value() == null ? crew.values() : result.value();
            return visit.result(ports(visit, value), visit.partial, result.writes());
        } catch (Stop stop) {
            // The last call failed or found no room after all: what there is, is the result.
            boolean mine = stop.reason() instanceof Stop.Reason.Failed(RunError error)
                    && error.code() != ErrorCode.STORAGE_FAILED
                    || stop.reason() instanceof Stop.Reason.Capped again && again.scope() == visit.context.scope();
            if (!mine) {
                throw stop;
            }
            return visit.result(ports(visit, crew.values()), visit.partial, List.of());
        }
    }

    /** On the way out by a cap: the result if there is one, else what the workers have finished. */
    private static @Nullable GraphResult soFar(Visit visit, @Nullable GraphResult carried) {
        @Nullable Crew crew = visit.crew;
        if (crew == null) {
            return null;
        }
        ObjectNode values = crew.values();
        return values.isEmpty() ? carried : new GraphResult(values, ports(visit, values), null, visit.writes());
    }

    private JsonNode need(Visit visit, @Nullable JsonNode value, String child) {
        if (value == null) {
            throw Stop.failed(new RunError(ErrorCode.NO_RESULT,
                    Texts.text("error.noChildResult", visit.title(), child),
                    Texts.text("wayOut.noChildResult"), visit.where.node(), 1, null, -1));
        }
        return value;
    }

    private static Map<String, JsonNode> ports(Visit visit, JsonNode result) {
        Map<String, JsonNode> ports = Details.ports(Kind.RESULT, result, "plan",
                visit.tasks == null ? JsonNodeFactory.instance.nullNode() : visit.tasks.json());
        ports.put("divergence", divergence(visit));
        return ports;
    }

    /** The plan against what ran; the share is that of the plan that gave no result, 0 to 1. */
    private static ObjectNode divergence(Visit visit) {
        int planned = visit.tasks == null ? 0 : visit.tasks.subtasks().size();
        int succeeded = visit.crew == null ? 0 : visit.crew.succeeded();
        int failed = visit.crew == null ? 0 : visit.crew.failed();
        return Details.of("planned", planned, "ran", succeeded + failed, "failed", failed, "skipped",
                planned - succeeded - failed, "share", planned == 0 ? 0.0 : (double) (planned - succeeded) / planned);
    }
}
