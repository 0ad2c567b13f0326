package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.ToolReply;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Does for real what a dry run collected and a person approved: one effect after the other, each as a step under its key in
 * the dry run, with the same idempotency key and exactly the bytes that were approved. One that fails does not keep the
 * others from being done.
 */
final class CommitSteps {
    private static final String DONE = "done";
    private static final String FAILED = "failed";
    private static final String UNKNOWN = "unknown";
    private static final String LEFT_OUT = "left-out";
    private static final String NOT_DONE = "not-done";

    private final RunState run;
    private final CommitPlan plan;
    private final Workflow workflow;
    private final boolean simulated;
    private final ToolCalls calls;
    /** What became of each, by its id; inside the run's section. */
    private final Map<String, ObjectNode> outcomes = new LinkedHashMap<>();
    private @Nullable RunError firstError;
    private int done;
    private int wanted;

    /** @param simulated whether nothing is done for real, so that the outcomes say so */
    CommitSteps(RunState run, CommitPlan plan, Workflow workflow, boolean simulated) {
        this.run = run;
        this.plan = plan;
        this.workflow = workflow;
        this.simulated = simulated;
        this.calls = new ToolCalls(run, new ApprovalGate(run));
    }

    /**
     * Does what is not done yet.
     *
     * @throws Stop if the run was stopped or cannot be kept
     */
    What.RunFinished run() {
        for (CommitPlan.Item item : plan.items()) {
            wanted += item.approved() ? 1 : 0;
        }
        for (CommitPlan.Item item : plan.items()) {
            one(item);
        }
        Map<String, JsonNode> outputs = outputs();
        @Nullable JsonNode result = outputs.get(DryRun.EFFECTS);
        @Nullable RunError error = firstError;
        if (error == null) {
            return new What.RunFinished(RunStatus.DONE, outputs, result, null, null, Amount.ZERO);
        }
        return done == 0
                ? new What.RunFinished(RunStatus.FAILED, outputs, result, null, error, Amount.ZERO)
                : new What.RunFinished(RunStatus.PARTIAL, outputs, result, new Partial(error.code().name(), Where.ROOT,
                        Texts.text("partial.commit", wanted - done, wanted, error.message())), null, Amount.ZERO);
    }

    /** What became of each effect, as far as anything did. */
    Map<String, JsonNode> outputs() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        run.exclusively(() -> {
            for (CommitPlan.Item item : plan.items()) {
                String id = item.held().id();
                list.add(outcomes.getOrDefault(id,
                        Details.of("id", id, "status", item.approved() ? NOT_DONE : LEFT_OUT)));
            }
            return true;
        });
        return Map.of(DryRun.EFFECTS, list);
    }

    private void one(CommitPlan.Item item) {
        DryRun.Held held = item.held();
        Where where;
        run.enter();
        try {
            @Nullable StepResult before = known(held.stepKey());
            if (before != null) {
                @Nullable JsonNode value = before.outputs().get(Kind.RESULT);
                if (value != null) {
                    done(item, value);
                }
                return;
            }
            where = run.where(new Context(run.root, Where.ROOT, "", "", 0, Map.of(), State.NONE), held.node(),
                    held.stepKey());
            run.begin(where, run.root, new What.StepStarted(kind(held), inputs(item)));
            run.open(where);
        } catch (Stop stop) {
            if (stop.reason() instanceof Stop.Reason.Failed(RunError error) && !isFinal(error)) {
                failed(item, error);
                return;
            }
            effect(item, lastEffect(held.stepKey()));
            throw stop;
        } finally {
            run.leave();
        }
        work(item, where);
    }

    private void work(CommitPlan.Item item, Where where) {
        try {
            approve(item, where);
            if (!item.approved()) {
                run.end(where, new What.StepSkipped(Texts.text("skipped.leftOut")));
                return;
            }
            ToolReply reply = calls.perform(retry(item.held()), where, run.root, wish(item), item.action());
            run.exclusively(() -> {
                done(item, reply.value());
                return true;
            });
            run.end(where, new What.StepCompleted(Map.of(Kind.RESULT, reply.value()), null));
        } catch (CallFailed failed) {
            end(item, where, failed.error());
        } catch (Stop stop) {
            switch (stop.reason()) {
                case Stop.Reason.Failed(RunError error) -> {
                    end(item, where, error);
                    if (isFinal(error)) {
                        throw stop;
                    }
                }
                case Stop.Reason.Cancelled(Scope scope) -> {
                    run.exclusively(() -> {
                        effect(item, lastEffect(where));
                        return true;
                    });
                    run.end(where, new What.StepSkipped(RunState.skipped(scope), RunState.leave(stop)));
                    throw stop;
                }
                case Stop.Reason.Capped _,Stop.Reason.EndFrame _,Stop.Reason.EndRun _,Stop.Reason.Repeat _,Stop.Reason.Unknown _ ->
                    throw stop;
            }
        } catch (RuntimeException | StackOverflowError e) {
            end(item, where, RunState.bug(where, e));
        }
    }

    /** How the step ended before; without a result where it was left out. Inside the section. */
    private @Nullable StepResult known(String stepKey) {
        @Nullable Recording recording = run.recording();
        Recording.@Nullable Step step = recording == null || recording.isReplay() ? null : recording.step(stepKey);
        if (recording != null && step != null && step.ending() instanceof What.StepSkipped(String _, var leave)
                && leave == null) {
            recording.takeOver(step);
            return new StepResult(Map.of(), null);
        }
        return run.taken(stepKey, run.root);
    }

    /** Request and decision stand in the journal before anything is done because of them. */
    private void approve(CommitPlan.Item item, Where where) {
        DryRun.Held held = item.held();
        ApprovalDecided decision = item.decision();
        ApprovalRequested request = run.approvals.request(where, ApprovalRequested.About.TOOL, held.action(),
                Texts.text("approval.tool", held.request().tool()), Texts.text("approval.commit"), true, null, null);
        run.approvals.tell(where, run.root, request, new ApprovalDecided(request.id(), decision.verdict(),
                decision.value(), decision.person(), decision.comment(), decision.sha256()));
    }

    private ToolCalls.Wish wish(CommitPlan.Item item) {
        ToolRequest request = item.held().request();
        Tool tool = CommitPlan.tool(request.tool(), run.tools, run.memory).orElseGet(() -> gone(item.held()));
        JsonNode arguments = item.action().path("arguments");
        if (request.tool().equals(ToolRequest.REMEMBER)) {
            return new ToolCalls.Wish(tool, arguments, null, List.of(), Integer.MAX_VALUE, ToolStep.DEFAULT_TIMEOUT,
                    null, null, Amount.STEP, request.idempotencyKey());
        }
        @Nullable Found found = found(item.held().node());
        @Nullable ToolCall call = found != null && found.node().kind() instanceof ToolCall one ? one : null;
        @Nullable ToolDeclaration declared = found == null ? null : found.in().tools().get(request.tool());
        @Nullable Integer maxChars = call == null ? null : call.maxResultChars();
        Duration timeout = UsedTools.timeout(call == null ? null : call.callTimeout(),
                declared == null ? null : declared.timeout());
        return new ToolCalls.Wish(tool, arguments, request.config(), call == null ? List.of() : call.fields(),
                maxChars == null ? ToolStep.DEFAULT_MAX_CHARS : maxChars,
                timeout, null, null, ToolCalls.ONE_CALL, request.idempotencyKey());
    }

    /** A tool that was there when the run began: what is recorded of it can be gone over, and nothing else. */
    private static Tool gone(DryRun.Held held) {
        var definition = new Tool.Definition(held.request().tool(), "", Details.of("type", "object"), null,
                held.effect(), false);
        return new Tool() {
            @Override
            public Definition definition() {
                return definition;
            }

            @Override
            public JsonNode call(JsonNode arguments, Call call) throws ToolException {
                throw new ToolException(ErrorCode.NO_TOOL,
                        Texts.text("error.noTool", definition.name()), Texts.text("wayOut.noTool"));
            }
        };
    }

    private Settings.@Nullable Retry retry(DryRun.Held held) {
        @Nullable Found found = found(held.node());
        if (found == null) {
            return null;
        }
        @Nullable ToolDeclaration declared = found.in().tools().get(held.request().tool());
        return UsedTools.retry(found.node(), declared == null ? null : declared.retry());
    }

    /** A node and the document it stands in. */
    private record Found(Workflow in, Node node) {}

    /** A node by its id: in another document it is the subflow's id, a dot, and its own. Null where there is none. */
    private @Nullable Found found(String id) {
        Workflow in = workflow;
        String rest = id;
        for (int dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.')) {
            @Nullable Node node = in.node(rest.substring(0, dot)).orElse(null);
            rest = rest.substring(dot + 1);
            @Nullable String file = null;
            if (node != null && node.kind() instanceof Subflow subflow) {
                file = subflow.file();
            } else if (node != null) {
                // A workflow that is called as a tool: its name stands between.
                int end = rest.indexOf('.');
                @Nullable ToolDeclaration tool = in.tools().get(end < 0 ? rest : rest.substring(0, end));
                if (end < 0) {
                    return new Found(in, node);
                }
                file = tool == null || tool.subflow() == null ? null : tool.subflow().file();
                rest = rest.substring(end + 1);
            }
            @Nullable Workflow other = file == null ? null : run.options.documents().get(file);
            if (other == null) {
                return null;
            }
            in = other;
        }
        Workflow last = in;
        return in.node(rest).map(node -> new Found(last, node)).orElse(null);
    }

    private static String kind(DryRun.Held held) {
        return held.request().tool().equals(ToolRequest.REMEMBER) ? "remember" : "tool";
    }

    private static Map<String, JsonNode> inputs(CommitPlan.Item item) {
        var inputs = new LinkedHashMap<String, JsonNode>();
        item.action().path("arguments").properties().forEach(one -> inputs.put(one.getKey(), one.getValue()));
        return inputs;
    }

    private static boolean isFinal(RunError error) {
        return error.code() == ErrorCode.STORAGE_FAILED || error.code() == ErrorCode.DIVERGENCE;
    }

    private void end(CommitPlan.Item item, Where where, RunError error) {
        run.exclusively(() -> {
            failed(item, error);
            return true;
        });
        run.end(where, new What.StepFailed(error));
    }

    /** The last effect of a step that is left; inside the section. */
    private @Nullable What lastEffect(Where where) {
        @Nullable What now = run.lastEffect(where);
        return now == null ? lastEffect(where.stepKey()) : now;
    }

    private @Nullable What lastEffect(String stepKey) {
        @Nullable Recording recording = run.recording();
        Recording.@Nullable Step step = recording == null ? null : recording.step(stepKey);
        return step == null
                ? null
                : step.events.reversed().stream().map(Event::what)
                        .filter(what -> what instanceof What.EffectCompleted || what instanceof What.EffectFailed)
                        .findFirst().orElse(null);
    }

    /** What came of a step that was left: it may have been done all the same. Inside the section. */
    private void effect(CommitPlan.Item item, @Nullable What last) {
        if (last instanceof What.EffectCompleted completed && completed.reply() instanceof ToolReply reply) {
            done(item, reply.value());
        } else if (last instanceof What.EffectFailed failed) {
            failed(item, failed.error());
        }
    }

    /** Inside the section. */
    private void done(CommitPlan.Item item, JsonNode value) {
        done++;
        ObjectNode outcome = Details.of("id", item.held().id(), "status", DONE, Kind.RESULT, value);
        outcomes.put(item.held().id(), simulated ? outcome.put("simulated", true) : outcome);
    }

    /** Inside the section. */
    private void failed(CommitPlan.Item item, RunError error) {
        firstError = firstError == null ? error : firstError;
        outcomes.put(item.held().id(), Details.of("id", item.held().id(), "status",
                ToolDoor.isOpen(error) ? UNKNOWN : FAILED, "error",
                Details.of("code", error.code(), "message", error.message())));
    }
}
