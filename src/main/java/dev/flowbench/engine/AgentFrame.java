package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.text.TextException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model that calls tools until the task is done. Each turn of the model and each call of a tool is a step of its own, so
 * that it counts, shows and resumes alone. Caps and loop guards end it gracefully, with what it has.
 */
final class AgentFrame {
    /** The child that an agent's turns stand in. */
    static final String TURN = "turn";

    private static final long DEFAULT_STEPS = 12;
    private static final long DEFAULT_TOOL_CALLS = 8;
    private static final int DEFAULT_CONTEXT = 16_000;
    private static final int DEFAULT_OUTPUT = 1_000;
    private static final double PASS = 0.8;
    /** A token is at least a byte; of usual text it is three or more. */
    private static final long BYTES_PER_TOKEN = 3;

    private final Interpreter interpreter;
    private final RunState run;
    private final ModelCalls models;
    private final UsedTools tools;
    private final AgentTurn turns;

    AgentFrame(Interpreter interpreter, ModelCalls models, ToolCalls calls, UsedTools tools) {
        this.interpreter = interpreter;
        this.run = interpreter.run;
        this.models = models;
        this.tools = tools;
        this.turns = new AgentTurn(run, models, calls);
    }

    /** A node's budget with the agent's own caps in it. */
    static Budget caps(Agent kind, @Nullable Budget budget) {
        Budget own = budget == null ? Budget.NONE : budget;
        long steps = kind.maxSteps() == null ? DEFAULT_STEPS : kind.maxSteps();
        long calls = kind.maxToolCalls() == null ? DEFAULT_TOOL_CALLS : kind.maxToolCalls();
        return new Budget(own.tokens(), own.inputTokens(), own.outputTokens(), own.costUsd(),
                own.steps() == null ? steps : Math.min(own.steps(), steps),
                own.toolCalls() == null ? calls : Math.min(own.toolCalls(), calls), own.spawns(), own.wallClock(),
                own.atCap(), own.extras());
    }

    /** One visit under way. */
    private final class Visit {
        final Work.AgentWork work;
        final NodePlan plan;
        final Where where;
        final Context context;
        final Map<String, JsonNode> inputs;
        final Map<String, Tool> known;
        final Map<String, Settings.ApprovalPolicy> policies = new LinkedHashMap<>();
        final Map<String, JsonNode> configs = new LinkedHashMap<>();
        final List<ToolSpec> specs = new ArrayList<>();
        final List<ModelRequest.Turn> prompt;
        final AgentTalk talk;
        final JsonNode task;
        final ArrayNode steps = JsonNodeFactory.instance.arrayNode();
        final LoopGuards guards = new LoopGuards();
        String draft = "";
        String best = "";
        double bestScore = Double.NEGATIVE_INFINITY;
        String observation = "";
        int flowCalls;
        /** What may speak through all that the model knows. */
        Influence influence;

        Visit(Work.AgentWork work, NodePlan plan, Where where, Context context, Map<String, JsonNode> inputs) {
            this.work = work;
            this.plan = plan;
            this.where = where;
            this.context = context;
            this.inputs = inputs;
            this.influence = context.influence().choosing().with(interpreter.outside.in(work.planner()));
            this.known = known();
            this.prompt = prompt();
            @Nullable JsonNode given = inputs.get("task");
            this.task = given != null ? given : TextNode.valueOf(prompt.getLast().text());
            this.talk = new AgentTalk(prompt, this::tokens, maxContext());
        }

        private Map<String, Tool> known() {
            var all = new LinkedHashMap<String, Tool>();
            for (Agent.AgentTool named : work.kind().tools()) {
                Tool tool = tools.tool(used(named.tool()), where);
                Tool.Definition definition = tool.definition();
                all.put(definition.name(), tool);
                specs.add(new ToolSpec(definition.name(), definition.description(), definition.parameters()));
                if (named.config() != null) {
                    configs.put(definition.name(), named.config());
                }
                if (named.approval() != null) {
                    policies.put(definition.name(), named.approval());
                }
            }
            return all;
        }

        Work.UsedTool used(String name) {
            return Objects.requireNonNull(work.tools().get(name));
        }

        private List<ModelRequest.Turn> prompt() {
            var messages = new ArrayList<ModelRequest.Turn>();
            for (Work.Part part : work.messages()) {
                try {
                    messages.add(Prompts.turn(part, inputs));
                } catch (TextException e) {
                    throw TransformStep.textError(plan, where, e, "messages");
                }
            }
            return messages;
        }

        ModelCalls.Question question(List<ModelRequest.Turn> messages, List<ToolSpec> offered) {
            return ModelCalls.Question.withTools(work.model(), messages, maxOutput(), offered);
        }

        private long tokens(List<ModelRequest.Turn> messages) {
            return Math.ceilDiv(models.inputBound(question(messages, specs)), BYTES_PER_TOKEN);
        }

        int maxOutput() {
            return work.kind().maxOutputTokens() == null ? DEFAULT_OUTPUT : work.kind().maxOutputTokens();
        }

        int maxContext() {
            return work.kind().maxContextTokens() == null ? DEFAULT_CONTEXT : work.kind().maxContextTokens();
        }

        long maxToolCalls() {
            return work.kind().maxToolCalls() == null ? DEFAULT_TOOL_CALLS : work.kind().maxToolCalls();
        }

        String title() {
            return plan.node().displayTitle();
        }
    }

    StepResult run(Work.AgentWork work, NodePlan plan, Where where, Context context, Map<String, JsonNode> inputs) {
        @Nullable Budget budget = plan.node().settings().budget();
        Budget.@Nullable AtCap atCap = budget == null ? null : budget.atCap();
        var last = new WorstCase(1, work.kind().maxOutputTokens() == null
                ? DEFAULT_OUTPUT
                : work.kind().maxOutputTokens());
        @Nullable Scope kept = atCap == Budget.AtCap.WRAP_UP
                ? run.keeping(context.scope(), last)
                : null;
        try {
            return inScope(new Visit(work, plan, where, kept == null ? context : context.in(kept), inputs), context,
                    atCap);
        } finally {
            run.endConversation(where.span());
            if (kept != null) {
                run.exclusively(() -> {
                    context.scope().release(kept);
                    return true;
                });
            }
        }
    }

    private StepResult inScope(Visit visit, Context context, Budget.@Nullable AtCap atCap) {
        try {
            return loop(visit);
        } catch (Stop stop) {
            return switch (stop.reason()) {
                case Stop.Reason.Capped capped when visit.context != context
                        && capped.scope() == visit.context.scope() ->
                    wrapUp(visit, context, capped.partial());
                case Stop.Reason.Capped capped when capped.scope() == context.scope()
                        && atCap != Budget.AtCap.FALLBACK && atCap != Budget.AtCap.FAIL ->
                    partial(visit, capped.partial());
                case Stop.Reason.Capped capped -> throw new Stop(capped.carrying(soFar(visit, capped.partial())));
                case Stop.Reason.EndFrame(JsonNode value) -> result(visit, value, "done", null);
                case Stop.Reason.Failed _,Stop.Reason.Cancelled _,Stop.Reason.EndRun _,Stop.Reason.Repeat _,Stop.Reason.Unknown _ ->
                    throw stop;
            };
        }
    }

    private StepResult loop(Visit visit) {
        plan(visit);
        for (int turn = 0;; turn++) {
            @Nullable StepResult end = turn(visit, turn);
            if (end != null) {
                return end;
            }
        }
    }

    /** What the planner says first stands in the prompt. */
    private void plan(Visit visit) {
        @Nullable GraphPlan planner = visit.work.planner();
        if (planner == null) {
            return;
        }
        var in = new LinkedHashMap<>(visit.inputs);
        in.put("task", visit.task);
        @Nullable JsonNode made = interpreter.part(planner,
                interpreter.child(visit.context, visit.where, "planner", in)).value();
        if (made != null) {
            run.tell(visit.where, new What.Decided(What.Choice.PLAN, Details.of("plan", made)));
            visit.talk.tellFirst(AgentTalk.user(Texts.text("prompt.plan", text(made))));
        }
    }

    /** One turn of the model and its calls; null to go on. */
    private @Nullable StepResult turn(Visit visit, int turn) {
        Context at = interpreter.child(visit.context.with(visit.influence), visit.where, TURN, turn, Map.of());
        makeRoom(visit, at);
        StepResult step = interpreter.step(visit.plan, at, "model", "llm", Map.of(),
                (here, _) -> turns.run(visit.plan, here, at.scope(), visit.question(visit.talk.messages(), visit.specs),
                        visit.known));
        AgentTurn.Said said = AgentTurn.Said.of(step.outputs());
        if (!said.text().isBlank()) {
            visit.draft = said.text();
        }
        if (!said.usable()) {
            throw guarded(visit, "malformedCalls");
        }
        var talked = new ArrayList<ModelRequest.Turn>();
        talked.add(said.turn());
        @Nullable String seen = said.calls().isEmpty() ? said.text() : calls(visit, at, turn, said, talked);
        @Nullable Verdict verdict = evaluate(visit, turn);
        if (said.calls().isEmpty() && verdict == null || verdict != null && verdict.done()) {
            JsonNode value = verdict != null && verdict.result() != null
                    ? verdict.result()
                    : TextNode.valueOf(visit.draft.isBlank() ? visit.observation : visit.draft);
            return result(visit, value, step.partial() == null ? "done" : "partial", step.partial());
        }
        if (verdict != null && !verdict.feedback().isBlank()) {
            talked.add(AgentTalk.user(Texts.text("prompt.feedback", verdict.feedback())));
        } else if (said.calls().isEmpty()) {
            talked.add(AgentTalk.user(Texts.text("prompt.notYet")));
        }
        visit.talk.add(talked);
        boolean stuck = verdict != null && verdict.score() != null
                ? visit.guards.getsNoBetter(verdict.score())
                : visit.guards.learnsNothing(seen);
        if (stuck) {
            throw guarded(visit, "noProgress");
        }
        return null;
    }

    /** Makes the calls of a turn, in order; what they showed, or null where they show nothing by themselves. */
    private @Nullable String calls(Visit visit, Context at, int turn, AgentTurn.Said said,
            List<ModelRequest.Turn> talked) {
        boolean shows = true;
        var seen = new ArrayList<String>();
        for (int i = 0; i < said.calls().size(); i++) {
            ToolUse use = said.calls().get(i);
            @Nullable Tool tool = visit.known.get(use.tool());
            if (tool == null) {
                throw new IllegalStateException("a call that was held against the tools");
            }
            if (visit.guards.repeats(tool, use)) {
                throw guarded(visit, "repeatedCall");
            }
            if (visit.used(use.tool()).called() != null && ++visit.flowCalls > visit.maxToolCalls()) {
                // Each is many steps, and none of them may be a call of a tool.
                throw guarded(visit, "toolCalls");
            }
            shows &= LoopGuards.shows(tool);
            seen.add(call(visit, at, turn, i, tool, use, talked));
        }
        visit.observation = String.join("\n", seen);
        // What a call has shown, the model knows from its next turn on.
        for (ToolUse use : said.calls()) {
            visit.influence = visit.influence
                    .with(interpreter.outside.of(visit.used(use.tool())));
        }
        return shows ? visit.observation + '\n' + said.text() : null;
    }

    private String call(Visit visit, Context at, int turn, int index, Tool tool, ToolUse use,
            List<ModelRequest.Turn> talked) {
        String text;
        boolean ok = true;
        try {
            StepResult step = interpreter.step(visit.plan, at, "tool#" + (index + 1), "tool",
                    Details.ports("tool", TextNode.valueOf(use.tool()), "arguments", use.arguments()),
                    (here, given) -> call(visit, here, at, tool,
                            given.getOrDefault("arguments", use.arguments())));
            text = text(step.outputs().getOrDefault(Kind.RESULT, TextNode.valueOf("")));
        } catch (Stop stop) {
            if (!(stop.reason() instanceof Stop.Reason.Failed(RunError error)) || !isAnswer(error.code())) {
                throw stop;
            }
            ok = false;
            text = Texts.text("observation.failed", error.message());
        }
        visit.steps.add(Details.of("turn", turn + 1, "tool", use.tool(), "arguments", use.arguments(), "ok", ok));
        text = text.isBlank() ? Texts.text("observation.empty") : text;
        talked.add(new ModelRequest.Turn(Message.Role.USER, text, List.of(), use.id()));
        return text;
    }

    private StepResult call(Visit visit, Where here, Context at, Tool tool, JsonNode arguments) {
        String name = tool.definition().name();
        // No single result may fill the context by itself.
        int most = (int) Math.min(ToolStep.DEFAULT_MAX_CHARS, visit.maxContext() * BYTES_PER_TOKEN / 2);
        // What stands in for a tool is asked about as the tool is, unless the agent says more of it.
        return tools.call(visit.used(name), visit.plan, here, at, new UsedTools.Wish(arguments, visit.configs.get(name),
                List.of(), most, null, one -> visit.policies.getOrDefault(one, visit.policies.get(name)), null));
    }

    /** Whether the model may hear of a failure and go on: not of our own, and not where nobody knows what was done. */
    private static boolean isAnswer(ErrorCode code) {
        return switch (code) {
            case STORAGE_FAILED, ENGINE_BUG, DIVERGENCE, CANCELLED, TOOL_UNKNOWN -> false;
            default -> true; // What a tool may say of itself.
        };
    }

    /**
     * What the evaluator says.
     *
     * @param score null for none
     * @param result the result to end with; null for the draft
     */
    private record Verdict(boolean done, @Nullable JsonNode score, String feedback, @Nullable JsonNode result) {}

    private @Nullable Verdict evaluate(Visit visit, int turn) {
        @Nullable GraphPlan evaluator = visit.work.evaluator();
        if (evaluator == null) {
            return null;
        }
        var in = new LinkedHashMap<>(visit.inputs);
        in.put("task", visit.task);
        in.put("observation", TextNode.valueOf(visit.observation));
        visit.influence = visit.influence.with(interpreter.outside.in(evaluator));
        in.put("draft", TextNode.valueOf(visit.draft));
        @Nullable JsonNode said = interpreter.part(evaluator,
                interpreter.child(
                        visit.context.with(visit.context.influence().with(visit.influence.from())), visit.where,
                        "evaluator",
                        turn, in))
                .value();
        if (said == null) {
            return null;
        }
        JsonNode score = said.isNumber() ? said : said.path("score");
        if (score.isNumber() && score.asDouble() > visit.bestScore) {
            visit.bestScore = score.asDouble();
            visit.best = visit.draft;
        }
        boolean done = said.has("done") ? said.get("done").asBoolean() : score.isNumber() && score.asDouble() >= PASS;
        JsonNode feedback = said.path("feedback");
        return new Verdict(done, score.isNumber() ? score : null, feedback.isNull() ? "" : text(feedback),
                said.get("result"));
    }

    /** Brings a full context under its cap, as the document says. */
    private void makeRoom(Visit visit, Context at) {
        AgentTalk talk = visit.talk;
        if (talk.isHopeless()) {
            throw Stop.failed(new RunError(ErrorCode.TOO_LARGE,
                    Texts.text("error.contextTooSmall", visit.title(), visit.maxContext()),
                    Texts.text("wayOut.contextTooSmall"), visit.where.node(), 1, null, -1));
        }
        if (!talk.isFull()) {
            return;
        }
        Agent.WhenFull rule = visit.work.kind().whenFull() == null
                ? Agent.WhenFull.DROP_OLDEST
                : visit.work.kind().whenFull();
        int dropped = 0;
        int shortened = 0;
        switch (rule) {
            case DROP_OLDEST -> dropped = talk.dropOldest();
            case KEEP_FIELDS -> {
                shortened = talk.keepFields();
                dropped = talk.isFull() ? talk.dropOldest() : 0;
            }
            case SUMMARISE -> {
                String past = talk.past();
                dropped = past.isEmpty() ? 0 : talk.replacePast(summary(visit, at, past));
            }
        }
        shortened += talk.isFull() ? talk.shortenLast() : 0;
        if (talk.isFull()) {
            dropped += talk.dropOldest();
        }
        run.tell(visit.where, new What.Decided(What.Choice.CONTEXT,
                Details.of("dropped", dropped, "shortened", shortened, "rule", rule.name())));
    }

    private String summary(Visit visit, Context at, String past) {
        // The call that makes room must fit into it.
        String text = past;
        List<ModelRequest.Turn> messages = List.of(AgentTalk.user(Texts.text("prompt.summary", text)));
        while (text.length() > 1 && visit.tokens(messages) > visit.maxContext()) {
            text = text.substring(text.length() / 2);
            messages = List.of(AgentTalk.user(Texts.text("prompt.summary", text)));
        }
        List<ModelRequest.Turn> asked = messages;
        StepResult step = interpreter.step(visit.plan, at, "summary", "llm", Map.of(),
                (here, _) -> StepResult.of(models.ask(visit.plan, here, at.scope(), visit.question(asked, List.of()))
                        .value()));
        return Texts.text("prompt.summarised", text(step.outputs().getOrDefault(Kind.RESULT, TextNode.valueOf(""))));
    }

    /** A loop guard ends the frame as a cap would. */
    private Stop guarded(Visit visit, String reason) {
        run.tell(visit.where, new What.Decided(What.Choice.GUARD, Details.of("reason", reason)));
        return new Stop(new Stop.Reason.Capped(visit.context.scope(),
                new Partial(reason, visit.where.span(), Texts.text("partial." + reason, visit.title())), null));
    }

    /** One last call without tools, for which room was kept. */
    private StepResult wrapUp(Visit visit, Context context, Partial partial) {
        Context at = interpreter.child(context, visit.where, "wrap-up", Map.of());
        try {
            StepResult step = interpreter.step(visit.plan, at, "model", "llm", Map.of(),
                    (here, _) -> StepResult.of(models.ask(visit.plan, here, at.scope(),
                            visit.question(visit.talk.flat(Texts.text("prompt.wrapUp")), List.of())).value()));
            return result(visit, step.outputs().getOrDefault(Kind.RESULT, TextNode.valueOf("")), "partial", partial);
        } catch (Stop stop) {
            // The last call failed or found no room after all: what there is, is the result.
            boolean mine = stop.reason() instanceof Stop.Reason.Failed(RunError error)
                    && error.code() != ErrorCode.STORAGE_FAILED && error.code() != ErrorCode.DIVERGENCE
                    || stop.reason() instanceof Stop.Reason.Capped again && again.scope() == context.scope();
            if (!mine) {
                throw stop;
            }
            return partial(visit, partial);
        }
    }

    private static StepResult partial(Visit visit, Partial partial) {
        String text = visit.best.isBlank() ? visit.draft.isBlank() ? visit.observation : visit.draft : visit.best;
        return text.isBlank()
                ? result(visit, TextNode.valueOf(Texts.text("agent.nothing", partial.message())), "could-not-complete",
                        partial)
                : result(visit, TextNode.valueOf(text), "partial", partial);
    }

    private static GraphResult soFar(Visit visit, Partial why) {
        StepResult result = partial(visit, why);
        return new GraphResult(result.outputs().get(Kind.RESULT), result.outputs(), why);
    }

    private static StepResult result(Visit visit, JsonNode value, String status, @Nullable Partial partial) {
        var outputs = Details.ports(Kind.RESULT, value, "status", TextNode.valueOf(status));
        outputs.put("steps", visit.steps);
        return new StepResult(outputs, partial);
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.isMissingNode() ? "" : value.toString();
    }
}
