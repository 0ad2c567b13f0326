package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.EffectReply;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.Leave;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.Progress;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all steps of one run share: the one stream of events, the ledger, and the section that guards them. Nothing is
 * told of a run but by {@link #emit}.
 */
final class RunState {
    static final String WALL_CLOCK = "wallClock";
    /** Why a run ended while something in it did not let itself be cut off. */
    static final String LEFT_BEHIND = "leftBehind";
    /** Longer than this is for ever, and keeps sums of nanoseconds in range. */
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Logger LOG = LoggerFactory.getLogger(RunState.class);

    final String run;
    /** Id of the workflow. */
    final String workflow;
    final long seed;
    final Scheduler scheduler;
    final ChatModel model;
    final Prices prices;
    final Tools tools;
    final Memory memory;
    final RunOptions options;
    /** Those of the engine, once it has given them. */
    Breakers breakers;
    final Redacted clean;
    final Ledger ledger = new Ledger();
    final Approvals approvals = new Approvals(this);
    final ActiveClock clock;
    final Standstill standstill;
    final Stepper stepper;
    final Scope root;
    final Where rootWhere;

    private final Scheduler.Section section;
    private final RunListener listener;
    private final Journal.Writer journal;
    /** What is known of it from before; null for a new run. */
    private final @Nullable Recording recording;
    /** What a fork takes from the run it is made from; null for none. */
    private final @Nullable Reuse reuse;
    private long lastSeq;
    private long lastAt;
    private long lastSpan = Where.ROOT;
    private boolean closed;
    private volatile @Nullable JournalException storageFault;
    /** Steps under way in which an effect can happen, by span, outermost first. */
    private final Map<Long, OpenStep> open = new LinkedHashMap<>();
    private final Conversations conversations = new Conversations();

    /**
     * @param recording what is known of the run from before; null for a new one
     * @param reuse what a fork takes from the run it is made from; null for none
     */
    RunState(RunRequest request, EnginePorts ports, Journal.Writer journal, RunListener listener,
            @Nullable Budget budget, @Nullable Recording recording, @Nullable Reuse reuse) {
        this.run = request.run();
        this.workflow = request.workflow().id();
        this.seed = request.seed();
        this.scheduler = ports.scheduler();
        this.model = ports.model();
        this.prices = ports.prices();
        this.tools = ports.tools();
        this.memory = ports.memory();
        this.clean = new Redacted(ports.redact());
        this.options = request.options();
        this.journal = journal;
        this.listener = listener;
        this.section = scheduler.section();
        this.breakers = new Breakers(scheduler);
        this.clock = new ActiveClock(this);
        this.standstill = new Standstill(clock);
        this.recording = recording;
        this.reuse = reuse;
        this.stepper = new Stepper(this, request.workflow(), options);
        standstill.stepper(stepper::standing);
        this.root = new Scope(null, Where.ROOT, request.workflow().displayName(), budget, Cap.NONE,
                deadline(left(budget == null ? null : budget.wallClock(), Where.ROOT)));
        if (recording != null) {
            lastSeq = recording.lastSeq();
            lastAt = recording.lastAt();
            lastSpan = recording.lastSpan();
            ledger.takeOver(recording.total());
            restore(root);
        }
        this.rootWhere = new Where(run, Where.ROOT, 0, null, "", "", 0, 1);
    }

    /** A step under way, with the effect that is in flight in it. */
    private static final class OpenStep {
        final Where where;
        @Nullable Effect effect;
        /** How its last one ended. */
        @Nullable What settled;
        /** The attempt of its last one; 0 before the first. */
        int attempts;

        OpenStep(Where where) {
            this.where = where;
        }
    }

    private record Effect(Where where, Scope scope, Amount hold, long start) {}

    void enter() {
        section.enter();
    }

    void leave() {
        section.leave();
    }

    <T> T exclusively(Supplier<T> work) {
        section.enter();
        try {
            return work.get();
        } finally {
            section.leave();
        }
    }

    /** Tells what happened; inside the section. After the end of the run nothing is told any more: it comes too late. */
    void emit(Where where, What what) {
        if (closed || recording != null && recording.takes(where, what)) {
            return;
        }
        append(where, what);
    }

    private Event append(Where where, What what) {
        // The clock of this process may be behind that of the one that ran it before.
        lastAt = Math.max(lastAt, scheduler.epochMicros());
        var event = new Event(++lastSeq, lastAt, where, what);
        journal.append(event);
        try {
            listener.event(event);
        } catch (RuntimeException e) {
            // Who listens takes no part in the run, and a mistake there must not end it or leave holds behind.
            LOG.warn("A listener failed.", e);
        }
        return event;
    }

    /**
     * Tells what was decided of a step that is still to be gone over again, which finds it recorded; inside the section.
     *
     * @return false where it is too late for that
     */
    boolean recordAhead(Where where, What what) {
        if (closed || recording == null || recording.next(where.stepKey()) == null) {
            return false;
        }
        recording.add(append(where, what));
        return true;
    }

    /** Nothing is told any more; inside the section. */
    void mute() {
        closed = true;
    }

    /** Tells what happened. */
    void tell(Where where, What what) {
        section.enter();
        try {
            emit(where, what);
        } finally {
            section.leave();
        }
    }

    /** A step began in which an effect can happen; inside the section. */
    void open(Where where) {
        open.put(where.span(), new OpenStep(where));
    }

    /** How often a step under way tried its effect; 0 for never. */
    int attempts(Where where) {
        return exclusively(() -> {
            @Nullable OpenStep step = open.get(where.span());
            return step == null ? 0 : step.attempts;
        });
    }

    /** How the last effect ended that a step under way had in this process; null for none. Inside the section. */
    @Nullable What lastEffect(Where where) {
        @Nullable OpenStep step = open.get(where.span());
        return step == null ? null : step.settled;
    }

    /** Tells how a step ended. */
    void end(Where where, What how) {
        section.enter();
        try {
            emit(where, how);
            if (!open.isEmpty()) {
                open.remove(where.span());
            }
            if (stepper.watches()) {
                stepper.ended(where.stepKey());
            }
        } finally {
            section.leave();
        }
    }

    void progress(Where where, String text) {
        if (where.node() != null && !text.isEmpty()) {
            listener.progress(new Progress(run, where.span(), where.node(), where.attempt(), text));
        }
    }

    /** A call waits for its turn. */
    void waits(Where where, String reason) {
        if (where.node() != null) {
            listener.progress(new Progress(run, where.span(), where.node(), where.attempt(), reason, Progress.As.WAIT));
        }
    }

    /** A tool says how far it is. */
    void progressed(Where where, String line) {
        String text = clean.text(line).strip();
        if (where.node() != null && !text.isEmpty()) {
            listener.progress(new Progress(run, where.span(), where.node(), where.attempt(), text, Progress.As.LINE));
        }
    }

    /** A span for a step; inside the section. */
    long nextSpan() {
        return ++lastSpan;
    }

    /**
     * Waits until all that was told is durable.
     *
     * @throws Stop failed, if it cannot be made so
     */
    void sync(Where where) {
        try {
            journal.sync();
        } catch (JournalException e) {
            storageFault = e;
            throw Stop.failed(storageError(where.node(), e));
        }
    }

    /**
     * Ends the run: the last event, made durable. What is still under way is left behind: its holds stay booked, and what
     * it brings later is not told any more.
     *
     * @param how without what was spent
     */
    What.RunFinished finish(What.RunFinished how) {
        What.RunFinished finished = exclusively(() -> {
            if (!open.isEmpty() && !isReplay()) {
                emit(rootWhere, new What.Decided(What.Choice.GUARD, Details.of("reason", LEFT_BEHIND)));
            }
            if (!isReplay()) {
                List.copyOf(open.values()).reversed().forEach(this::leaveBehind);
            }
            var end = new What.RunFinished(how.status(), how.outputs(), how.result(), how.partial(), how.error(),
                    ledger.total());
            emit(rootWhere, end);
            closed = true;
            open.clear();
            return end;
        });
        try {
            journal.close();
        } catch (JournalException e) {
            storageFault = e;
        }
        @Nullable JournalException fault = storageFault;
        if (fault != null) {
            return new What.RunFinished(RunStatus.FAILED, finished.outputs(), finished.result(), null,
                    storageError(null, fault), finished.spent());
        }
        return finished;
    }

    private void leaveBehind(OpenStep step) {
        if (recording != null && recording.leaveBehind(step.where.stepKey())) {
            return;
        }
        @Nullable Effect effect = step.effect;
        if (effect != null) {
            ledger.settle(effect.scope(), effect.hold(), effect.hold());
            emit(effect.where(), new What.EffectFailed(
                    new RunError(ErrorCode.CANCELLED, Texts.text("error.leftBehind"), "", effect.where().node(),
                            effect.where().attempt(), null, -1),
                    effect.hold(), true, "", (scheduler.nanos() - effect.start()) / 1_000));
        }
        emit(step.where,
                new What.StepSkipped(Texts.text("skipped.cancelled"), new Leave(Leave.How.CANCELLED, Where.ROOT,
                        Leave.Reach.OWN, String.valueOf(root.cancelled() == null ? Scope.Cause.USER : root.cancelled()),
                        null)));
    }

    /** A mistake of ours, or of a library, that nobody foresaw. */
    static RunError bug(@Nullable Where where, Throwable e) {
        return new RunError(ErrorCode.ENGINE_BUG, Texts.text("error.bug", e), Texts.text("wayOut.bug"),
                where == null ? null : where.node(), where == null ? 1 : where.attempt(), e.toString(), -1);
    }

    private static RunError storageError(@Nullable String node, JournalException e) {
        return new RunError(ErrorCode.STORAGE_FAILED, String.valueOf(e.getMessage()), Texts.text("wayOut.storage"),
                node, 1, e.getCause() == null ? null : e.getCause().getMessage(), -1);
    }

    /** Leaves if the scope was cancelled, or the step was left here before; inside the section. */
    void leaveIfCancelled(Where where, Scope scope) {
        leaveAsRecorded(where, scope);
        if (recording != null && (recording.isReplay() || recording.next(where.stepKey()) != null)) {
            // It went on from here then.
            return;
        }
        @Nullable Scope cancelled = scope.cancelledScope();
        if (cancelled != null) {
            throw left(cancelled);
        }
    }

    private static Stop left(Scope cancelled) {
        return new Stop(cancelled.cancelled() == Scope.Cause.WALL_CLOCK
                ? new Stop.Reason.Capped(cancelled, partial(cancelled, WALL_CLOCK), null)
                : new Stop.Reason.Cancelled(cancelled));
    }

    /**
     * Tells that a step begins or is passed over; inside the section. One that does not begin because its scope was
     * cancelled is told as left, so that whoever goes over the run again leaves at the same place.
     */
    void begin(Where where, Scope scope, What what) {
        if (recording != null && isRecorded(where.stepKey())
                && (recording.isReplay() || recording.next(where.stepKey()) != null)) {
            // What was recorded of it says whether it began.
            if (recording.next(where.stepKey()) instanceof What.StepSkipped skipped && skipped.leave() != null) {
                Stop stop = stop(skipped.leave(), scope, null);
                emit(where, skipped);
                throw stop;
            }
            emit(where, what);
            return;
        }
        @Nullable Scope cancelled = recording != null && recording.isReplay() ? null : scope.cancelledScope();
        if (cancelled != null) {
            Stop stop = left(cancelled);
            emit(where, new What.StepSkipped(skipped(cancelled), leave(stop)));
            throw stop;
        }
        emit(where, what);
    }

    /** Why a step in a cancelled scope is passed over, for people. */
    static String skipped(Scope scope) {
        return Texts.text(scope.cancelled() == Scope.Cause.NOT_NEEDED
                ? "skipped.notNeeded"
                : scope.cancelled() == Scope.Cause.TIMEOUT ? "skipped.timeout" : "skipped.cancelled");
    }

    /** How a step is left for that reason, as it is told; null where it is none that others see. */
    static @Nullable Leave leave(Stop stop) {
        return switch (stop.reason()) {
            case Stop.Reason.Failed _,Stop.Reason.Unknown _ -> null;
            case Stop.Reason.Capped capped ->
                new Leave(Leave.How.CAPPED, capped.scope().span, capped.scope().reach, capped.partial().reason(), null);
            case Stop.Reason.Cancelled(Scope scope) -> new Leave(Leave.How.CANCELLED, scope.span,
                    scope.reach, String.valueOf(scope.cancelled()), null);
            case Stop.Reason.Repeat() -> new Leave(Leave.How.REPEAT, 0, Leave.Reach.OWN, "", null);
            case Stop.Reason.EndFrame(JsonNode value) -> new Leave(Leave.How.END_FRAME, 0, Leave.Reach.OWN, "", value);
            case Stop.Reason.EndRun(JsonNode value) -> new Leave(Leave.How.END_RUN, 0, Leave.Reach.OWN, "", value);
        };
    }

    /** The reason to leave that was recorded. */
    private static Stop stop(Leave leave, Scope innermost, @Nullable JsonNode carried) {
        return new Stop(switch (leave.how()) {
            case CAPPED -> {
                Scope scope = at(innermost, leave.scope(), leave.reach());
                yield new Stop.Reason.Capped(scope, partial(scope, leave.cause()),
                        carried == null ? null : GraphResult.of(carried));
            }
            case CANCELLED -> {
                Scope scope = at(innermost, leave.scope(), leave.reach());
                scope.recall(Scope.Cause.valueOf(leave.cause()));
                yield new Stop.Reason.Cancelled(scope);
            }
            case END_FRAME -> new Stop.Reason.EndFrame(Objects.requireNonNull(leave.value()));
            case END_RUN -> new Stop.Reason.EndRun(Objects.requireNonNull(leave.value()));
            case REPEAT -> new Stop.Reason.Repeat();
        });
    }

    private static Scope at(Scope innermost, long span, Leave.Reach reach) {
        Scope scope = innermost;
        while (scope.parent != null && (scope.span != span || scope.reach != reach)) {
            scope = scope.parent;
        }
        return scope;
    }

    /** Leaves where the step was left before; inside the section. */
    void leaveAsRecorded(Where where, Scope scope) {
        if (recording == null) {
            return;
        }
        @Nullable What next = recording.next(where.stepKey());
        @Nullable Leave leave = next instanceof What.StepSkipped skipped
                ? skipped.leave()
                : next instanceof What.StepCompleted completed ? completed.leave() : null;
        if (leave != null && (leave.how() == Leave.How.CAPPED || leave.how() == Leave.How.CANCELLED)) {
            throw stop(leave, scope, null);
        }
        if (scope.span == where.span() && scope.reach == Leave.Reach.OWN) {
            Scope.@Nullable Cause over = recording.timer(where.stepKey());
            if (over != null && leftThen(where, next)) {
                scope.recall(over);
                throw left(scope);
            }
        }
    }

    /**
     * Whether a step whose time was over is recorded as left for that; else it went on from there until it saw it, or came to
     * its end before.
     *
     * @param next what it told next
     */
    private boolean leftThen(Where where, @Nullable What next) {
        return switch (next) {
            case null -> true;
            case What.StepSkipped _ -> true;
            case What.StepFailed failed -> isTimeOver(failed.error().code().name());
            case What.StepCompleted completed -> isTimeOver(completed);
            case What.StateWritten _ -> {
                Recording.@Nullable Step step = recording == null ? null : recording.step(where.stepKey());
                yield step != null && step.ending() instanceof What.StepCompleted completed && isTimeOver(completed);
            }
            case What.ApprovalRequested asked -> asked.about() == What.ApprovalRequested.About.FAULT;
            case What.Decided(What.Choice choice, JsonNode detail) -> choice == What.Choice.FALLBACK
                    && isTimeOver(detail.path("from").asText());
            default -> false;
        };
    }

    private static boolean isTimeOver(String code) {
        return code.equals(ErrorCode.TIMEOUT.name()) || code.equals(ErrorCode.BUDGET_EXHAUSTED.name());
    }

    private static boolean isTimeOver(What.StepCompleted completed) {
        return completed.partial() != null && completed.partial().reason().equals(WALL_CLOCK);
    }

    /** Whether anything is recorded of that step. */
    boolean isRecorded(String stepKey) {
        return recording != null && recording.step(stepKey) != null;
    }

    /** Whether nothing is done live: what is recorded is gone over again. */
    boolean isReplay() {
        return recording != null && recording.isReplay();
    }

    /** What is known of the run from before; null for a new one. */
    @Nullable Recording recording() {
        return recording;
    }

    /** Where a step is told: as before, where it was told before; inside the section. */
    Where where(Context context, String node, String stepKey) {
        Recording.@Nullable Step step = recording == null ? null : recording.step(stepKey);
        return step != null
                ? step.where
                : new Where(run, nextSpan(), context.parent(), node, stepKey, context.child(), context.index(), 1);
    }

    /**
     * How a step ended that has run before and is not run again; inside the section.
     *
     * @return null for one that has not ended, or whose run is replayed
     * @throws Stop if it failed or was left
     */
    @Nullable StepResult taken(String stepKey, Scope scope) {
        Recording.@Nullable Step step = recording == null || recording.isReplay() ? null : recording.step(stepKey);
        @Nullable What ending = step == null ? null : step.ending();
        if (recording == null || step == null || ending == null) {
            return null;
        }
        recording.takeOver(step);
        return switch (ending) {
            case What.StepCompleted(var outputs, var partial, var leave) when leave == null ->
                new StepResult(outputs, partial, step.writes());
            case What.StepCompleted(var outputs, var _, var leave) -> throw stop(leave, scope,
                    outputs.get(Kind.RESULT));
            case What.StepSkipped skipped when skipped.leave() != null -> throw stop(skipped.leave(), scope, null);
            case What.StepFailed failed -> throw Stop.failed(failed.error());
            default -> null;
        };
    }

    /**
     * Tells of a step that has begun that its outputs are pinned; inside the section.
     *
     * @return the outputs; null for a step that runs
     * @throws Stop if it was pinned before, and nobody knows any more to what
     */
    @Nullable Map<String, JsonNode> pinned(Where where, String node) {
        @Nullable Map<String, JsonNode> pin = options.pins().get(node);
        @Nullable What next = recording == null ? null : recording.next(where.stepKey());
        boolean before = next instanceof What.Decided decided && decided.choice() == What.Choice.PIN;
        if (!before && (pin == null || next != null || isReplay())) {
            return null;
        }
        var told = new What.Decided(What.Choice.PIN, Details.of());
        if (before && pin == null && recording != null) {
            Recording.@Nullable Step step = recording.step(where.stepKey());
            if (step == null || !(step.ending() instanceof What.StepCompleted completed)) {
                throw recording.ends(where, told);
            }
            pin = completed.outputs();
        }
        emit(where, told);
        return pin;
    }

    /**
     * The next event that is recorded of this step, if it is of that kind: what was decided before is not decided again.
     * It is taken as told.
     */
    <T extends What> @Nullable T recorded(Where where, Class<T> type) {
        section.enter();
        try {
            @Nullable What next = recording == null ? null : recording.next(where.stepKey());
            if (recording == null || !type.isInstance(next)) {
                return null;
            }
            recording.pass(where.stepKey());
            return type.cast(next);
        } finally {
            section.leave();
        }
    }

    /** A replay goes no further than the record; inside the section. */
    void endOfRecord(Where where) {
        if (recording != null && recording.isReplay() && recording.next(where.stepKey()) == null) {
            throw recording.ends(where, new What.StepSkipped(""));
        }
    }

    /**
     * What came of a request before; it is told already.
     *
     * @return {@code EffectCompleted} or {@code EffectFailed}; null to send it
     * @throws Stop if the step was left here before, or something else was recorded in this place
     */
    @Nullable What taken(Where where, Scope scope, What.EffectStarted effect) {
        if (recording == null) {
            return null;
        }
        section.enter();
        try {
            leaveAsRefused(where, scope);
            @Nullable What next = recording.next(where.stepKey());
            if (next == null) {
                if (recording.isReplay()) {
                    throw recording.ends(where, effect);
                }
                return null;
            }
            if (!(next instanceof What.EffectStarted before) || !Recording.sameRequest(before, effect)) {
                throw recording.diverged(where, next, effect);
            }
            recording.pass(where.stepKey());
            @Nullable OpenStep step = open.get(where.span());
            if (step != null) {
                step.attempts = where.attempt();
            }
            @Nullable What end = recording.next(where.stepKey());
            if (!(end instanceof What.EffectCompleted) && !(end instanceof What.EffectFailed)) {
                throw recording.ends(where, effect);
            }
            recording.pass(where.stepKey());
            return end;
        } finally {
            section.leave();
        }
    }

    /**
     * The reply that {@link #taken} gave.
     *
     * @throws CallFailed if that was recorded
     * @throws Stop if the step was left there
     */
    EffectReply reply(Where where, Scope scope, What before) throws CallFailed {
        exclusively(() -> {
            leaveIfCancelled(where, scope);
            return true;
        });
        return switch (before) {
            case What.EffectCompleted completed -> completed.reply();
            case What.EffectFailed failed -> throw new CallFailed(failed.error());
            default -> throw new IllegalStateException("no end of an effect: " + before);
        };
    }

    /**
     * Books an effect that was never sent, because the journal failed or the run was stopped before.
     *
     * @param used what it counts all the same
     */
    void unsent(Where where, Scope scope, Amount hold, Amount used, Stop why) {
        RunError error = why.reason() instanceof Stop.Reason.Failed(RunError storage)
                ? storage
                : new RunError(ErrorCode.CANCELLED, Texts.text("error.cancelled"), "", where.node(), where.attempt(),
                        null, -1);
        exclusively(() -> {
            settle(where, scope, hold, used, new What.EffectFailed(error, used, false, "", 0));
            return true;
        });
    }

    /** Leaves where a cap turned the step away before, or it was cancelled; inside the section. */
    private void leaveAsRefused(Where where, Scope scope) {
        if (recording == null) {
            return;
        }
        @Nullable What next = recording.next(where.stepKey());
        if (next instanceof What.CapTripped cap) {
            recording.pass(where.stepKey());
            leaveAsRecorded(where, scope);
            throw closed(capped(scope, cap.scope()), cap.cap());
        }
        if (next instanceof What.Decided decided && decided.choice() == What.Choice.REFUSED) {
            recording.pass(where.stepKey());
            leaveAsRecorded(where, scope);
            throw closed(capped(scope, decided.detail().path("scope").asLong()),
                    decided.detail().path("cap").asText());
        }
        leaveAsRecorded(where, scope);
    }

    /**
     * The answer to the same request at the same step of the run this one is made from.
     *
     * @return null to send it
     * @throws Stop where it is only asked what would be sent
     */
    What.@Nullable EffectCompleted reused(Where where, What.EffectStarted effect) {
        @Nullable Reuse source = reuse;
        return source == null ? null : exclusively(() -> source.take(where, effect));
    }

    /**
     * Why a person is asked before that call is made, whatever the document says: the run this one is made from has done it.
     *
     * @return for people; null where nobody needs to be asked for that
     * @throws Stop where it is only asked what would be sent
     */
    @Nullable String repeats(Where where, What.EffectStarted effect) {
        @Nullable Reuse source = reuse;
        return source == null ? null : exclusively(() -> source.repeats(where, effect));
    }

    /**
     * A person is asked, who is not there where it is only asked what would be sent.
     *
     * @throws Stop then
     */
    void asksPerson(Where where) {
        @Nullable Reuse source = reuse;
        if (source != null && source.isPreview()) {
            enter();
            try {
                source.asks(where, Amount.ZERO);
            } finally {
                leave();
            }
        }
    }

    /** These steps of a graph wait for what is not known: where it is only asked what would be sent. */
    void unknown(GraphPlan plan, Context context, @Nullable Object[] outputs, int[] waits) {
        @Nullable Reuse source = reuse;
        if (source == null) {
            return;
        }
        for (NodePlan node : plan.nodes()) {
            if (outputs[node.index()] == null && waits[node.index()] > 0) {
                exclusively(() -> source.depends(context.keyPrefix() + node.node().id(), node.node().id()));
            }
        }
    }

    /** The innermost scope of that frame that has caps: where room is kept for a last call, it is that beside it. */
    private static Scope capped(Scope innermost, long span) {
        Scope scope = innermost;
        while (scope.parent != null && (scope.span != span || scope.limits == null)) {
            scope = scope.parent;
        }
        return scope;
    }

    private static Stop closed(Scope scope, String cap) {
        scope.closeAdmission(cap);
        return new Stop(new Stop.Reason.Capped(scope, partial(scope, cap), null));
    }

    /**
     * What a frame had spent before its process ended, and which of its caps had tripped, unless a person has raised them
     * since; inside the section.
     */
    void restore(Scope scope) {
        if (recording == null || scope.limits == null) {
            return;
        }
        scope.commit(recording.spent(scope.span));
        if (recording.breached(scope.span) && scope.capsMoneyOrTokens()) {
            scope.closeAdmission("breach");
        }
        for (Cap cap : Cap.ALL) {
            if (hadTripped(recording, scope, cap)) {
                scope.closeAdmission(cap.field());
            }
        }
    }

    /** The cap as it is now: one that was raised, or of another scope of the same frame, reads otherwise. */
    private static boolean hadTripped(Recording recording, Scope scope, Cap cap) {
        long limit = scope.limits == null ? Cap.NONE : scope.limits[cap.ordinal()];
        return limit != Cap.NONE && cap.show(limit).equals(recording.tripped(scope.span).get(cap.field()));
    }

    /**
     * A scope in that of a frame that leaves room for a last call, as it was before its process ended.
     *
     * @return null where there is no such room
     */
    @Nullable Scope keeping(Scope frame, WorstCase last) {
        return exclusively(() -> {
            @Nullable Scope kept = Scope.keeping(frame, last);
            if (kept != null && recording != null) {
                restore(kept);
                @Nullable String by = frame.admissionClosedBy();
                if (by != null && by.equals(kept.admissionClosedBy()) && !recording.breached(frame.span)) {
                    // Where both have the same cap, it was that of the inner one that tripped: the last call may come.
                    frame.reopenAdmission();
                }
            }
            return kept;
        });
    }

    /** Cancels a scope and cuts off what is in flight in it. */
    void cancel(Scope scope, Scope.Cause cause) {
        exclusively(() -> scope.cancel(cause)).forEach(Runnable::run);
    }

    /** The time of a step or branch is over: what is in flight in it is cut off. */
    void timeOut(Scope scope, Where where, Duration limit) {
        exclusively(() -> {
            if (scope.isOver() || scope.cancelled() != null) {
                return List.<Runnable>of();
            }
            emit(where, new What.Decided(What.Choice.TIMER, Details.of("limit", limit)));
            return scope.cancel(Scope.Cause.TIMEOUT);
        }).forEach(Runnable::run);
    }

    /** The time that a budget gives is over: a cap like the others, but that it cuts off what is in flight. */
    void timeOver(Scope scope, Where where, Duration limit) {
        exclusively(() -> {
            if (scope.isOver() || scope.cancelled() != null) {
                return List.<Runnable>of();
            }
            emit(where, new What.CapTripped(scope.span, WALL_CLOCK, limit.toString(), limit.toString(), ""));
            return scope.cancel(Scope.Cause.WALL_CLOCK);
        }).forEach(Runnable::run);
    }

    /** What is left of a time that began when the step of that span did. */
    @Nullable Duration left(@Nullable Duration whole, long span) {
        if (whole == null || recording == null) {
            return whole;
        }
        Duration left = whole.minus(recording.active(span));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** When a time from now is over, in nanoseconds of active time; {@link Long#MAX_VALUE} for never. */
    long deadline(@Nullable Duration duration) {
        return duration == null || duration.compareTo(LONGEST) > 0
                ? Long.MAX_VALUE
                : Amount.sum(clock.nanos(), duration.toNanos());
    }

    /** Holds an amount for an effect, waiting for room where it may come, and tells that the effect begins. */
    void reserve(Where where, Scope scope, Amount need, What.EffectStarted effect) {
        Ledger.Waiter waiter;
        Standstill.Parked parked;
        Runnable wake;
        section.enter();
        try {
            leaveIfCancelled(where, scope);
            Ledger.Admission admission = ledger.reserve(scope, need);
            if (!(admission instanceof Ledger.Admission.Full(Scope full, Cap cap))) {
                refuse(where, admission, need);
                begin(where, scope, need, effect);
                return;
            }
            waiter = new Ledger.Waiter(scope, need, scheduler.signal());
            wake = waiter.signal::raise;
            ledger.await(waiter);
            scope.addHook(wake);
            parked = standstill.park(scope, Standstill.For.ROOM, () -> waiter.outcome != null);
            emit(where, new What.Decided(What.Choice.WAIT, Details.of("scope", full.span, "cap", cap.field(), "asked",
                    cap.show(cap.of(need)), "left", cap.show(left(full, cap)))));
        } finally {
            section.leave();
        }
        waiter.signal.await();
        section.enter();
        try {
            standstill.wake(parked);
            scope.removeHook(wake);
            ledger.forget(waiter);
            Ledger.@Nullable Admission outcome = waiter.outcome;
            if (outcome instanceof Ledger.Admission.Admitted && scope.cancelled() != null) {
                ledger.settle(scope, need, Amount.ZERO);
            }
            leaveIfCancelled(where, scope);
            refuse(where, Objects.requireNonNull(outcome, "woken for nothing"), need);
            begin(where, scope, need, effect);
        } finally {
            section.leave();
        }
    }

    // In the moment of admission, so that no stop and no other event comes between the two.
    private void begin(Where where, Scope scope, Amount hold, What.EffectStarted effect) {
        What.EffectStarted told = conversations.shortened(where, effect);
        emit(where, told);
        conversations.told(where, told, lastSeq);
        @Nullable OpenStep step = open.get(where.span());
        if (step != null) {
            step.effect = new Effect(where, scope, hold, scheduler.nanos());
            step.attempts = where.attempt();
        }
    }

    /** The agent under that span asks its model nothing more. */
    void endConversation(long agent) {
        exclusively(() -> {
            conversations.end(agent);
            return true;
        });
    }

    /** Books what an effect used in place of its hold, and tells how it ended; inside the section. */
    void settle(Where where, Scope scope, Amount hold, Amount actual, What how) {
        if (closed) {
            return;
        }
        @Nullable OpenStep step = open.get(where.span());
        if (step != null) {
            step.effect = null;
            step.settled = how;
        }
        ledger.settle(scope, hold, actual);
        emit(where, how);
        if (actual.inputTokens() > hold.inputTokens() || actual.outputTokens() > hold.outputTokens()) {
            for (Scope s = scope; s != null; s = s.parent) {
                if (s.capsMoneyOrTokens()) {
                    s.closeAdmission("breach");
                }
            }
            ledger.admitWaiting();
        }
    }

    /**
     * Books one step that is over at once; inside the section.
     *
     * @return the reason to leave when a cap tripped; null when it is booked
     */
    @Nullable Stop countStep(Where where, Scope scope) {
        return count(where, scope, Amount.STEP);
    }

    /** The same for any amount. */
    @Nullable Stop count(Where where, Scope scope, Amount amount) {
        if (recording != null) {
            try {
                leaveAsRefused(where, scope);
            } catch (Stop stop) {
                return stop;
            }
            if (recording.isReplay() || recording.next(where.stepKey()) != null) {
                // It went on from here then, and was counted.
                return null;
            }
        }
        Ledger.Admission admission = ledger.book(scope, amount);
        if (admission instanceof Ledger.Admission.Full(Scope full, Cap cap)) {
            // A step's hold never comes back: what is held becomes booked, so waiting cannot help.
            admission = new Ledger.Admission.Refused(full, cap);
        }
        try {
            refuse(where, admission, amount);
        } catch (Stop stop) {
            return stop;
        }
        return null;
    }

    /**
     * Books one worker in every enclosing scope, and tells that it begins.
     *
     * @param frame the orchestrator
     * @param detail what is told: which worker, for what
     * @throws Stop when a cap tripped, or the scope is cancelled
     */
    void spawn(Where frame, Where where, Scope scope, JsonNode detail) {
        section.enter();
        try {
            leaveAsRefused(where, scope);
            if (recording != null && recording.next(where.stepKey()) instanceof What.Decided decided
                    && decided.choice() == What.Choice.ITEM) {
                emit(where, new What.Decided(What.Choice.ITEM, detail));
                return;
            }
            leaveIfCancelled(frame, scope);
            endOfRecord(where);
            Ledger.Admission admission = ledger.book(scope, Amount.SPAWN);
            if (admission instanceof Ledger.Admission.Full(Scope full, Cap cap)) {
                admission = new Ledger.Admission.Refused(full, cap);
            }
            refuse(where, admission, Amount.SPAWN);
            emit(where, new What.Decided(What.Choice.ITEM, detail));
        } finally {
            section.leave();
        }
    }

    private void refuse(Where where, Ledger.Admission admission, Amount need) {
        switch (admission) {
            case Ledger.Admission.Admitted() -> {}
            case Ledger.Admission.Full _ -> throw new IllegalStateException("still waiting");
            case Ledger.Admission.Closed(Scope scope, String reason) -> throw refused(where, scope, reason);
            case Ledger.Admission.Refused(Scope scope, Cap cap) -> {
                int i = cap.ordinal();
                long[] limits = scope.limits;
                if (scope.admissionClosedBy() != null) {
                    throw refused(where, scope, cap.field());
                } else {
                    emit(where, new What.CapTripped(scope.span, cap.field(), cap.show(limits == null ? 0 : limits[i]),
                            cap.show(scope.committed[i] + scope.held[i]), cap.show(cap.of(need))));
                    scope.closeAdmission(cap.field());
                    ledger.admitWaiting();
                }
                throw new Stop(new Stop.Reason.Capped(scope, partial(scope, cap.field()), null));
            }
        }
    }

    private Stop refused(Where where, Scope scope, String cap) {
        emit(where, new What.Decided(What.Choice.REFUSED,
                Details.of("scope", scope.span, "cap", cap)));
        return new Stop(new Stop.Reason.Capped(scope, partial(scope, cap), null));
    }

    static Partial partial(Scope scope, String reason) {
        return new Partial(reason, scope.span, Texts.text("partial." + reason, scope.title));
    }

    private static long left(Scope scope, Cap cap) {
        int i = cap.ordinal();
        return scope.limits == null ? 0 : scope.limits[i] - scope.committed[i] - scope.held[i];
    }

    /** Waits for a while on the run's clock, unless that is over already; leaves if the scope is cancelled meanwhile. */
    void sleep(Where where, Scope scope, Duration duration) {
        if (recording != null && exclusively(() -> {
            leaveIfCancelled(where, scope);
            return recording.isReplay() || recording.next(where.stepKey()) != null;
        })) {
            return;
        }
        Scheduler.Signal signal = scheduler.signal();
        Runnable wake = signal::raise;
        section.enter();
        try {
            leaveIfCancelled(where, scope);
            scope.addHook(wake);
        } finally {
            section.leave();
        }
        signal.await(duration);
        section.enter();
        try {
            scope.removeHook(wake);
            leaveIfCancelled(where, scope);
        } finally {
            section.leave();
        }
    }
}
