package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work.UsedTool;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls a tool for a node or an agent, whatever the tool is. Where it fails and its effect allows it, the tool that stands in
 * for it is called, as a step within the step of the call, so that it is counted, approved, shown and resumed by itself.
 */
final class UsedTools {
    private final Interpreter interpreter;
    private final RunState run;
    private final ToolCalls calls;
    private final CalledFlow flows;

    UsedTools(Interpreter interpreter, ToolCalls calls, CalledFlow flows) {
        this.interpreter = interpreter;
        this.run = interpreter.run;
        this.calls = calls;
        this.flows = flows;
    }

    /**
     * What a step wants of a tool, and of those that stand in for it.
     *
     * @param config what the document gives the tool beside its arguments; null for nothing
     * @param fields what to keep of the result; empty for all
     * @param maxChars how large the result may be
     * @param timeout what the step says of the time of a call; null for nothing
     * @param policy when a person is asked first, by name of the tool; null for never
     * @param idempotencyKey that of the call in whose place this is made; null for the step's own
     */
    record Wish(
            JsonNode arguments,
            @Nullable JsonNode config,
            List<String> fields,
            int maxChars,
            @Nullable Duration timeout,
            Function<String, Settings.@Nullable ApprovalPolicy> policy,
            @Nullable String idempotencyKey) {
        private Wish inPlaceOf(String key, JsonNode given) {
            return new Wish(given, config, fields, maxChars, timeout, policy, idempotencyKey == null
                    ? key
                    : idempotencyKey);
        }
    }

    /**
     * The tool as it is known here.
     *
     * @throws Stop if there is none on this machine
     */
    Tool tool(UsedTool used, Where where) {
        return find(used).orElseThrow(() -> Stop.failed(ToolCalls.noTool(where, used.name())));
    }

    private Optional<Tool> find(UsedTool used) {
        return used.called() == null ? calls.tool(used.name()) : Optional.of(flows.tool(used.called()));
    }

    /**
     * Calls it until there is a result, from it or from what stands in for it.
     *
     * @throws Stop if there is none
     */
    StepResult call(UsedTool used, NodePlan plan, Where where, Context context, Wish wish) {
        RunError error;
        try {
            return once(used, plan, where, context, wish);
        } catch (CallFailed failed) {
            error = failed.error();
        } catch (Stop stop) {
            if (!(stop.reason() instanceof Stop.Reason.Failed(RunError why))) {
                throw stop;
            }
            error = why;
        }
        @Nullable UsedTool next = used.fallback();
        if (next == null || !mayFallBack(used, error)) {
            throw Stop.failed(error);
        }
        run.tell(where, new What.Decided(What.Choice.FALLBACK,
                Details.of("from", used.name(), "to", next.name(), "error", error.code().name())));
        return interpreter.step(plan, interpreter.child(context, where, "fallback", Map.of()), "tool", "tool",
                Details.ports("tool", TextNode.valueOf(next.name()), "arguments", wish.arguments()),
                (here, given) -> call(next, plan, here, context,
                        wish.inPlaceOf(calls.idempotencyKey(where.stepKey()),
                                given.getOrDefault("arguments", wish.arguments()))));
    }

    private StepResult once(UsedTool used, NodePlan plan, Where where, Context context, Wish wish) throws CallFailed {
        Settings.@Nullable ApprovalPolicy policy = wish.policy().apply(used.name());
        if (used.called() != null) {
            return flows.call(used.called(), where, context, wish.arguments(), policy,
                    context.influence().asksBefore(flows.tool(used.called())), wish.fields(), wish.maxChars());
        }
        return StepResult.of(calls.call(retry(plan.node(), used.retry()), where, context.scope(),
                new ToolCalls.Wish(tool(used, where), wish.arguments(), wish.config(), wish.fields(), wish.maxChars(),
                        timeout(wish.timeout(), used.timeout()), policy, null, ToolCalls.ONE_CALL,
                        wish.idempotencyKey())
                        .under(context.influence()))
                .value());
    }

    /** The shorter of what the step and the declaration say of a call; the usual where neither says anything. */
    static Duration timeout(@Nullable Duration step, @Nullable Duration declared) {
        if (step == null || declared == null) {
            return step != null ? step : declared != null ? declared : ToolStep.DEFAULT_TIMEOUT;
        }
        return step.compareTo(declared) < 0 ? step : declared;
    }

    /** What a tool node says of its call goes before the declaration, and that before what an agent says of its model. */
    static Settings.@Nullable Retry retry(Node node, Settings.@Nullable Retry declared) {
        Settings.@Nullable Retry own = node.settings().retry();
        return declared == null || own != null && !(node.kind() instanceof Agent) ? own : declared;
    }

    /**
     * Whether another tool may be called after this failure: not where it may have been done and must not be done twice, and
     * not where something else than the tool is at fault, or somebody said no.
     */
    private boolean mayFallBack(UsedTool used, RunError error) {
        return switch (error.code()) {
            case BAD_ARGUMENTS, DENIED, NOT_GRANTED, TOOL_UNKNOWN, BUDGET_EXHAUSTED, BUDGET_BREACH, CANCELLED,
                    DIVERGENCE, STORAGE_FAILED, ENGINE_BUG ->
                false;
            default -> find(used).map(tool -> tool.definition().effect())
                    .orElse(EffectClass.PURE) != EffectClass.NON_IDEMPOTENT
                    || used.called() == null && error.code().charge() == ErrorCode.Charge.RELEASE;
        };
    }
}
