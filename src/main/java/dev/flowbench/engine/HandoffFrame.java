package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tiers in order, each of which gives a result or hands the task up with its reason. What a tier gives is a hand-off when
 * it is an object that names where to go in {@code escalateTo}, or one that holds nothing but {@code escalateTo} and
 * {@code reason}; what else such an object holds is handed on, and stands as the result if nobody does better.
 */
final class HandoffFrame {
    static final String TIER = "tier";
    private static final String ESCALATE_TO = "escalateTo";
    private static final String REASON = "reason";
    private static final String NEXT = "next";
    private static final Set<String> HAND_OFF = Set.of(ESCALATE_TO, REASON);
    private static final int DEFAULT_MOST = 3;

    private final Interpreter interpreter;

    HandoffFrame(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    /** Where the task stands. */
    private static final class Task {
        final ObjectNode prior = JsonNodeFactory.instance.objectNode();
        @Nullable JsonNode reason;
        /** What stands if nobody does better, and whose it is. */
        @Nullable JsonNode best;
        String bestTier = "";
        @Nullable Partial partial;
        List<What.StateWritten> writes = List.of();
        int handOffs;
    }

    StepResult run(Work.HandoffWork work, NodePlan plan, Where where, Context context, Map<String, JsonNode> inputs) {
        int most = work.kind().maxHandoffs() == null ? DEFAULT_MOST : work.kind().maxHandoffs();
        List<Branch> tiers = work.kind().tiers();
        var task = new Task();
        int tier = 0;
        while (true) {
            JsonNode answer = ask(work, plan, where, context, inputs, task, tier);
            if (!isHandOff(answer)) {
                return new StepResult(ports(answer, tiers.get(tier).id()), task.partial, task.writes);
            }
            take(tiers.get(tier).id(), answer, task);
            if (tier + 1 == tiers.size()) {
                return unfinished("lastTier", plan, where, task);
            }
            if (task.handOffs == most) {
                interpreter.run.tell(where, new What.CapTripped(where.span(), "handoffs", Integer.toString(most),
                        Integer.toString(task.handOffs), "1"));
                return unfinished("handoffs", plan, where, task);
            }
            tier = handOff(tiers, where, tier, answer, task);
        }
    }

    /** What a tier gives. */
    private JsonNode ask(Work.HandoffWork work, NodePlan plan, Where where, Context context,
            Map<String, JsonNode> inputs, Task task, int tier) {
        Branch branch = work.kind().tiers().get(tier);
        var in = new LinkedHashMap<>(inputs);
        if (!task.prior.isEmpty()) {
            in.put("prior", task.prior.deepCopy());
        }
        if (task.reason != null) {
            in.put(REASON, task.reason);
        }
        GraphResult result;
        try {
            result = interpreter.part(work.tiers().get(tier),
                    interpreter.child(context, where, branch.id(), in));
        } catch (Stop stop) {
            if (stop.reason() instanceof Stop.Reason.Capped capped && capped.value() == null && task.best != null) {
                throw new Stop(capped.carrying(
                        new GraphResult(task.best, ports(task.best, task.bestTier), null)));
            }
            throw stop;
        }
        @Nullable JsonNode answer = result.value();
        if (answer == null) {
            throw Stop.failed(new RunError(ErrorCode.NO_RESULT,
                    Texts.text("error.noChildResult", plan.node().displayTitle(), branch.displayTitle()),
                    Texts.text("wayOut.noChildResult"), where.node(), 1, null, -1));
        }
        task.partial = result.partial();
        task.writes = State.joined(task.writes, result.writes());
        return answer;
    }

    private static boolean isHandOff(JsonNode answer) {
        if (!answer.isObject()) {
            return false;
        }
        JsonNode to = answer.path(ESCALATE_TO);
        if (to.isTextual() && !to.textValue().isBlank() || to.isBoolean() && to.booleanValue()) {
            return true;
        }
        boolean nothingElse = true;
        for (Map.Entry<String, JsonNode> field : answer.properties()) {
            nothingElse &= HAND_OFF.contains(field.getKey());
        }
        return nothingElse && answer.path(REASON).isTextual() && !to.isBoolean();
    }

    /** Keeps what the tier gives beside the hand-off itself. */
    private static void take(String tier, JsonNode answer, Task task) {
        ObjectNode rest = answer.deepCopy();
        rest.remove(HAND_OFF);
        task.reason = answer.path(REASON).isTextual() ? answer.get(REASON) : null;
        task.prior.set(tier, Details.of(REASON, task.reason, Kind.VALUE, rest.isEmpty() ? null : rest));
        if (!rest.isEmpty()) {
            task.best = rest;
            task.bestTier = tier;
        } else if (task.best == null || !task.bestTier.isEmpty() && isHandOff(task.best)) {
            task.best = answer;
            task.bestTier = tier;
        }
    }

    /** The tier that takes over: the one that was named if it is higher up, else the next. */
    private int handOff(List<Branch> tiers, Where where, int tier, JsonNode answer, Task task) {
        String asked = answer.path(ESCALATE_TO).asText();
        int to = tier + 1;
        for (int i = tier + 1; i < tiers.size(); i++) {
            if (tiers.get(i).id().equals(asked)) {
                to = i;
            }
        }
        boolean asAsked = tiers.get(to).id().equals(asked) || !answer.path(ESCALATE_TO).isTextual()
                || asked.isBlank() || asked.equals(NEXT);
        task.handOffs++;
        interpreter.run.tell(where,
                new What.Decided(What.Choice.HANDOFF, Details.of("from", tiers.get(tier).id(), "to",
                        tiers.get(to).id(), REASON, task.reason, "asked", asAsked ? null : asked)));
        return to;
    }

    private static StepResult unfinished(String why, NodePlan plan, Where where, Task task) {
        if (task.best == null) {
            throw new IllegalStateException("no answer");
        }
        return new StepResult(ports(task.best, task.bestTier), new Partial(why, where.span(),
                Texts.text("partial." + why, plan.node().displayTitle(), task.handOffs,
                        task.reason == null ? "" : task.reason.asText()).strip()),
                task.writes);
    }

    private static Map<String, JsonNode> ports(JsonNode result, String tier) {
        return Details.ports(Kind.RESULT, result, TIER, TextNode.valueOf(tier));
    }
}
