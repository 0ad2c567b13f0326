package dev.flowbench.engine;

import dev.flowbench.engine.port.Scheduler;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The time in which a run can do something. It stands while the run stands still on people only, and so do the timers set
 * by it: no deadline comes nearer while somebody thinks. All but {@link #nanos} belongs to the run's section.
 */
final class ActiveClock {
    private static final long GOES = -1;

    private final RunState run;
    private final Set<ActiveTimer> timers = new LinkedHashSet<>();
    // Written inside the section; calls in flight read them, and while one is, the clock goes.
    private volatile long stood;
    private volatile long standsSince = GOES;

    ActiveClock(RunState run) {
        this.run = run;
    }

    /** Nanoseconds of active time from some fixed moment; never runs backwards. */
    long nanos() {
        long since = standsSince;
        return (since == GOES ? run.scheduler.nanos() : since) - stood;
    }

    /** Runs a short task, outside the section, after so much active time. Both this and cancel inside the section. */
    Scheduler.Timer after(Duration delay, Runnable task) {
        var timer = new ActiveTimer(run.deadline(delay), task);
        timers.add(timer);
        if (standsSince == GOES) {
            timer.arm();
        }
        return timer;
    }

    /** From now on nothing but people can make it go on. */
    void stand() {
        if (standsSince == GOES) {
            standsSince = run.scheduler.nanos();
            timers.forEach(ActiveTimer::disarm);
        }
    }

    void go() {
        long since = standsSince;
        if (since != GOES) {
            // First the sum: who reads in between must not see time that did not pass.
            long whole = stood + run.scheduler.nanos() - since;
            standsSince = GOES;
            stood = whole;
            List.copyOf(timers).forEach(ActiveTimer::arm);
        }
    }

    private final class ActiveTimer implements Scheduler.Timer {
        private final long due;
        private final Runnable task;
        private Scheduler.@Nullable Timer armed;

        ActiveTimer(long due, Runnable task) {
            this.due = due;
            this.task = task;
        }

        void arm() {
            if (due == Long.MAX_VALUE) {
                return;
            }
            armed = run.scheduler.after(Duration.ofNanos(Math.max(0, due - nanos())), this::fire);
        }

        void disarm() {
            if (armed != null) {
                armed.cancel();
                armed = null;
            }
        }

        /** It may have gone off in the moment in which it was cancelled or the clock stopped: then it does nothing now. */
        private void fire() {
            boolean now = run.exclusively(() -> {
                if (standsSince != GOES || !timers.contains(this)) {
                    return false;
                }
                if (nanos() < due) {
                    disarm();
                    arm();
                    return false;
                }
                return timers.remove(this);
            });
            if (now) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            timers.remove(this);
            disarm();
        }
    }
}
