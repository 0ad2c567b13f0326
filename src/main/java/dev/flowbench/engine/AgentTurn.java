package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One turn of an agent's model: an answer, or calls of tools that can be made. Calls that cannot are mended in layers: asked
 * again coolly with what is wrong, then with a simpler prompt, then a person decides where the document says so.
 */
final class AgentTurn {
    private static final String CALLS = "toolCalls";
    private static final String USABLE = "usable";
    private static final String THOUGHTS = "thoughts";

    private final RunState run;
    private final ModelCalls models;
    private final ToolCalls calls;

    AgentTurn(RunState run, ModelCalls models, ToolCalls calls) {
        this.run = run;
        this.models = models;
        this.calls = calls;
    }

    /**
     * What a turn gave.
     *
     * @param usable whether its calls can be made; else there are none
     * @param thoughts what the model wants back with it; null for nothing
     */
    record Said(String text, List<ToolUse> calls, boolean usable, @Nullable JsonNode thoughts) {
        static Said of(Map<String, JsonNode> outputs) {
            var calls = new ArrayList<ToolUse>();
            for (JsonNode call : outputs.getOrDefault(CALLS, JsonNodeFactory.instance.arrayNode())) {
                calls.add(new ToolUse(call.path("id").asText(), call.path("tool").asText(), call.path("arguments")));
            }
            return new Said(outputs.getOrDefault(Kind.RESULT, TextNode.valueOf("")).asText(), List.copyOf(calls),
                    outputs.getOrDefault(USABLE, BooleanNode.TRUE).asBoolean(), outputs.get(THOUGHTS));
        }

        /** As the model is told what it said. */
        ModelRequest.Turn turn() {
            return new ModelRequest.Turn(Message.Role.ASSISTANT, text, calls, null, List.of(), thoughts);
        }
    }

    /** How often the model is told what is wrong with its calls: as often as the document says, else once. */
    private static int repairs(NodePlan plan) {
        for (Settings.Recovery recovery : plan.node().settings().onFailure()) {
            if (recovery.action() == Settings.Recovery.Action.REPAIR && recovery.times() != null) {
                return recovery.times();
            }
        }
        return 1;
    }

    /** Asks; what it gives is in the outputs, for {@link Said#of}. */
    StepResult run(NodePlan plan, Where first, Scope scope, ModelCalls.Question question, Map<String, Tool> tools) {
        var attempts = new ModelCalls.Attempts(question);
        // As it is, then told what is wrong at temperature 0, then asked something simpler.
        boolean simpler = false;
        int repairs = repairs(plan);
        boolean cool = false;
        while (true) {
            ModelReply reply;
            try {
                reply = models.reply(plan, first, scope, cool ? question.with(0.0) : question, attempts);
            } catch (Stop stop) {
                if (cool && stop.reason() instanceof Stop.Reason.Failed(RunError error)
                        && error.code() == ErrorCode.BAD_REQUEST) {
                    // Some models take no temperature.
                    cool = false;
                    attempts.attempt++;
                    continue;
                }
                throw stop;
            }
            Where where = first.withAttempt(attempts.attempt);
            List<List<String>> wrong = violations(reply, tools);
            boolean cutOff = reply.finish() == ModelReply.Finish.LENGTH && !reply.toolCalls().isEmpty();
            var all = new ArrayList<String>();
            wrong.forEach(all::addAll);
            if (cutOff) {
                all.add(Texts.text("violation.cutOff", question.maxOutputTokens()));
            } else if (reply.toolCalls().isEmpty() && reply.text().isBlank()) {
                all.add(Texts.text("violation.empty"));
            }
            if (all.isEmpty()) {
                return new StepResult(outputs(reply, json(reply.toolCalls()), true),
                        ModelCalls.truncated(plan, where, reply));
            }
            boolean last = simpler || !attempts.mayAsk();
            run.tell(where, new What.OutputRejected(all, !last));
            attempts.attempt++;
            cool = true;
            if (last) {
                return escalate(plan, where, scope, reply, all, tools);
            }
            if (repairs > 0) {
                repairs--;
                again(attempts, reply, wrong, all);
            } else {
                simpler = true;
                attempts.conversation.clear();
                attempts.conversation.addAll(question.messages());
                attempts.conversation
                        .add(AgentTalk.user(Texts.text("prompt.simpler", String.join(", ", tools.keySet()))));
            }
        }
    }

    /** By call, what is wrong with it. */
    private List<List<String>> violations(ModelReply reply, Map<String, Tool> tools) {
        var wrong = new ArrayList<List<String>>();
        for (ToolUse use : reply.toolCalls()) {
            wrong.add(violations(use.tool(), use.arguments(), tools));
        }
        return wrong;
    }

    private List<String> violations(String name, JsonNode arguments, Map<String, Tool> tools) {
        @Nullable Tool tool = tools.get(name);
        return tool == null
                ? List.of(Texts.text("violation.noTool", name, String.join(", ", tools.keySet())))
                : calls.violations(tool, arguments).stream().map(one -> name + ": " + one).toList();
    }

    /** The model hears call by call what is wrong: none of them was made. */
    private static void again(ModelCalls.Attempts attempts, ModelReply reply, List<List<String>> wrong,
            List<String> all) {
        if (reply.toolCalls().isEmpty()) {
            attempts.conversation.add(AgentTalk.user(Texts.text("repair", "- " + String.join("\n- ", all))));
            return;
        }
        attempts.conversation.add(new ModelRequest.Turn(Message.Role.ASSISTANT, reply.text(), reply.toolCalls(), null,
                List.of(), reply.thoughts()));
        for (int i = 0; i < reply.toolCalls().size(); i++) {
            List<String> mine = wrong.get(i).isEmpty() ? all : wrong.get(i);
            attempts.conversation.add(new ModelRequest.Turn(Message.Role.USER,
                    Texts.text("repair.call", "- " + String.join("\n- ", mine)), List.of(),
                    reply.toolCalls().get(i).id()));
        }
    }

    /** A person mends the calls, where the document says so; else there are none. */
    private StepResult escalate(NodePlan plan, Where where, Scope scope, ModelReply reply, List<String> wrong,
            Map<String, Tool> tools) {
        boolean person = plan.node().settings().onFailure().stream()
                .anyMatch(recovery -> recovery.action() == Settings.Recovery.Action.PERSON);
        ArrayNode wanted = json(reply.toolCalls());
        if (person) {
            JsonNode action = Details.of(CALLS, wanted);
            ApprovalRequested request = run.approvals.request(where, ApprovalRequested.About.FAULT, action,
                    Texts.text("ask.calls", plan.node().displayTitle()), String.join("; ", wrong), true, null, null);
            What.ApprovalDecided decided = run.approvals.ask(where, scope, request);
            if (decided.verdict() == What.ApprovalDecided.Verdict.EDIT && decided.value() != null
                    && decided.value().path(CALLS) instanceof ArrayNode mended && !mended.isEmpty()
                    && fits(mended, tools)) {
                return new StepResult(outputs(reply, mended, true), null);
            }
        }
        return new StepResult(outputs(reply, JsonNodeFactory.instance.arrayNode(), false), null);
    }

    private boolean fits(ArrayNode calls, Map<String, Tool> tools) {
        for (JsonNode call : calls) {
            if (!violations(call.path("tool").asText(), call.path("arguments"), tools).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static ArrayNode json(List<ToolUse> calls) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        calls.forEach(call -> all
                .add(Details.of("id", call.id(), "tool", call.tool(), "arguments", call.arguments())));
        return all;
    }

    private static Map<String, JsonNode> outputs(ModelReply reply, ArrayNode calls, boolean usable) {
        var outputs = new LinkedHashMap<String, JsonNode>();
        outputs.put(Kind.RESULT, TextNode.valueOf(reply.text()));
        if (!calls.isEmpty()) {
            outputs.put(CALLS, calls);
        }
        if (!usable) {
            outputs.put(USABLE, BooleanNode.FALSE);
        } else if (reply.thoughts() != null && calls.equals(json(reply.toolCalls()))) {
            outputs.put(THOUGHTS, reply.thoughts()); // What a person mended, the model did not think.
        }
        return outputs;
    }
}
