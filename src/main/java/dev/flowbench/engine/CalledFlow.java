package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.ToolDeclaration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Another workflow called as a tool. It runs as a frame in the step of the call, in the same run: its steps are told, counted,
 * approved, cancelled and resumed like any others. The call itself counts as one worker.
 */
final class CalledFlow {
    private static final String FLOW = "flow";

    private final Interpreter interpreter;
    private final RunState run;
    private final ApprovalGate gate;
    private final ToolCalls calls;

    CalledFlow(Interpreter interpreter, ApprovalGate gate, ToolCalls calls) {
        this.interpreter = interpreter;
        this.run = interpreter.run;
        this.gate = gate;
        this.calls = calls;
    }

    /** The workflow as a tool is known; it is called only by {@link #call}. */
    Tool tool(Work.Called called) {
        Tool.Definition definition = definition(called);
        return new Tool() {
            @Override
            public Definition definition() {
                return definition;
            }

            @Override
            public JsonNode call(JsonNode arguments, Call call) throws ToolException {
                throw new ToolException(ErrorCode.ENGINE_BUG, "a workflow is no single effect",
                        Texts.text("wayOut.bug"));
            }
        };
    }

    private Tool.Definition definition(Work.Called called) {
        ToolDeclaration declared = called.declaration();
        @Nullable JsonNode inputs = declared.parameters() == null ? called.workflow().inputs() : declared.parameters();
        return new Tool.Definition(called.name(), declared.description() == null
                ? called.workflow().displayName()
                : declared.description(),
                inputs == null ? JsonNodeFactory.instance.objectNode().put("type", "object") : inputs, null,
                effect(called), Boolean.TRUE.equals(declared.polling()));
    }

    /** The strongest that its own steps and tools may have; a declaration can only say more. */
    private EffectClass effect(Work.Called called) {
        EffectClass most = called.effect();
        @Nullable EffectClass declared = called.declaration().effect();
        if (declared != null && declared.compareTo(most) > 0) {
            most = declared;
        }
        for (String name : called.tools()) {
            EffectClass one = calls.tool(name).map(tool -> tool.definition().effect())
                    .orElse(EffectClass.NON_IDEMPOTENT);
            most = one.compareTo(most) > 0 ? one : most;
        }
        return most;
    }

    /**
     * Runs it to its end.
     *
     * @param where the step of the call
     * @param policy when a person is asked before; null for never
     * @param because why a person must be asked whatever the policy says; null where nobody must
     * @param fields what to keep of the result, beside what the declaration says
     * @param maxChars how large the result may be
     * @throws CallFailed if the arguments do not fit, or a person said no
     * @throws Stop if it came to no result
     */
    StepResult call(Work.Called called, Where where, Context context, JsonNode arguments,
            Settings.@Nullable ApprovalPolicy policy, @Nullable String because, List<String> fields, int maxChars)
            throws CallFailed {
        Tool tool = tool(called);
        check(tool, where, arguments);
        JsonNode given = arguments;
        @Nullable String asks = run.approvals.wentBy(where) ? null : because;
        if (policy != null || asks != null || run.approvals.known(where) != null) {
            var inputs = new LinkedHashMap<String, JsonNode>();
            arguments.properties().forEach(one -> inputs.put(one.getKey(), one.getValue()));
            JsonNode approved = gate.before(where, context.scope(), policy, new ApprovalGate.Deed(
                    ApprovalRequested.About.TOOL, Details.of("tool", called.name(), "arguments", arguments), inputs,
                    tool.definition().effect(), ApprovalGate.UNKNOWN_COST,
                    Texts.text("approval.tool", called.name())), asks);
            given = approved.path("arguments");
            check(tool, where, given);
        }
        run.spawn(where, where, context.scope(), Details.of("tool", called.name(), "arguments", given));
        var in = new LinkedHashMap<String, JsonNode>();
        given.properties().forEach(one -> in.put(one.getKey(), one.getValue()));
        StepResult result = interpreter.visit(called.node(),
                interpreter.child(context.with(context.influence().drawn()), where, FLOW, in), in);
        JsonNode value = result.outputs().getOrDefault(Kind.RESULT, TextNode.valueOf(""));
        JsonNode kept = called.declaration().fields().isEmpty()
                ? value
                : Trimming.only(value, called.declaration().fields());
        return new StepResult(Map.of(Kind.RESULT, Trimming.trim(kept, fields, maxChars).value()),
                result.partial());
    }

    private void check(Tool tool, Where where, JsonNode arguments) throws CallFailed {
        List<String> violations = calls.violations(tool, arguments);
        if (!violations.isEmpty()) {
            throw new CallFailed(ToolCalls.badArguments(where, tool.definition().name(), violations));
        }
    }
}
