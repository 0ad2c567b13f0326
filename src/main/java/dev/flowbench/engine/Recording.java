package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a run's journal says, step by step. The interpreter goes over the run again, and what it tells is held against it:
 * an event that is recorded is not told a second time. That is all there is to resuming and replaying.
 *
 * <p>All methods are called inside the run's section.
 */
final class Recording {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What one step told, in its order. */
    static final class Step {
        final Where where;
        final List<Event> events = new ArrayList<>(4);
        private int next;

        Step(Where where) {
            this.where = where;
        }

        /** How it ended; null when it had not. */
        @Nullable What ending() {
            What last = events.getLast().what();
            return isEnding(last) ? last : null;
        }

        /** What it wrote to the state. */
        List<What.StateWritten> writes() {
            return events.stream().map(Event::what).filter(What.StateWritten.class::isInstance)
                    .map(What.StateWritten.class::cast).toList();
        }

        private void skipAll() {
            next = events.size();
        }
    }

    private final boolean replay;
    private final Map<String, Step> steps = new HashMap<>();
    private final Set<String> passages = new HashSet<>();
    /** Steps whose own time ran out, as far as they were gone over, with what was over. */
    private final Map<String, Scope.Cause> timers = new HashMap<>();
    private final Map<Long, Amount> spent = new HashMap<>();
    /** By span and cap: how much the cap was. */
    private final Map<Long, Map<String, String>> tripped = new HashMap<>();
    private final Set<Long> breached = new HashSet<>();
    /** By span: when it began, in microseconds of the run's active time. */
    private final Map<Long, Long> began = new HashMap<>();
    private long active;
    /** From when a process had the run to the last that it told, in microseconds since 1970. */
    private final List<long[]> epochs = new ArrayList<>();
    private Amount total = Amount.ZERO;
    private long lastSeq;
    private long lastAt;
    private long lastSpan = Where.ROOT;
    private boolean whole;
    private boolean edits;
    private @Nullable Divergence divergence;
    private boolean over;
    private int reproduced;

    /** @param replay whether nothing is ever done live: what is not recorded is a divergence */
    Recording(List<Event> events, boolean replay) {
        this.replay = replay;
        var parents = new HashMap<Long, Long>();
        boolean leftBehind = false;
        @Nullable Event before = null;
        for (Event event : events) {
            Where where = event.where();
            if (before != null && !isRest(before.what(), event.what())) {
                active += event.at() - before.at();
            }
            if (before == null || event.what() instanceof What.Resumed) {
                epochs.add(new long[]{event.at(), event.at()});
            } else if (!isLater(event.what())) {
                epochs.getLast()[1] = event.at();
            }
            before = event;
            began.putIfAbsent(where.span(), active);
            lastSeq = event.seq();
            lastAt = event.at();
            lastSpan = Math.max(lastSpan, where.span());
            if (event.what() instanceof What.Stood) {
                continue; // That a step stood does not make it begin.
            }
            Step step = steps.get(where.stepKey());
            if (step == null) {
                step = new Step(where.withAttempt(1));
                steps.put(where.stepKey(), step);
                parents.put(where.span(), where.parent());
                passages(where.stepKey());
            }
            step.events.add(event);
            switch (event.what()) {
                case What.EffectCompleted completed -> book(parents, step, where.span(), completed.settled());
                case What.EffectHeld held -> book(parents, step, where.span(),
                        held.request().tool().startsWith("memory.")
                                ? Amount.STEP
                                : ToolCalls.ONE_CALL);
                case What.EffectFailed failed -> book(parents, step, where.span(), failed.settled());
                case What.StepCompleted _,What.StepFailed _,What.StepSkipped _ -> {
                    if (countsAtOnce(step)) {
                        book(parents, step, where.span(), Amount.STEP);
                    }
                }
                case What.Decided(What.Choice choice, JsonNode _) when choice == What.Choice.EDIT -> edits = true;
                case What.Decided(What.Choice choice, JsonNode _) when choice == What.Choice.ITEM ->
                    book(parents, step, where.span(), Amount.SPAWN);
                case What.Decided release when release.choice() == What.Choice.RELEASE -> release(parents, release);
                case What.Decided(What.Choice choice, JsonNode detail) when choice == What.Choice.ROUTE
                        && RouterStep.counts(detail) ->
                    book(parents, step, where.span(), Amount.STEP);
                case What.CapTripped cap ->
                    tripped.computeIfAbsent(cap.scope(), _ -> new HashMap<>(2)).put(cap.cap(), cap.limit());
                case What.Decided(What.Choice choice, JsonNode detail) when choice == What.Choice.GUARD
                        && detail.path("reason").asText().equals(RunState.LEFT_BEHIND) ->
                    leftBehind = true;
                case What.RunFinished _ -> whole = true;
                default -> {}
            }
        }
        for (Step step : steps.values()) {
            // One that was left on its way had been counted if it told anything after its beginning.
            if (step.ending() == null && countsAtOnce(step)
                    && step.events.stream().dropWhile(event -> !(event.what() instanceof What.StepStarted)).skip(1)
                            .anyMatch(event -> !fromOutside(event.where().stepKey(), event.what()))) {
                book(parents, step, step.where.span(), Amount.STEP);
            }
        }
        whole &= !leftBehind;
    }

    /** Whether the run stood still between two events: its process was gone, it was put away, or it waited for people only. */
    private static boolean isRest(What one, What next) {
        return next instanceof What.Resumed || isLater(next) || one instanceof What.Suspended
                || one instanceof What.Paused && next instanceof What.Continued
                || one instanceof What.ApprovalRequested && next instanceof What.ApprovalDecided;
    }

    /** A person gave back what was booked: there is room again, also where a cap had tripped. */
    private void release(Map<Long, Long> parents, What.Decided release) {
        Amount back = Amount.ZERO.minus(What.released(release));
        total = total.plus(back);
        for (@Nullable Long s = release.detail().path("span").asLong(); s != null && s != 0; s = parents.get(s)) {
            spent.merge(s, back, Amount::plus);
            tripped.remove(s);
        }
    }

    /** Whether it is told of a run that does not go on. */
    private static boolean isLater(What what) {
        return what instanceof What.Decided decided
                && (decided.choice() == What.Choice.RELEASE || decided.choice() == What.Choice.COMMIT);
    }

    private void passages(String key) {
        for (int slash = key.lastIndexOf('/'); slash >= 0; slash = key.lastIndexOf('/', slash - 1)) {
            if (!passages.add(key.substring(0, slash + 1))) {
                return;
            }
        }
    }

    private void book(Map<Long, Long> parents, Step step, long span, Amount amount) {
        total = total.plus(amount);
        boolean over = isBreach(step, amount);
        for (@Nullable Long s = span; s != null && s != 0; s = parents.get(s)) {
            spent.merge(s, amount, Amount::plus);
            if (over) {
                breached.add(s);
            }
        }
    }

    private static boolean isBreach(Step step, Amount settled) {
        for (int i = step.events.size() - 1; i >= 0; i--) {
            if (step.events.get(i).what() instanceof What.EffectStarted began) {
                return settled.inputTokens() > began.reserved().inputTokens()
                        || settled.outputTokens() > began.reserved().outputTokens();
            }
        }
        return false;
    }

    /** A step that is over at once was counted unless a cap turned it away. */
    private static boolean countsAtOnce(Step step) {
        return step.events.stream().anyMatch(event -> event.what() instanceof What.StepStarted began
                && Interpreter.COUNTED.contains(began.kind()))
                && step.events.stream().noneMatch(event -> event.what() instanceof What.EffectStarted
                        || event.what() instanceof What.CapTripped cap && !cap.cap().equals(RunState.WALL_CLOCK)
                        || event.what() instanceof What.Decided decided
                                && (decided.choice() == What.Choice.REFUSED
                                        || decided.choice() == What.Choice.PIN));
    }

    static boolean isEnding(What what) {
        return what instanceof What.StepCompleted || what instanceof What.StepFailed
                || what instanceof What.StepSkipped || what instanceof What.RunFinished;
    }

    /** What comes from outside or from the clock, and is not told by who goes over the run again. */
    private static boolean fromOutside(String key, What what) {
        // What is reviewed later is decided on the run itself, whenever the person comes to it.
        return key.isEmpty() && what instanceof What.ApprovalDecided || fromOutside(what);
    }

    private static boolean fromOutside(What what) {
        return switch (what) {
            case What.Paused _,What.Continued _,What.Stood _,What.CancelRequested _,What.Resumed _,What.Suspended _ ->
                true;
            case What.CapTripped cap -> cap.cap().equals(RunState.WALL_CLOCK);
            case What.Decided decided -> switch (decided.choice()) {
                case WAIT, BUDGET, RELEASE, TIMER, COMMIT -> true;
                case GUARD -> decided.detail().path("reason").asText().equals(RunState.LEFT_BEHIND);
                default -> false;
            };
            default -> false;
        };
    }

    /** Whether a person changed values in it. */
    boolean hasEdits() {
        return edits;
    }

    boolean isReplay() {
        return replay;
    }

    long lastSeq() {
        return lastSeq;
    }

    /** When the last of it happened, microseconds since 1970-01-01T00:00Z. */
    long lastAt() {
        return lastAt;
    }

    long lastSpan() {
        return lastSpan;
    }

    Amount total() {
        return total;
    }

    /** What the frame of that span and all in it has spent. */
    Amount spent(long span) {
        return spent.getOrDefault(span, Amount.ZERO);
    }

    /** How much of the run's active time had passed since the step of that span began; nothing for a new one. */
    Duration active(long span) {
        @Nullable Long since = began.get(span);
        return since == null ? Duration.ZERO : Duration.of(active - since, ChronoUnit.MICROS);
    }

    /** When the next recorded event of a step was told that it has not told again yet; -1 for none. */
    long at(String key) {
        if (next(key) == null) {
            return -1;
        }
        Step step = known(key);
        return step.events.get(step.next).at();
    }

    /** For how many microseconds since then a process had the run: only then somebody could answer what it asks. */
    long present(long since) {
        long sum = 0;
        for (long[] epoch : epochs) {
            sum += Math.max(0, epoch[1] - Math.max(epoch[0], since));
        }
        return sum;
    }

    /** The caps of that frame that had tripped, with how much they were. */
    Map<String, String> tripped(long span) {
        return tripped.getOrDefault(span, Map.of());
    }

    /** Whether a provider had used more than its bound in that frame. */
    boolean breached(long span) {
        return breached.contains(span);
    }

    /** What a step told; null for one of which nothing was told. */
    @Nullable Step step(String key) {
        return steps.get(key);
    }

    /** Whether anything was told of what runs below that prefix of step keys. */
    boolean entered(String prefix) {
        return passages.contains(prefix);
    }

    /** Whether anybody stopped the run. */
    boolean cancelRequested() {
        @Nullable Step root = steps.get("");
        return root != null && root.events.stream().anyMatch(event -> event.what() instanceof What.CancelRequested);
    }

    /** A step is taken as it ended, with all in it. */
    void takeOver(Step step) {
        step.skipAll();
    }

    /**
     * The run ends before the step came to where it had been.
     *
     * @return whether its end is recorded
     */
    boolean leaveBehind(String key) {
        @Nullable Step step = steps.get(key);
        if (step == null) {
            return false;
        }
        step.skipAll();
        return step.ending() != null;
    }

    /** The next recorded event of a step that it has not told again yet; null for none. */
    @Nullable What next(String key) {
        @Nullable Step step = steps.get(key);
        if (step == null) {
            return null;
        }
        while (step.next < step.events.size() && fromOutside(key, step.events.get(step.next).what())) {
            What what = step.events.get(step.next++).what();
            if (what instanceof What.CapTripped) {
                timers.put(key, Scope.Cause.WALL_CLOCK);
            } else if (what instanceof What.Decided decided && decided.choice() == What.Choice.TIMER) {
                timers.put(key, Scope.Cause.TIMEOUT);
            }
        }
        return step.next < step.events.size() ? step.events.get(step.next).what() : null;
    }

    /** Why a step's own time ran out before the event at which it stands; null where it did not. */
    Scope.@Nullable Cause timer(String key) {
        next(key);
        return timers.get(key);
    }

    /** The step is tried once more: the time that ran out was that of the try before. */
    void onceMore(String key) {
        next(key);
        timers.remove(key);
    }

    /** What comes to be told of a step that is not gone over to its end: it is found there as if it had been told before. */
    void add(Event event) {
        known(event.where().stepKey()).events.add(event);
    }

    private Step known(String key) {
        return Objects.requireNonNull(steps.get(key), key);
    }

    /** Goes past the event that {@link #next} gave. */
    void pass(String key) {
        known(key).next++;
        reproduced++;
    }

    /**
     * Holds what is told against what was recorded.
     *
     * @return whether it is recorded, so that it must not be told again
     * @throws Stop if something else is recorded in its place
     */
    boolean takes(Where where, What what) {
        if (over) {
            return true;
        }
        @Nullable What recorded = next(where.stepKey());
        if (recorded == null) {
            if (!replay || fromOutside(where.stepKey(), what) || what instanceof What.RunFinished && !whole) {
                return replay;
            }
            throw ends(where, what);
        }
        if (!replay && fromOutside(where.stepKey(), what)) {
            return false;
        }
        if (!same(recorded, what) && !bothLeave(recorded, what)) {
            throw diverged(where, recorded, what);
        }
        pass(where.stepKey());
        return true;
    }

    /** One that was cut off for good left as its run was ended, whatever it would have told itself. */
    private static boolean bothLeave(What recorded, What now) {
        return recorded instanceof What.StepSkipped skipped && skipped.leave() != null
                && (now instanceof What.StepSkipped other && other.leave() != null
                        || now instanceof What.StepCompleted completed && completed.leave() != null)
                || recorded instanceof What.RunFinished && now instanceof What.RunFinished;
    }

    private static boolean same(What recorded, What now) {
        if (recorded instanceof What.EffectStarted one && now instanceof What.EffectStarted other) {
            return sameRequest(one, other);
        }
        return recorded.equals(now) || json(recorded).equals(json(now));
    }

    static boolean sameRequest(What.EffectStarted one, What.EffectStarted other) {
        return switch (one.request()) {
            case ModelRequest model -> other.request() instanceof ModelRequest now
                    && (model.sameAs(now) || json(one).equals(json(other)));
            case ToolRequest tool -> other.request() instanceof ToolRequest now && tool.tool().equals(now.tool())
                    && json(one).equals(json(other));
        };
    }

    /** An event's content as text: numbers of different types that read the same are the same. */
    static JsonNode json(What what) {
        try {
            var where = new Where("", 0, 0, null, "", "", 0, 1);
            return JSON.readTree(EventJson.line(new Event(0, 0, where, withoutFigures(what))));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What depends on the table of prices or the model's own count is no part of the comparison. */
    private static What withoutFigures(What what) {
        return switch (what) {
            case What.EffectStarted(var effect, ModelRequest request, var _) ->
                new What.EffectStarted(effect, new ModelRequest("", request.provider(), request.model(),
                        request.baseUrl(), null, request.messages(), request.schema(), request.maxOutputTokens(),
                        request.temperature(), request.reasoningEffort(), false, false, request.tools(), null),
                        Amount.ZERO);
            case What.EffectStarted(var effect, ToolRequest request, var _) -> new What.EffectStarted(effect,
                    // Another run has other keys for the same call.
                    new ToolRequest(request.tool(), request.arguments(), request.config(), ""), Amount.ZERO);
            default -> what;
        };
    }

    /** The record ends here, or says nothing of this. */
    Stop ends(Where where, What now) {
        if (!whole && !over) {
            return new Stop(new Stop.Reason.Unknown());
        }
        if (!over) {
            divergence = new Divergence(0, where.stepKey(), where.node(), "", "", text(json(now)));
        }
        over = replay;
        return failed(where);
    }

    /** Something else is recorded. */
    Stop diverged(Where where, What recorded, What now) {
        if (!over) {
            JsonNode one = json(recorded);
            JsonNode other = json(now);
            String field = difference(one, other, "");
            Step step = known(where.stepKey());
            long seq = step.events.get(step.next).seq();
            divergence = new Divergence(seq, where.stepKey(), where.node(), field, text(one.at(field)),
                    text(other.at(field)));
        }
        over = replay;
        return failed(where);
    }

    private Stop failed(Where where) {
        @Nullable Divergence at = divergence;
        String message = at == null
                ? Texts.text("error.recordEnds", where.stepKey())
                : Texts.text("error.divergence", where.stepKey(), at.field(), at.recorded(), at.now());
        return Stop.failed(new RunError(ErrorCode.DIVERGENCE, message, Texts.text("wayOut.divergence"), where.node(),
                where.attempt(), null, -1));
    }

    private static String text(JsonNode value) {
        String text = value.isMissingNode() ? "" : value.isTextual() ? value.textValue() : value.toString();
        return text.length() <= 400 ? text : text.substring(0, 399) + "…";
    }

    /** JSON pointer to the first place at which two values differ. */
    private static String difference(JsonNode one, JsonNode other, String at) {
        if (one.isObject() && other.isObject()) {
            for (Iterator<String> names = one.fieldNames(); names.hasNext();) {
                String name = names.next();
                if (!one.get(name).equals(other.path(name))) {
                    return difference(one.get(name), other.path(name), at + "/" + escape(name));
                }
            }
            for (Iterator<String> names = other.fieldNames(); names.hasNext();) {
                String name = names.next();
                if (!one.has(name)) {
                    return at + "/" + escape(name);
                }
            }
        }
        if (one.isArray() && other.isArray()) {
            for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
                if (!one.path(i).equals(other.path(i))) {
                    return difference(one.path(i), other.path(i), at + "/" + i);
                }
            }
        }
        return at;
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /** The first recorded event that was not told again. */
    @Nullable Divergence leftOver() {
        if (divergence != null || over || !whole) {
            return divergence;
        }
        @Nullable Event first = null;
        for (Step step : steps.values()) {
            for (int i = step.next; i < step.events.size(); i++) {
                Event event = step.events.get(i);
                if (!fromOutside(event.where().stepKey(), event.what())) {
                    first = first == null || event.seq() < first.seq() ? event : first;
                    break;
                }
            }
        }
        if (first != null) {
            divergence = new Divergence(first.seq(), first.where().stepKey(), first.where().node(), "",
                    text(json(first.what())), "");
        }
        return divergence;
    }

    /** Of the content of all that was told again, by step. */
    String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String key : new TreeSet<>(steps.keySet())) {
                Step step = known(key);
                digest.update(key.getBytes(StandardCharsets.UTF_8));
                for (Event event : step.events.subList(0, step.next)) {
                    if (!fromOutside(key, event.what())) {
                        digest.update(json(withoutTime(event.what())).toString().getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static What withoutTime(What what) {
        return switch (what) {
            case What.EffectCompleted done -> new What.EffectCompleted(done.reply(), done.settled(), 0);
            case What.EffectFailed failed -> new What.EffectFailed(failed.error(), failed.settled(),
                    failed.uncertain(), failed.partialText(), 0);
            default -> what;
        };
    }

    /** How many recorded events were told again. */
    int reproduced() {
        return reproduced;
    }

    /** Whether the run had ended by itself. */
    boolean isWhole() {
        return whole;
    }

    /** The order in which a frame took in what ran beside each other, as it decided on it; null for none. */
    int @Nullable [] order(String key) {
        @Nullable Step step = steps.get(key);
        if (step == null) {
            return null;
        }
        for (Event event : step.events) {
            if (event.what() instanceof What.Decided decided && decided.detail().has(ORDER)
                    && (decided.choice() == What.Choice.JOIN || decided.choice() == What.Choice.VOTE)) {
                JsonNode order = decided.detail().get(ORDER);
                int[] indexes = new int[order.size()];
                Arrays.setAll(indexes, i -> order.get(i).asInt());
                return indexes;
            }
        }
        return null;
    }

    /** Field of a decision: which branches counted, in the order in which they came. */
    static final String ORDER = "order";
}
