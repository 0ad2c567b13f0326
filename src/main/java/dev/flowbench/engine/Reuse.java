package dev.flowbench.engine;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a fork takes from the run it is made from: the answer to the same request at the same step. It also tells what is
 * kept and what is not, before anything is sent.
 *
 * <p>All methods are called inside the run's section.
 */
final class Reuse {
    /** An answer that was recorded. */
    private static final class Answer {
        final What.EffectStarted request;
        final What.EffectCompleted answer;
        boolean taken;

        Answer(What.EffectStarted request, What.EffectCompleted answer) {
            this.request = request;
            this.answer = answer;
        }
    }

    private final Map<String, List<Answer>> answers = new HashMap<>();
    private final Map<String, Amount> paid = new LinkedHashMap<>();
    private final Map<String, Amount> held = new HashMap<>();
    private final Map<String, String> nodes = new HashMap<>();
    private final boolean preview;
    private final List<ForkPreview.Step> kept = new ArrayList<>();
    private final List<ForkPreview.Step> again = new ArrayList<>();
    private final List<ForkPreview.Step> depends = new ArrayList<>();

    /**
     * @param events of the run that is forked
     * @param before events from this number on are not reused
     * @param preview whether it is only asked what would be sent: then nothing is
     */
    Reuse(List<Event> events, long before, boolean preview) {
        this.preview = preview;
        var open = new HashMap<String, What.EffectStarted>();
        for (Event event : events) {
            String key = event.where().stepKey();
            switch (event.what()) {
                case What.EffectStarted began -> open.put(key, began);
                case What.EffectCompleted completed -> {
                    What.@Nullable EffectStarted began = open.remove(key);
                    if (began != null) {
                        String node = event.where().node();
                        nodes.put(key, node == null ? "" : node);
                        paid.merge(key, completed.settled(), Amount::plus);
                        held.merge(key, began.reserved(), Amount::plus);
                        if (event.seq() < before) {
                            answers.computeIfAbsent(key, _ -> new ArrayList<>(1)).add(new Answer(began, completed));
                        }
                    }
                }
                default -> {}
            }
        }
    }

    /**
     * The answer to the same request at that step; each is taken once.
     *
     * @return null to send it
     * @throws Stop where it is only asked what would be sent
     */
    What.@Nullable EffectCompleted take(Where where, What.EffectStarted effect) {
        String node = where.node() == null ? "" : where.node();
        for (Answer answer : answers.getOrDefault(where.stepKey(), List.of())) {
            if (!answer.taken && Recording.sameRequest(keyless(answer.request), keyless(effect))) {
                answer.taken = true;
                kept.add(new ForkPreview.Step(where.stepKey(), node, answer.answer.settled(),
                        answer.answer.settled()));
                return new What.EffectCompleted(answer.answer.reply(), answer.answer.settled(), 0, true);
            }
        }
        if (preview) {
            again.add(new ForkPreview.Step(where.stepKey(), node,
                    paid.getOrDefault(where.stepKey(), Amount.ZERO), effect.reserved()));
            throw new Stop(new Stop.Reason.Unknown());
        }
        return null;
    }

    /** The key by which a tool knows a call again names the run, and a fork is another. */
    private static What.EffectStarted keyless(What.EffectStarted effect) {
        return effect.request() instanceof ToolRequest request
                ? new What.EffectStarted(effect.effect(),
                        new ToolRequest(request.tool(), request.arguments(), request.config(), ""), effect.reserved())
                : effect;
    }

    /** Whether the run that is forked had done something at that step. */
    boolean hasDone(String stepKey) {
        return answers.containsKey(stepKey) || paid.containsKey(stepKey);
    }

    /** That step waits for something that is not known. */
    boolean depends(String stepKey, String node) {
        Amount low = Amount.ZERO;
        Amount high = Amount.ZERO;
        for (Map.Entry<String, Amount> before : paid.entrySet()) {
            if (before.getKey().equals(stepKey) || before.getKey().startsWith(stepKey + "/")) {
                low = low.plus(before.getValue());
                high = high.plus(held.getOrDefault(before.getKey(), Amount.ZERO));
            }
        }
        depends.add(new ForkPreview.Step(stepKey, node, low, high));
        return true;
    }

    /** What was found out. */
    ForkPreview preview() {
        var visited = new java.util.HashSet<String>();
        kept.forEach(step -> visited.add(step.stepKey()));
        again.forEach(step -> visited.add(step.stepKey()));
        var gone = new ArrayList<ForkPreview.Step>();
        paid.forEach((key, amount) -> {
            boolean below = depends.stream().anyMatch(
                    step -> key.equals(step.stepKey()) || key.startsWith(step.stepKey() + "/"));
            boolean unsettled = again.stream().anyMatch(step -> sameFrame(step.stepKey(), key));
            if (!visited.contains(key) && !below && !unsettled) {
                gone.add(new ForkPreview.Step(key, nodes.getOrDefault(key, ""), amount, amount));
            }
        });
        return new ForkPreview(kept, again, depends, gone);
    }

    /** Later steps of a frame in which one runs again: whether they come at all is not known. */
    private static boolean sameFrame(String again, String other) {
        int slash = again.indexOf('/');
        return slash > 0 && other.startsWith(again.substring(0, slash + 1));
    }
}
