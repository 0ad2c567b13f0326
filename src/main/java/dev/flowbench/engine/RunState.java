package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.Progress;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.engine.port.Tools;
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
    final Ledger ledger = new Ledger();
    final Approvals approvals = new Approvals(this);
    final ActiveClock clock;
    final Standstill standstill;
    final Scope root;
    final Where rootWhere;

    private final Scheduler.Section section;
    private final RunListener listener;
    private final Journal.Writer journal;
    private long lastSeq;
    private long lastSpan = Where.ROOT;
    private boolean closed;
    private volatile @Nullable JournalException storageFault;
    /** Steps under way in which an effect can happen, by span, outermost first. */
    private final Map<Long, OpenStep> open = new LinkedHashMap<>();
    private final Conversations conversations = new Conversations();

    RunState(RunRequest request, EnginePorts ports, Journal.Writer journal, RunListener listener,
            @Nullable Duration wallClock) {
        this.run = request.run();
        this.workflow = request.workflow().id();
        this.seed = request.seed();
        this.scheduler = ports.scheduler();
        this.model = ports.model();
        this.prices = ports.prices();
        this.tools = ports.tools();
        this.memory = ports.memory();
        this.options = request.options();
        this.journal = journal;
        this.listener = listener;
        this.section = scheduler.section();
        this.clock = new ActiveClock(this);
        this.standstill = new Standstill(clock);
        this.root = new Scope(null, Where.ROOT, request.workflow().displayName(), request.workflow().budget(), Cap.NONE,
                deadline(wallClock));
        this.rootWhere = new Where(run, Where.ROOT, 0, null, "", "", 0, 1);
    }

    /** A step under way, with the effect that is in flight in it. */
    private static final class OpenStep {
        final Where where;
        @Nullable Effect effect;

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
        if (closed) {
            return;
        }
        var event = new Event(++lastSeq, scheduler.epochMicros(), where, what);
        journal.append(event);
        try {
            listener.event(event);
        } catch (RuntimeException e) {
            // Who listens takes no part in the run, and a mistake there must not end it or leave holds behind.
            LOG.warn("A listener failed.", e);
        }
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

    /** Tells how a step ended. */
    void end(Where where, What how) {
        section.enter();
        try {
            emit(where, how);
            if (!open.isEmpty()) {
                open.remove(where.span());
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
            List.copyOf(open.values()).reversed().forEach(this::leaveBehind);
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
        @Nullable Effect effect = step.effect;
        if (effect != null) {
            ledger.settle(effect.scope(), effect.hold(), effect.hold());
            emit(effect.where(), new What.EffectFailed(
                    new RunError(ErrorCode.CANCELLED, Texts.text("error.leftBehind"), "", effect.where().node(),
                            effect.where().attempt(), null, -1),
                    effect.hold(), true, "", (scheduler.nanos() - effect.start()) / 1_000));
        }
        emit(step.where, new What.StepSkipped(Texts.text("skipped.cancelled")));
    }

    /** A mistake of ours, or of a library, that nobody foresaw. */
    static RunError bug(@Nullable Where where, Throwable e) {
        return new RunError(ErrorCode.ENGINE_BUG, Texts.text("error.bug", e), Texts.text("wayOut.bug"),
                where == null ? null : where.node(), where == null ? 1 : where.attempt(), e.toString(), -1);
    }

    private static RunError storageError(@Nullable String node, JournalException e) {
        return new RunError(ErrorCode.STORAGE_FAILED, String.valueOf(e.getMessage()), Texts.text("wayOut.storage"),
                node, 1, e.getCause() == null ? null : e.getCause().toString(), -1);
    }

    /** Leaves if the scope was cancelled; inside the section. */
    static void leaveIfCancelled(Scope scope) {
        @Nullable Scope cancelled = scope.cancelledScope();
        if (cancelled != null) {
            throw new Stop(cancelled.cancelled() == Scope.Cause.WALL_CLOCK
                    ? new Stop.Reason.Capped(cancelled, partial(cancelled, WALL_CLOCK), null)
                    : new Stop.Reason.Cancelled(cancelled));
        }
    }

    /** Cancels a scope and cuts off what is in flight in it. */
    void cancel(Scope scope, Scope.Cause cause) {
        exclusively(() -> scope.cancel(cause)).forEach(Runnable::run);
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
            leaveIfCancelled(scope);
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
            parked = standstill.park(scope, false, () -> waiter.outcome != null);
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
            leaveIfCancelled(scope);
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
     * @param detail what is told: which worker, for what
     * @throws Stop when a cap tripped, or the scope is cancelled
     */
    void spawn(Where where, Scope scope, JsonNode detail) {
        section.enter();
        try {
            leaveIfCancelled(scope);
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
            case Ledger.Admission.Closed(Scope scope, String reason) -> throw new Stop(
                    new Stop.Reason.Capped(scope, partial(scope, reason), null));
            case Ledger.Admission.Refused(Scope scope, Cap cap) -> {
                int i = cap.ordinal();
                long[] limits = scope.limits;
                if (scope.admissionClosedBy() == null) {
                    emit(where, new What.CapTripped(scope.span, cap.field(), cap.show(limits == null ? 0 : limits[i]),
                            cap.show(scope.committed[i] + scope.held[i]), cap.show(cap.of(need))));
                    scope.closeAdmission(cap.field());
                    ledger.admitWaiting();
                }
                throw new Stop(new Stop.Reason.Capped(scope, partial(scope, cap.field()), null));
            }
        }
    }

    static Partial partial(Scope scope, String reason) {
        return new Partial(reason, scope.span, Texts.text("partial." + reason, scope.title));
    }

    private static long left(Scope scope, Cap cap) {
        int i = cap.ordinal();
        return scope.limits == null ? 0 : scope.limits[i] - scope.committed[i] - scope.held[i];
    }

    /** Waits for a while on the run's clock; leaves if the scope is cancelled meanwhile. */
    void sleep(Scope scope, Duration duration) {
        Scheduler.Signal signal = scheduler.signal();
        Runnable wake = signal::raise;
        section.enter();
        try {
            leaveIfCancelled(scope);
            scope.addHook(wake);
        } finally {
            section.leave();
        }
        signal.await(duration);
        section.enter();
        try {
            scope.removeHook(wake);
            leaveIfCancelled(scope);
        } finally {
            section.leave();
        }
    }
}
