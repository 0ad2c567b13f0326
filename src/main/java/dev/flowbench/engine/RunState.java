package dev.flowbench.engine;

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
import dev.flowbench.engine.port.Prices;
import dev.flowbench.engine.port.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all steps of one run share: the one stream of events, the ledger, and the section that guards them. Nothing is
 * told of a run but by {@link #emit}.
 */
final class RunState {
    final String run;
    final long seed;
    final Scheduler scheduler;
    final ChatModel model;
    final Prices prices;
    final Ledger ledger = new Ledger();
    final Scope root;
    final Where rootWhere;

    private final Scheduler.Section section;
    private final RunListener listener;
    private final Journal.Writer journal;
    private long lastSeq;
    private long lastSpan = Where.ROOT;
    private boolean closed;
    private @Nullable JournalException storageFault;

    RunState(RunRequest request, EnginePorts ports, Journal.Writer journal, RunListener listener, Scope root) {
        this.run = request.run();
        this.seed = request.seed();
        this.scheduler = ports.scheduler();
        this.model = ports.model();
        this.prices = ports.prices();
        this.journal = journal;
        this.listener = listener;
        this.section = scheduler.section();
        this.root = root;
        this.rootWhere = new Where(run, Where.ROOT, 0, null, "", "", 0, 1);
    }

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
        listener.event(event);
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

    /** Ends the run: the last event, made durable. */
    What.RunFinished finish(What.RunFinished finished) {
        section.enter();
        try {
            if (!closed) {
                emit(rootWhere, finished);
                closed = true;
            }
        } finally {
            section.leave();
        }
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

    boolean isClosed() {
        return closed;
    }

    private static RunError storageError(@Nullable String node, JournalException e) {
        return new RunError(ErrorCode.STORAGE_FAILED, String.valueOf(e.getMessage()), Texts.text("wayOut.storage"),
                node, 1, e.getCause() == null ? null : e.getCause().toString(), -1);
    }

    /** Leaves if the scope was cancelled. */
    void checkCancelled(Scope scope) {
        section.enter();
        try {
            leaveIfCancelled(scope);
        } finally {
            section.leave();
        }
    }

    /** As {@link #checkCancelled}; inside the section. */
    static void leaveIfCancelled(Scope scope) {
        @Nullable Scope cancelled = scope.cancelledScope();
        if (cancelled != null) {
            throw new Stop(new Stop.Reason.Cancelled(cancelled));
        }
    }

    /** Cancels a scope and cuts off what is in flight in it. */
    void cancel(Scope scope, Scope.Cause cause) {
        List<Runnable> hooks = exclusively(() -> scope.cancel(cause));
        hooks.forEach(Runnable::run);
    }

    /** Holds an amount, waiting for room where it may come. */
    void reserve(Where where, Scope scope, Amount need) {
        Ledger.Waiter waiter;
        Runnable wake;
        section.enter();
        try {
            leaveIfCancelled(scope);
            Ledger.Admission admission = ledger.reserve(scope, need);
            if (!(admission instanceof Ledger.Admission.Full(Scope full, Cap cap))) {
                refuse(where, admission, need);
                return;
            }
            waiter = new Ledger.Waiter(scope, need, scheduler.signal());
            wake = waiter.signal::raise;
            ledger.await(waiter);
            scope.addHook(wake);
            emit(where, new What.Decided(What.Choice.WAIT, Details.of("scope", full.span, "cap", cap.field(), "asked",
                    cap.show(cap.of(need)), "left", cap.show(left(full, cap)))));
        } finally {
            section.leave();
        }
        waiter.signal.await();
        section.enter();
        try {
            scope.removeHook(wake);
            ledger.forget(waiter);
            Ledger.@Nullable Admission outcome = waiter.outcome;
            if (outcome != null) {
                if (outcome instanceof Ledger.Admission.Admitted && scope.cancelled() != null) {
                    ledger.settle(scope, need, Amount.ZERO);
                }
                leaveIfCancelled(scope);
                refuse(where, outcome, need);
            } else {
                leaveIfCancelled(scope);
            }
        } finally {
            section.leave();
        }
    }

    /**
     * Books one step that is over at once; inside the section.
     *
     * @return the reason to leave when a cap tripped; null when it is booked
     */
    @Nullable Stop countStep(Where where, Scope scope) {
        Ledger.Admission admission = ledger.reserve(scope, Amount.STEP);
        if (admission instanceof Ledger.Admission.Full(Scope full, Cap cap)) {
            // A step's hold never comes back: what is held becomes booked, so waiting cannot help.
            admission = new Ledger.Admission.Refused(full, cap);
        }
        try {
            refuse(where, admission, Amount.STEP);
        } catch (Stop stop) {
            return stop;
        }
        ledger.settle(scope, Amount.STEP, Amount.STEP);
        return null;
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
                emit(where, new What.CapTripped(scope.span, cap.field(), cap.show(limits == null ? 0 : limits[i]),
                        cap.show(scope.committed[i] + scope.held[i]), cap.show(cap.of(need))));
                scope.closeAdmission(cap.field());
                ledger.admitWaiting();
                throw new Stop(new Stop.Reason.Capped(scope, partial(scope, cap.field()), null));
            }
        }
    }

    private static Partial partial(Scope scope, String reason) {
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
