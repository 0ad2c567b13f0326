package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.EffectClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a fork takes from the run it is made from: the answer to the same request at the same step. It also knows what was
 * done there that must not be done twice, and tells what is kept and what is not, before anything is sent.
 *
 * <p>All methods are called inside the run's section.
 */
final class Reuse {
    private static final int LONGEST = 400;

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

    /** What was done that must not be done twice. */
    private record Deed(String run, ToolRequest request, boolean unknown) {}

    private final String origin;
    /** Whether the run it is made from is gone, so that nobody knows what was done in it. */
    private final boolean lost;
    /** Whether both runs are simulated: then nothing was done, and nobody needs to be asked. */
    private final boolean pretended;
    private final Map<String, List<Answer>> answers = new HashMap<>();
    private final Map<String, Deed> deeds = new HashMap<>();
    private final Map<String, Amount> paid = new LinkedHashMap<>();
    private final Map<String, Amount> held = new HashMap<>();
    private final Map<String, String> nodes = new HashMap<>();
    private final boolean preview;
    /** The run that came from elsewhere, from which this one is made in the end: its answers may be made up. */
    private @Nullable String foreign;
    private final List<ForkPreview.Step> kept = new ArrayList<>();
    private final List<ForkPreview.Step> again = new ArrayList<>();
    private final List<ForkPreview.Step> asks = new ArrayList<>();
    private final List<ForkPreview.Step> depends = new ArrayList<>();

    private Reuse(String origin, boolean lost, boolean pretended, boolean preview) {
        this.origin = origin;
        this.pretended = pretended;
        this.lost = lost;
        this.preview = preview;
    }

    /**
     * Of a run that is there.
     *
     * @param request of the fork
     * @param events of the run that is forked
     * @param before events from this number on are not reused
     * @param preview whether it is only asked what would be sent: then nothing is
     * @param journal where the runs are kept that the other was made from
     */
    static Reuse of(RunRequest request, List<Event> events, long before, boolean preview, Journal journal) {
        return of(request.options().origin(), request.simulated(), events, before, preview, journal);
    }

    private static Reuse of(String origin, boolean pretended, List<Event> events, long before, boolean preview,
            Journal journal) {
        var reuse = new Reuse(origin, false, pretended, preview);
        reuse.deeds(origin, events);
        reuse.answers(events, before);
        reuse.ancestors(origin, journal);
        return reuse;
    }

    /**
     * Of a fork that is taken up again: what it has taken already is not taken again.
     *
     * @param header of the fork
     * @param own what is recorded of it
     * @return null for a run that is no fork
     */
    static @Nullable Reuse again(Journal.Header header, List<Event> own, Journal journal) throws JournalException {
        long before = OptionsJson.reusedBefore(header);
        if (before < 0) {
            return null;
        }
        String origin = header.origin();
        @Nullable List<Event> events = read(origin, journal);
        if (events == null) {
            return new Reuse(origin, true, header.simulated(), false);
        }
        Reuse reuse = of(origin, header.simulated(), events, before, false, journal);
        for (Event event : own) {
            if (event.what() instanceof What.EffectCompleted completed && completed.reused()) {
                reuse.answers.getOrDefault(event.where().stepKey(), List.of()).stream()
                        .filter(answer -> !answer.taken && answer.answer.reply().equals(completed.reply())).findFirst()
                        .ifPresent(answer -> answer.taken = true);
            }
        }
        return reuse;
    }

    /** All that is kept of a run; null where it is gone or cannot be read. */
    private static @Nullable List<Event> read(String run, Journal journal) {
        try {
            if (run.isEmpty() || journal.header(run).isEmpty()) {
                return null;
            }
            var events = new ArrayList<Event>();
            journal.read(run, events::add);
            return events;
        } catch (JournalException _) {
            return null;
        }
    }

    /** What was done in the runs that the other was made from, which it may not have come to itself. */
    private void ancestors(String run, Journal journal) {
        try {
            var known = new HashSet<String>(Set.of(run));
            Journal.@Nullable Header header = run.isEmpty() ? null : journal.header(run).orElse(null);
            foreign = foreign(header);
            while (header != null && known.add(header.origin())) {
                @Nullable List<Event> events = read(header.origin(), journal);
                if (events == null) {
                    return;
                }
                deeds(header.origin(), events);
                header = journal.header(header.origin()).orElse(null);
                foreign = foreign == null ? foreign(header) : foreign;
            }
        } catch (JournalException _) {
            // A run that cannot be read tells nothing.
        }
    }

    private static @Nullable String foreign(Journal.@Nullable Header header) {
        return header != null && header.imported() ? header.run() : null;
    }

    private void answers(List<Event> events, long before) {
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

    /** What was done, or may have been done, of what must not be done twice; what a nearer run did counts. */
    private void deeds(String run, List<Event> events) {
        var done = new HashMap<String, Deed>();
        var open = new HashMap<String, ToolRequest>();
        for (Event event : events) {
            String key = event.where().stepKey();
            switch (event.what()) {
                case What.EffectStarted(var effect, ToolRequest request, var _) when effect == EffectClass.NON_IDEMPOTENT ->
                    open.put(key, request);
                case What.EffectCompleted _ -> {
                    @Nullable ToolRequest request = open.remove(key);
                    if (request != null) {
                        done.put(key, new Deed(run, request, false));
                    }
                }
                case What.EffectFailed failed -> {
                    @Nullable ToolRequest request = open.remove(key);
                    if (request != null && (failed.uncertain() || ToolDoor.isOpen(failed.error()))) {
                        done.putIfAbsent(key, new Deed(run, request, true));
                    }
                }
                default -> {}
            }
        }
        // Its process ended meanwhile.
        open.forEach((key, request) -> done.putIfAbsent(key, new Deed(run, request, true)));
        done.forEach(deeds::putIfAbsent);
    }

    /** Why nothing is taken from the run it was made from; null while that is there. For people. */
    @Nullable String loss() {
        return lost ? Texts.text("fork.originGone", origin) : null;
    }

    /**
     * Why a person is asked before that call is made: the other run has done it, or may have, and its answer is not taken.
     *
     * @return for people; null where nobody needs to be asked
     * @throws Stop where it is only asked what would be sent
     */
    @Nullable String repeats(Where where, What.EffectStarted effect) {
        if (pretended || !(effect.request() instanceof ToolRequest request) || answer(where, effect) != null) {
            return null;
        }
        @Nullable String reason = ofForeign(effect.effect(), request, reason(where, effect.effect(), request));
        if (reason != null && preview) {
            asks(where, effect.reserved());
        }
        return reason;
    }

    /** Nothing is changed in the world for what somebody else may have made up, unless a person says so. */
    private @Nullable String ofForeign(EffectClass effect, ToolRequest request, @Nullable String reason) {
        boolean changes = switch (effect) {
            case PURE, READ, MODEL -> false;
            case IDEMPOTENT, NON_IDEMPOTENT -> true;
        };
        if (foreign == null || !changes) {
            return reason;
        }
        String why = Texts.text("approval.foreign", foreign, request.tool());
        return reason == null ? why : reason + ' ' + why;
    }

    private @Nullable String reason(Where where, EffectClass effect, ToolRequest request) {
        return switch (effect) {
            case PURE, READ, MODEL -> null;
            case IDEMPOTENT -> lost ? Texts.text("approval.repeatLost", origin, request.tool()) : null;
            case NON_IDEMPOTENT -> {
                @Nullable Deed deed = deeds.get(where.stepKey());
                yield lost
                        ? Texts.text("approval.repeatLost", origin, request.tool())
                        : deed == null
                                ? null
                                : Texts.text(deed.unknown() ? "approval.repeatUnknown" : "approval.repeat",
                                        deed.run(), deed.request().tool(),
                                        text(deed.request().arguments()));
            }
        };
    }

    /** A value in one line, cut off where it is long. */
    private static String text(JsonNode value) {
        String text = value.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    /** Whether it is only asked what would be sent. */
    boolean isPreview() {
        return preview;
    }

    /**
     * A person would be asked before that step goes on.
     *
     * @throws Stop always: what the person says is not known
     */
    void asks(Where where, Amount reserved) {
        asks.add(new ForkPreview.Step(where.stepKey(), where.node() == null ? "" : where.node(),
                paid.getOrDefault(where.stepKey(), Amount.ZERO), reserved));
        throw new Stop(new Stop.Reason.Unknown());
    }

    private @Nullable Answer answer(Where where, What.EffectStarted effect) {
        for (Answer answer : answers.getOrDefault(where.stepKey(), List.of())) {
            if (!answer.taken && Recording.sameRequest(keyless(answer.request), keyless(effect))) {
                return answer;
            }
        }
        return null;
    }

    /**
     * The answer to the same request at that step; each is taken once.
     *
     * @return null to send it
     * @throws Stop where it is only asked what would be sent
     */
    What.@Nullable EffectCompleted take(Where where, What.EffectStarted effect) {
        String node = where.node() == null ? "" : where.node();
        @Nullable Answer answer = answer(where, effect);
        if (answer != null) {
            answer.taken = true;
            kept.add(new ForkPreview.Step(where.stepKey(), node, answer.answer.settled(), answer.answer.settled()));
            return new What.EffectCompleted(answer.answer.reply(), answer.answer.settled(), 0, true);
        }
        if (preview) {
            again.add(new ForkPreview.Step(where.stepKey(), node,
                    paid.getOrDefault(where.stepKey(), Amount.ZERO), effect.reserved()));
            throw new Stop(new Stop.Reason.Unknown());
        }
        return null;
    }

    /**
     * What is told of an effect that was under way when the process ended, and was to take an answer of the other run: it
     * was never sent.
     *
     * @return null for one that was sent
     */
    What.@Nullable EffectCompleted interrupted(Where where, What.EffectStarted effect) {
        @Nullable Answer answer = answer(where, effect);
        if (answer == null) {
            return null;
        }
        answer.taken = true;
        Amount used = answer.answer.settled();
        Amount hold = effect.reserved();
        return new What.EffectCompleted(answer.answer.reply(), new Amount(used.inputTokens(), used.outputTokens(),
                used.nanoUsd(), hold.steps(), hold.toolCalls(), 0, used.priced()), 0, true);
    }

    /** The key by which a tool knows a call again names the run, and a fork is another. */
    private static What.EffectStarted keyless(What.EffectStarted effect) {
        return effect.request() instanceof ToolRequest request
                ? new What.EffectStarted(effect.effect(),
                        new ToolRequest(request.tool(), request.arguments(), request.config(), ""), effect.reserved())
                : effect;
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
        var visited = new HashSet<String>();
        kept.forEach(step -> visited.add(step.stepKey()));
        again.forEach(step -> visited.add(step.stepKey()));
        asks.forEach(step -> visited.add(step.stepKey()));
        var gone = new ArrayList<ForkPreview.Step>();
        paid.forEach((key, amount) -> {
            boolean below = depends.stream().anyMatch(
                    step -> key.equals(step.stepKey()) || key.startsWith(step.stepKey() + "/"));
            boolean unsettled = Stream.concat(again.stream(), asks.stream())
                    .anyMatch(step -> sameFrame(step.stepKey(), key));
            if (!visited.contains(key) && !below && unsettled) {
                depends.add(new ForkPreview.Step(key, nodes.getOrDefault(key, ""), amount,
                        held.getOrDefault(key, Amount.ZERO)));
            } else if (!visited.contains(key) && !below) {
                gone.add(new ForkPreview.Step(key, nodes.getOrDefault(key, ""), amount, amount));
            }
        });
        return new ForkPreview(kept, again, asks, depends, gone);
    }

    /** Later steps of a frame in which one runs again: whether they come at all is not known. */
    private static boolean sameFrame(String again, String other) {
        int slash = again.indexOf('/');
        return slash > 0 && other.startsWith(again.substring(0, slash + 1));
    }
}
