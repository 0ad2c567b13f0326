package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.PortPlan;
import dev.flowbench.engine.plan.Rung;
import dev.flowbench.engine.plan.StatePlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.text.TextException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of a document. It goes along a graph in a loop, so that a chain may be as long as it likes, and into
 * frames by recursion, so that they may be nested as the document nests them.
 */
final class Interpreter {
    private static final int DEFAULT_SPAWNS = 12;

    /** Kinds whose visit is one step of the budget and is over at once; with the others each effect counts. */
    static final Set<String> COUNTED = Set.of("transform", "gate", "checkpoint", "approval");

    final RunState run;
    final Outside outside;
    private final ApprovalGate gate;
    private final LlmStep llm;
    private final RouterStep router;
    private final ParallelFrame parallel;
    private final EvaluatorOptimizerFrame loop;
    private final MapFrame map;
    private final OrchestratorFrame orchestrator;
    private final HandoffFrame handoff;
    private final SubflowFrame subflow;
    private final CheckpointStep checkpoint;
    private final ApprovalStep approval;
    private final ToolStep tool;
    private final AgentFrame agent;
    private final MemorySteps memory;

    Interpreter(RunState run) {
        this.run = run;
        this.outside = new Outside(run);
        this.gate = new ApprovalGate(run);
        var calls = new ModelCalls(run);
        this.llm = new LlmStep(calls);
        this.router = new RouterStep(this, calls);
        this.parallel = new ParallelFrame(this);
        this.loop = new EvaluatorOptimizerFrame(this);
        this.map = new MapFrame(this);
        this.orchestrator = new OrchestratorFrame(this);
        this.handoff = new HandoffFrame(this);
        this.subflow = new SubflowFrame(this);
        this.checkpoint = new CheckpointStep(this);
        this.approval = new ApprovalStep(this, gate);
        var tools = new ToolCalls(run, gate);
        var flows = new CalledFlow(this, gate, tools);
        var used = new UsedTools(this, tools, flows);
        this.tool = new ToolStep(used);
        this.agent = new AgentFrame(this, calls, tools, used);
        this.memory = new MemorySteps(run, tools);
    }

    /** Runs a graph to its end; from its beginning again where a checkpoint in it says so. */
    GraphResult graph(GraphPlan plan, Context context) {
        Context now = context;
        while (true) {
            try {
                return new GraphRun(this, plan, now).run();
            } catch (Stop stop) {
                if (!(stop.reason() instanceof Stop.Reason.Repeat)) {
                    throw stop;
                }
                now = now.again();
            }
        }
    }

    /** One visit of a node whose inputs are there: tells of it, does it, and deals with how it ends. */
    StepResult visit(NodePlan plan, Context context, Map<String, JsonNode> arrived) {
        Map<String, JsonNode> inputs = arrived;
        @Nullable Map<String, JsonNode> pinned;
        String key = context.keyPrefix() + plan.node().id();
        Scope outer = context.scope();
        Where where;
        Scope own;
        @Nullable Stop uncounted = null;
        run.enter();
        try {
            @Nullable StepResult before = run.taken(key, outer);
            if (before != null) {
                return before;
            }
            @Nullable Where stood = null;
            if (run.stepper.watches()) {
                Stepper.Passed passed = run.stepper.before(context, plan.node().id(), plan.node().id(), key, inputs);
                stood = passed.where();
                inputs = passed.values();
            }
            where = stood != null ? stood : run.where(context, plan.node().id(), key);
            run.begin(where, outer, new What.StepStarted(plan.node().kind().kindName(), inputs));
            pinned = run.pinned(where, plan.node().id());
            if (pinned == null && plan.effects()) {
                run.open(where);
            }
            own = pinned != null ? outer : ownScope(plan, outer, where.span());
            if (pinned == null && COUNTED.contains(plan.node().kind().kindName())) {
                uncounted = run.countStep(where, own);
            }
        } finally {
            run.leave();
        }
        StepResult result;
        try {
            if (uncounted != null) {
                throw uncounted;
            }
            result = pinned != null
                    ? pinned(plan, context, where, inputs, pinned)
                    : own == outer
                            ? attempt(plan, context, where, inputs)
                            : inOwnScope(plan, context.in(own), outer, where, inputs);
        } catch (Stop stop) {
            result = after(plan, context, where, ended(plan, context, where, own, inputs, stop));
        }
        result = result.writing(context.state().net(result.writes()));
        for (What.StateWritten write : result.writes()) {
            run.tell(where, write);
        }
        run.end(where, new What.StepCompleted(result.outputs(), result.partial()));
        return result;
    }

    /** A node that is not run: what it writes to the state follows from its pinned outputs. */
    private StepResult pinned(NodePlan plan, Context context, Where where, Map<String, JsonNode> inputs,
            Map<String, JsonNode> outputs) {
        StepResult result = after(plan, context, where, new StepResult(outputs, null));
        return plan.writes().isEmpty() ? result : writing(plan, where, context.state(), inputs, result);
    }

    /** The step has its outputs; a person may look at them, and change them. */
    private StepResult after(NodePlan plan, Context context, Where where, StepResult result) {
        return run.stepper.watches() ? run.stepper.after(context, plan.node().id(), where, result) : result;
    }

    /**
     * A step inside a node that is no node of its own: a turn of an agent, say.
     *
     * @param name ends its step key
     * @param kind of what kind it is told to be
     * @param work is given where it is, and its inputs
     * @throws Stop if it did not come to its end, which is told
     */
    StepResult step(NodePlan plan, Context context, String name, String kind, Map<String, JsonNode> arrived,
            BiFunction<Where, Map<String, JsonNode>, StepResult> work) {
        int number = name.indexOf('#');
        String place = plan.node().id() + '/' + (number < 0 ? name : name.substring(0, number));
        Map<String, JsonNode> inputs = arrived;
        Where where;
        run.enter();
        try {
            String key = context.keyPrefix() + name;
            @Nullable StepResult before = run.taken(key, context.scope());
            if (before != null) {
                return before;
            }
            @Nullable Where stood = null;
            if (run.stepper.watches()) {
                Stepper.Passed passed = run.stepper.before(context, plan.node().id(), place, key, inputs);
                stood = passed.where();
                inputs = passed.values();
            }
            where = stood != null ? stood : run.where(context, plan.node().id(), key);
            run.begin(where, context.scope(), new What.StepStarted(kind, inputs));
            run.open(where);
        } finally {
            run.leave();
        }
        StepResult result;
        try {
            result = work.apply(where, inputs);
            if (run.stepper.watches()) {
                result = run.stepper.after(context, place, where, result);
            }
        } catch (Stop stop) {
            throw left(where, stop);
        } catch (RuntimeException | StackOverflowError e) {
            throw left(where, Stop.failed(RunState.bug(where, e)));
        }
        run.end(where, new What.StepCompleted(result.outputs(), result.partial()));
        return result;
    }

    /** Tells how a step was left that deals with nothing itself. */
    private Stop left(Where where, Stop stop) {
        switch (stop.reason()) {
            case Stop.Reason.Failed(RunError error) -> run.end(where, new What.StepFailed(error));
            case Stop.Reason.Capped capped -> {
                return passOn(where, capped);
            }
            case Stop.Reason.Cancelled(Scope scope) ->
                run.end(where, new What.StepSkipped(RunState.skipped(scope), RunState.leave(stop)));
            case Stop.Reason.EndFrame _,Stop.Reason.EndRun _,Stop.Reason.Repeat _ ->
                run.end(where, new What.StepCompleted(Map.of(), null, RunState.leave(stop)));
            case Stop.Reason.Unknown _ -> {}
        }
        return stop;
    }

    private StepResult inOwnScope(NodePlan plan, Context context, Scope outer, Where where,
            Map<String, JsonNode> inputs) {
        Scope own = context.scope();
        Scheduler.@Nullable Timer timer = own.due < outer.deadline ? deadlineTimer(plan, own, where) : null;
        try {
            return attempt(plan, context, where, inputs);
        } finally {
            run.exclusively(() -> {
                if (timer != null) {
                    timer.cancel();
                }
                outer.release(own);
                return true;
            });
        }
    }

    private StepResult attempt(NodePlan plan, Context context, Where where, Map<String, JsonNode> inputs) {
        try {
            StepResult result = after(plan, context, where,
                    work(plan, context, where, approved(plan, where, context.scope(), inputs)));
            // A model's answer was held against it when it came, so that the model could mend it.
            if (!plan.validate().isEmpty() && !(plan.work() instanceof Work.LlmWork)) {
                validate(plan, where, inputs, result);
            }
            return plan.writes().isEmpty() && result.writes().isEmpty()
                    ? result
                    : writing(plan, where, context.state(), inputs, result);
        } catch (Stop stop) {
            throw stop;
        } catch (RuntimeException | StackOverflowError e) {
            throw Stop.failed(RunState.bug(where, e));
        }
    }

    /**
     * The inputs as a person leaves them, where the node's policy asks one. An approval asks by its own policy, a tool or the memory when
     * its arguments are made, and a checkpoint when its rules do not hold.
     */
    private Map<String, JsonNode> approved(NodePlan plan, Where where, Scope scope, Map<String, JsonNode> inputs) {
        Settings.@Nullable ApprovalPolicy policy = plan.node().settings().approval();
        boolean here = switch (plan.work()) {
            case Work.ToolWork _,Work.RecallWork _,Work.RememberWork _,Work.ApprovalWork _,Work.CheckpointWork _ ->
                false;
            case Work.LlmWork _,Work.TransformWork _,Work.GateWork _,Work.RouterWork _,Work.ChainWork _,Work.ParallelWork _,Work.EvaluatorOptimizerWork _,Work.MapWork _,Work.OrchestratorWork _,Work.HandoffWork _,Work.SubflowWork _,Work.AgentWork _ ->
                true;
        };
        if (policy == null || !here) {
            return inputs;
        }
        ObjectNode action = JsonNodeFactory.instance.objectNode();
        inputs.forEach(action::set);
        try {
            JsonNode approved = gate.before(where, scope, policy, new ApprovalGate.Deed(
                    What.ApprovalRequested.About.STEP, action, inputs, Shape.of(plan.node().kind()).effect(),
                    worstCost(plan, where, inputs), Texts.text("approval.step", plan.node().displayTitle())));
            if (approved == action) {
                return inputs;
            }
            var edited = new LinkedHashMap<String, JsonNode>();
            approved.properties().forEach(input -> edited.put(input.getKey(), input.getValue()));
            return edited;
        } catch (CallFailed denied) {
            throw Stop.failed(denied.error());
        }
    }

    /** Billionths of a dollar that the step may cost at most, as far as that is known before it runs. */
    private long worstCost(NodePlan plan, Where where, Map<String, JsonNode> inputs) {
        @Nullable Budget budget = plan.node().settings().budget();
        long cap = budget == null ? Cap.NONE : Cap.COST.limit(budget);
        long cost = switch (plan.work()) {
            case Work.TransformWork _,Work.GateWork _,Work.ToolWork _,Work.ApprovalWork _,Work.CheckpointWork _,Work.RecallWork _,Work.RememberWork _ ->
                0;
            case Work.LlmWork work -> llm.worstCost(work, plan, where, inputs);
            case Work.RouterWork _,Work.ChainWork _,Work.ParallelWork _,Work.EvaluatorOptimizerWork _,Work.MapWork _,Work.OrchestratorWork _,Work.HandoffWork _,Work.SubflowWork _,Work.AgentWork _ ->
                ApprovalGate.UNKNOWN_COST;
        };
        return cap == Cap.NONE ? cost : cost == ApprovalGate.UNKNOWN_COST ? cap : Math.min(cost, cap);
    }

    /** What the node itself writes comes after what was written in it; all of it must fit the fields. */
    private static StepResult writing(NodePlan plan, Where where, State state, Map<String, JsonNode> inputs,
            StepResult result) {
        @Nullable JsonNode value = main(plan, result);
        var writes = new ArrayList<>(result.writes());
        if (value != null) {
            for (StatePlan.Write write : plan.writes()) {
                try {
                    writes.add(new What.StateWritten(write.field(), write.value().eval(
                            name -> name.equals(Kind.RESULT) || name.equals(Kind.VALUE) ? value : inputs.get(name))));
                } catch (TextException e) {
                    throw TransformStep.textError(plan, where, e, "writes." + write.field());
                }
            }
        }
        List<String> violations = state.violations(writes);
        if (!violations.isEmpty()) {
            throw Stop.failed(new RunError(ErrorCode.OUTPUT_INVALID,
                    Texts.text("error.state", plan.node().displayTitle(), String.join("; ", violations)),
                    Texts.text("wayOut.state"), where.node(), where.attempt(), null, -1));
        }
        return result.writing(writes);
    }

    private static @Nullable JsonNode main(NodePlan plan, StepResult result) {
        return plan.mainOutput().stream().map(result.outputs()::get).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static void validate(NodePlan plan, Where where, Map<String, JsonNode> inputs, StepResult result) {
        @Nullable JsonNode value = main(plan, result);
        if (value != null) {
            List<String> violations = Validations.violations(plan.validate(), value, inputs);
            if (!violations.isEmpty()) {
                throw Stop.failed(Validations.error(plan, where, violations));
            }
        }
    }

    private StepResult work(NodePlan plan, Context context, Where where, Map<String, JsonNode> inputs) {
        return switch (plan.work()) {
            case Work.TransformWork work -> TransformStep.run(work, plan, where, inputs);
            case Work.GateWork work -> GateStep.run(run, work, plan, where, inputs);
            case Work.LlmWork work -> llm.run(work, plan, where, context.scope(), inputs);
            case Work.RouterWork work -> router.run(work, plan, where, context, inputs);
            case Work.ChainWork work -> chain(work, where, context, inputs);
            case Work.ParallelWork work -> parallel.run(work, plan, where, context, inputs);
            case Work.EvaluatorOptimizerWork work -> loop.run(work, plan, where, hearing(plan, context), inputs);
            case Work.MapWork work -> map.run(work, plan, where, context, inputs);
            case Work.OrchestratorWork work -> orchestrator.run(work, plan, where, hearing(plan, context), inputs);
            case Work.HandoffWork work -> handoff.run(work, plan, where, hearing(plan, context), inputs);
            case Work.SubflowWork work -> subflow.run(work, plan, where, context, inputs);
            case Work.CheckpointWork work -> checkpoint.run(work, plan, where, context, inputs);
            case Work.ApprovalWork work -> approval.run(work, plan, where, context, inputs);
            case Work.ToolWork work -> tool.run(work, plan, where, context, inputs);
            case Work.AgentWork work -> agent.run(work, plan, where, context, inputs);
            case Work.RecallWork work -> memory.recall(work, plan, where, context, inputs);
            case Work.RememberWork work -> memory.remember(work, plan, where, context, inputs);
        };
    }

    /** In a frame whose children hear of each other, what one brings in reaches all. */
    private Context hearing(NodePlan plan, Context context) {
        return context.with(context.influence().with(outside.in(plan)));
    }

    /** A frame around steps and gates: what its graph gives. */
    private StepResult chain(Work.ChainWork work, Where where, Context context, Map<String, JsonNode> inputs) {
        GraphResult result = part(work.body(), child(context, where, "body", inputs));
        return new StepResult(result.value() == null ? Map.of() : Map.of(Kind.RESULT, result.value()),
                result.partial(), result.writes());
    }

    /** Runs a graph that is a part of a frame: what a gate ends it with is its result. */
    GraphResult part(GraphPlan plan, Context context) {
        try {
            return graph(plan, context);
        } catch (Stop stop) {
            if (stop.reason() instanceof Stop.Reason.EndFrame(JsonNode value)) {
                return GraphResult.of(value).writing(stop.writes());
            }
            throw stop;
        }
    }

    /** Where a child that runs once runs. */
    Context child(Context frame, Where where, String child, Map<String, JsonNode> in) {
        return new Context(frame.scope(), where.span(), StepKey.child(where.stepKey(), child), child, 0, in,
                frame.state()).with(frame.influence());
    }

    /** Where one round, vote or item of a child runs, from 0. */
    Context child(Context frame, Where where, String child, int index, Map<String, JsonNode> in) {
        return new Context(frame.scope(), where.span(), StepKey.child(where.stepKey(), child, index), child, index, in,
                frame.state()).with(frame.influence());
    }

    /** Where one item or subtask of a child runs that has a name of its own. */
    Context child(Context frame, Where where, String child, int index, String name, Map<String, JsonNode> in) {
        return new Context(frame.scope(), where.span(), StepKey.child(where.stepKey(), child, name), child, index, in,
                frame.state()).with(frame.influence());
    }

    /** The scope of a node with a budget or time of its own, else that around it; inside the section. */
    private Scope ownScope(NodePlan plan, Scope parent, long span) {
        Settings settings = plan.node().settings();
        @Nullable Budget budget = settings.budget();
        long maxSteps = plan.work() instanceof Work.ChainWork chain && chain.kind().maxSteps() != null
                ? chain.kind().maxSteps()
                : Cap.NONE;
        if (plan.work() instanceof Work.AgentWork agentWork) {
            budget = AgentFrame.caps(agentWork.kind(), budget);
        }
        if (plan.work() instanceof Work.OrchestratorWork orchestrator) {
            budget = spawning(budget, orchestrator.kind().maxSpawns());
        }
        if (budget == null && settings.timeout() == null && maxSteps == Cap.NONE) {
            return parent;
        }
        long deadline = Math.min(run.deadline(run.left(budget == null ? null : budget.wallClock(), span)),
                run.deadline(run.left(settings.timeout(), span)));
        var scope = new Scope(parent, span, plan.node().displayTitle(), budget, maxSteps, deadline);
        parent.adopt(scope);
        run.restore(scope);
        return scope;
    }

    /** The budget of an orchestrator with its own cap on workers in it. */
    private static Budget spawning(@Nullable Budget budget, @Nullable Integer maxSpawns) {
        Budget own = budget == null ? Budget.NONE : budget;
        long most = maxSpawns == null ? DEFAULT_SPAWNS : maxSpawns;
        return new Budget(own.tokens(), own.inputTokens(), own.outputTokens(), own.costUsd(), own.steps(),
                own.toolCalls(), own.spawns() == null ? most : Math.min(own.spawns(), most), own.wallClock(),
                own.atCap(), own.extras());
    }

    private Scheduler.Timer deadlineTimer(NodePlan plan, Scope own, Where where) {
        Settings settings = plan.node().settings();
        @Nullable Duration wallClock = settings.budget() == null ? null : settings.budget().wallClock();
        boolean capFirst = wallClock != null
                && (settings.timeout() == null || wallClock.compareTo(settings.timeout()) <= 0);
        return run.exclusively(() -> run.clock.after(Duration.ofNanos(Math.max(0, own.due - run.clock.nanos())), () -> {
            if (wallClock != null && capFirst) {
                run.timeOver(own, where, wallClock);
            } else {
                run.timeOut(own, where, settings.timeout() == null ? Duration.ZERO : settings.timeout());
            }
        }));
    }

    /** Deals with a step that left before its end: what it still gives, or up to the frame above. */
    private StepResult ended(NodePlan plan, Context context, Where where, Scope own, Map<String, JsonNode> inputs,
            Stop stop) {
        boolean ownsScope = own.span == where.span();
        return switch (stop.reason()) {
            case Stop.Reason.Failed(RunError error) -> failed(plan, context, where, own, inputs, error);
            case Stop.Reason.Capped capped when ownsScope && capped.scope() == own ->
                capped(plan, context, where, own, inputs, capped.partial(), capped.carried());
            case Stop.Reason.Capped capped -> throw passOn(where, capped);
            case Stop.Reason.Cancelled(Scope scope) when ownsScope && scope == own ->
                failed(plan, context, where, own, inputs, timedOut(plan, where));
            case Stop.Reason.Cancelled(Scope scope) -> {
                run.end(where, new What.StepSkipped(RunState.skipped(scope), RunState.leave(stop)));
                throw stop;
            }
            case Stop.Reason.Unknown _ -> throw stop;
            case Stop.Reason.EndFrame _,Stop.Reason.EndRun _,Stop.Reason.Repeat _ -> {
                run.end(where, new What.StepCompleted(Map.of(), null, RunState.leave(stop)));
                throw stop;
            }
        };
    }

    private static RunError timedOut(NodePlan plan, Where where) {
        return new RunError(ErrorCode.TIMEOUT,
                Texts.text("error.stepTimeout", plan.node().displayTitle(), plan.node().settings().timeout()),
                Texts.text("wayOut.timeout"), where.node(), where.attempt(), null, -1);
    }

    private static RunError exhausted(Where where, Partial partial) {
        return new RunError(ErrorCode.BUDGET_EXHAUSTED, partial.message(), Texts.text("wayOut.budget"), where.node(),
                where.attempt(), null, -1);
    }

    /** A cap further out tripped: this step ends with what it has, and so does the frame above. */
    private Stop passOn(Where where, Stop.Reason.Capped capped) {
        @Nullable JsonNode carried = capped.value();
        var stop = new Stop(capped);
        run.end(where, carried == null
                ? new What.StepSkipped(capped.partial().message(), RunState.leave(stop))
                : new What.StepCompleted(Map.of(Kind.RESULT, carried), capped.partial(), RunState.leave(stop)));
        return stop;
    }

    /** A cap of this very frame tripped: it ends as the document says. */
    private StepResult capped(NodePlan plan, Context context, Where where, Scope own, Map<String, JsonNode> inputs,
            Partial partial, @Nullable GraphResult carried) {
        @Nullable Budget budget = plan.node().settings().budget();
        Budget.AtCap how = budget == null || budget.atCap() == null ? Budget.AtCap.PARTIAL : budget.atCap();
        return switch (how) {
            // Wrap-up needs a last call, which only agents and orchestrators have; elsewhere it is what there is.
            case PARTIAL, WRAP_UP ->
                new StepResult(soFar(plan, carried), partial, carried == null ? List.of() : carried.writes());
            case FALLBACK -> {
                @Nullable JsonNode value = fallbackValue(plan);
                yield new StepResult(value != null
                        ? Map.of(plan.mainOutput().getFirst(), value)
                        : soFar(plan, carried), partial);
            }
            case FAIL -> failed(plan, context, where, own, inputs, exhausted(where, partial));
        };
    }

    /** What a frame had finished, by its ports. */
    private static Map<String, JsonNode> soFar(NodePlan plan, @Nullable GraphResult carried) {
        if (carried == null || carried.value() == null) {
            return Map.of();
        }
        var ports = new LinkedHashMap<String, JsonNode>();
        ports.put(plan.mainOutput().getFirst(), carried.value());
        for (Port port : plan.node().kind().outputs()) {
            @Nullable JsonNode value = carried.outputs().get(port.name());
            if (value != null) {
                ports.putIfAbsent(port.name(), value);
            }
        }
        return ports;
    }

    /** What the document tries, in its order, when no model is asked any more; at last the step fails. */
    private StepResult failed(NodePlan plan, Context context, Where where, Scope own, Map<String, JsonNode> inputs,
            RunError error) {
        RunError now = error;
        for (Rung rung : plan.ladder()) {
            if (isFinal(now.code()) || rung.action() == Settings.Recovery.Action.FAIL) {
                break;
            }
            @Nullable Recovered recovered;
            try {
                recovered = recover(plan, rung, context, where, own, inputs, now);
            } catch (Stop stop) {
                throw left(where, stop);
            }
            if (recovered != null && recovered.result() != null) {
                return recovered.result();
            }
            if (recovered != null && recovered.error() != null) {
                now = recovered.error();
            }
        }
        run.end(where, new What.StepFailed(now));
        throw Stop.failed(now);
    }

    /** Tries one rung; null where it does not apply. */
    private @Nullable Recovered recover(NodePlan plan, Rung rung, Context context, Where where, Scope own,
            Map<String, JsonNode> inputs, RunError now) {
        return switch (rung.action()) {
            case REPAIR, COOLER_RETRY, SIMPLIFIED_PROMPT, FALLBACK_MODEL, FAIL -> null;
            case FALLBACK_NODE -> standIn(plan, rung, context, where, inputs, now);
            case FALLBACK_VALUE -> {
                @Nullable JsonNode value = rung.recovery().value();
                run.tell(where, new What.Decided(What.Choice.FALLBACK,
                        Details.of("from", now.code().name(), "to", "value", "error", now.message())));
                yield Recovered.by(result(plan, value == null ? NullNode.getInstance() : value,
                        fallback(plan, where, now)));
            }
            case PERSON -> person(plan, context, where, own, inputs, now);
        };
    }

    /** What came of trying something else: a result, or another error. */
    private record Recovered(@Nullable StepResult result, @Nullable RunError error) {
        static Recovered by(StepResult result) {
            return new Recovered(result, null);
        }
    }

    /** Nothing that a document can name helps against these. */
    private static boolean isFinal(ErrorCode code) {
        return code == ErrorCode.STORAGE_FAILED || code == ErrorCode.DIVERGENCE;
    }

    private static StepResult result(NodePlan plan, JsonNode value, @Nullable Partial partial) {
        return new StepResult(Map.of(plan.mainOutput().getFirst(), value), partial);
    }

    private static Partial fallback(NodePlan plan, Where where, RunError error) {
        return new Partial("fallback", where.span(),
                Texts.text("partial.fallback", plan.node().displayTitle(), error.message()));
    }

    /** Another node does it, with the same inputs. */
    private @Nullable Recovered standIn(NodePlan plan, Rung rung, Context context, Where where,
            Map<String, JsonNode> inputs, RunError error) {
        @Nullable NodePlan other = rung.node();
        if (other == null) {
            return null;
        }
        var given = new LinkedHashMap<String, JsonNode>();
        for (PortPlan port : other.ports()) {
            @Nullable JsonNode value = inputs.get(port.name());
            if (value == null) {
                value = context.value(port.name());
            }
            if (value != null) {
                given.put(port.name(), value);
            } else if (port.required()) {
                return null;
            }
        }
        run.tell(where, new What.Decided(What.Choice.FALLBACK,
                Details.of("from", error.code().name(), "to", other.node().id(), "error", error.message())));
        try {
            StepResult result = visit(other, context, given);
            @Nullable JsonNode value = other.mainOutput().stream().map(result.outputs()::get).filter(Objects::nonNull)
                    .findFirst().orElse(null);
            return value == null ? null : Recovered.by(result(plan, value, result.partial()).writing(result.writes()));
        } catch (Stop stop) {
            if (stop.reason() instanceof Stop.Reason.Failed(RunError failed)) {
                return new Recovered(null, failed);
            }
            throw stop;
        }
    }

    /** A person looks at it: it is tried again, or they give the value, or it fails. */
    private @Nullable Recovered person(NodePlan plan, Context context, Where where, Scope own,
            Map<String, JsonNode> inputs, RunError error) {
        RunError now = error;
        Scope scope = own;
        for (int visit = 2;; visit++) {
            ObjectNode action = JsonNodeFactory.instance.objectNode();
            inputs.forEach(action::set);
            Settings.@Nullable ApprovalPolicy policy = plan.node().settings().approval();
            What.ApprovalRequested request = run.approvals.request(where, What.ApprovalRequested.About.FAULT, action,
                    Texts.text("approval.fault", plan.node().displayTitle()), now.message(), true,
                    policy == null ? null : policy.timeLimit(), policy == null ? null : policy.onTimeout());
            Where again = again(plan, where, Math.max(now.attempt(), run.attempts(where)), visit);
            What.ApprovalDecided decision = run.approvals.ask(where, context.scope(), request,
                    again.stepKey() + '/');
            @Nullable JsonNode value = decision.value();
            switch (decision.verdict()) {
                case EDIT, HAPPENED -> {
                    return Recovered.by(result(plan, value == null ? NullNode.getInstance() : value, null));
                }
                case REJECT, TIMED_OUT, ESCALATE -> {
                    return new Recovered(null, now);
                }
                case APPROVE -> {}
            }
            if (run.options.asking() == RunOptions.Asking.APPROVE && visit > 2) {
                return new Recovered(null, now); // Nobody looks at it: once more is enough.
            }
            scope = onceMore(context.scope(), scope, where);
            try {
                return Recovered.by(scope == context.scope()
                        ? attempt(plan, context, again, inputs)
                        : inOwnScope(plan, context.in(scope), context.scope(), again, inputs));
            } catch (Stop stop) {
                now = ended(plan, where, scope, stop);
            }
        }
    }

    /** What the step may spend when it is tried once more: what its own caps have left. */
    private Scope onceMore(Scope outer, Scope before, Where where) {
        return run.exclusively(() -> {
            @Nullable Recording recording = run.recording();
            if (recording != null) {
                recording.onceMore(where.stepKey());
            }
            return before.span == where.span() && before != outer ? before.onceMore(outer) : outer;
        });
    }

    /** Why a step that was tried once more did not come to its end; what concerns more than the step itself goes on. */
    private static RunError ended(NodePlan plan, Where where, Scope own, Stop stop) {
        return switch (stop.reason()) {
            case Stop.Reason.Failed(RunError error) -> error;
            case Stop.Reason.Capped capped when capped.scope() == own && own.span == where.span() ->
                exhausted(where, capped.partial());
            case Stop.Reason.Cancelled(Scope scope) when scope == own && own.span == where.span() ->
                timedOut(plan, where);
            case Stop.Reason.Capped _,Stop.Reason.Cancelled _,Stop.Reason.EndFrame _,Stop.Reason.EndRun _,Stop.Reason.Repeat _,Stop.Reason.Unknown _ ->
                throw stop;
        };
    }

    /** The same step once more: a leaf as its next attempt, a frame with new keys for the steps in it. */
    private static Where again(NodePlan plan, Where where, int attempts, int visit) {
        if (plan.work() instanceof Work.ToolWork tool && tool.hasSteps()) {
            return later(where, attempts, visit);
        }
        return switch (plan.work()) {
            case Work.LlmWork _,Work.ToolWork _,Work.RecallWork _,Work.RememberWork _,Work.TransformWork _,Work.GateWork _,Work.ApprovalWork _ ->
                where.withAttempt(Math.max(visit, attempts + 1));
            case Work.RouterWork _,Work.ChainWork _,Work.ParallelWork _,Work.EvaluatorOptimizerWork _,Work.MapWork _,Work.OrchestratorWork _,Work.HandoffWork _,Work.SubflowWork _,Work.CheckpointWork _,Work.AgentWork _ ->
                later(where, attempts, visit);
        };
    }

    private static Where later(Where where, int attempts, int visit) {
        return new Where(where.run(), where.span(), where.parent(), where.node(), where.stepKey() + '~' + visit,
                where.child(), where.index(), Math.max(visit, attempts + 1));
    }

    private static @Nullable JsonNode fallbackValue(NodePlan plan) {
        for (Settings.Recovery recovery : plan.node().settings().onFailure()) {
            if (recovery.action() == Settings.Recovery.Action.FALLBACK_VALUE) {
                return recovery.value() == null ? NullNode.getInstance() : recovery.value();
            }
        }
        return null;
    }

    /** The first partial among those of steps, if there is one. */
    static @Nullable Partial first(@Nullable Partial one, @Nullable Partial other) {
        return one != null ? one : other;
    }
}
