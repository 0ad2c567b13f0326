package dev.flowbench.engine;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.port.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's side of an effect in flight: its place, its time, and how it is cut off. */
class InFlight {
    private static final Logger LOG = LoggerFactory.getLogger(InFlight.class);

    private static final long GRACE_NANOS = Duration.ofSeconds(1).toNanos();

    final RunState run;
    final Where where;
    final Scope scope;
    private final long start;
    private final long deadline;
    private final Runnable onScopeCancel = this::fire;
    private @Nullable Runnable hook;
    private Scheduler.@Nullable Timer timer;
    // Written before the other is read, by who sleeps and by who wakes, so that neither needs the section. Nor does
    // every piece of a stream, which asks whether it is over.
    private volatile boolean over;
    private volatile Scheduler.@Nullable Signal sleeper;
    private volatile boolean timedOut;

    /** @param deadline in nanoseconds of active time; {@link Long#MAX_VALUE} for that of the scope alone */
    InFlight(RunState run, Where where, Scope scope, long deadline) {
        this.run = run;
        this.where = where;
        this.scope = scope;
        this.start = run.scheduler.nanos();
        this.deadline = deadline;
    }

    /**
     * It is about to be sent.
     *
     * @throws Stop if the scope was cancelled
     */
    void begin() {
        run.enter();
        try {
            run.leaveIfCancelled(where, scope);
            scope.addHook(onScopeCancel);
        } finally {
            run.leave();
        }
    }

    /** It has returned; inside the section. What it says later is not heard. */
    void end() {
        over = true;
        scope.removeHook(onScopeCancel);
        if (timer != null) {
            timer.cancel();
        }
    }

    private void fire() {
        @Nullable Runnable toRun;
        run.enter();
        try {
            over = true;
            toRun = hook;
            Scheduler.@Nullable Signal signal = sleeper;
            if (signal != null) {
                signal.raise();
            }
        } finally {
            run.leave();
        }
        if (toRun != null) {
            cutOff(toRun);
        }
    }

    private static void cutOff(Runnable hook) {
        try {
            hook.run();
        } catch (RuntimeException e) {
            // What one call makes of being cut off must not keep the others from hearing of it.
            LOG.warn("A call could not be cut off.", e);
        }
    }

    /** It is over once its time is; inside the section. */
    final void startTimer() {
        if (timer == null && !over) {
            timer = run.clock.after(timeLeft(), () -> {
                timedOut = true;
                fire();
            });
        }
    }

    /** Whether its own time ran out. */
    final boolean timedOut() {
        return timedOut;
    }

    /** Microseconds since it began. */
    final long micros() {
        return (run.scheduler.nanos() - start) / 1_000;
    }

    /** Seconds since it began, at least one, for people. */
    final String seconds() {
        return Long.toString(Math.max(1, Math.round((run.scheduler.nanos() - start) / 1e9)));
    }

    public String run() {
        return run.run;
    }

    public String stepKey() {
        return where.stepKey();
    }

    public String node() {
        return where.node() == null ? "" : where.node();
    }

    public int attempt() {
        return where.attempt();
    }

    public boolean cancelled() {
        return over;
    }

    public void onCancel(Runnable newHook) {
        boolean now;
        run.enter();
        try {
            hook = newHook;
            now = over;
            // Only who can be cut off needs the timer; a model that sleeps on the run's clock sees its time end.
            startTimer();
        } finally {
            run.leave();
        }
        if (now) {
            cutOff(newHook);
        }
    }

    public Duration timeLeft() {
        // The scope's own timer ends the call at the scope's deadline; the grace keeps the two ends apart.
        long scopeEnd = Amount.sum(scope.deadline, GRACE_NANOS);
        return Duration.ofNanos(Math.max(0, Amount.sum(Math.min(deadline, scopeEnd), -run.clock.nanos())));
    }

    /** How a wait on the run's clock ended. */
    enum Woken {
        RESTED,
        CANCELLED,
        TIMED_OUT
    }

    /** Waits on the run's clock. */
    final Woken rest(Duration duration) {
        if (duration.isZero()) {
            return Woken.RESTED;
        }
        Duration left = timeLeft();
        boolean tooLong = duration.compareTo(left) > 0;
        Scheduler.Signal signal = run.scheduler.signal();
        sleeper = signal;
        boolean gone = over || signal.await(tooLong ? left : duration);
        return gone && !timedOut
                ? Woken.CANCELLED
                : tooLong || timedOut
                        ? Woken.TIMED_OUT
                        : Woken.RESTED;
    }
}
