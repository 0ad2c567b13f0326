package dev.flowbench.engine.jvm;

import dev.flowbench.engine.port.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Virtual threads of this machine, its clock, and one daemon thread for timers. */
public final class VirtualThreads implements Scheduler {
    private final ScheduledThreadPoolExecutor timers;
    private final long epochAtStart = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    private final long nanosAtStart = System.nanoTime();

    public VirtualThreads() {
        timers = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "flowbench-timers");
            thread.setDaemon(true);
            return thread;
        });
        timers.setRemoveOnCancelPolicy(true);
    }

    /** Follows the monotonic clock from the start of the program, so that times in one run never run backwards. */
    @Override
    public long epochMicros() {
        return epochAtStart + (System.nanoTime() - nanosAtStart) / 1_000;
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void fork(String name, Runnable task) {
        Thread.ofVirtual().name(name).start(task);
    }

    @Override
    public Section section() {
        return new Spin();
    }

    @Override
    public Signal signal() {
        return new ParkedSignal();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        // Tasks are short, but one that waits for a run's section must not hold up the timers of other runs.
        var future = timers.schedule(() -> Thread.ofVirtual().start(task), TimeUnit.NANOSECONDS.convert(delay),
                TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    /**
     * A section is held for well under a microsecond, while parking a virtual thread and waking it costs several: whoever
     * finds it taken spins, then lets others run, and only then sleeps a little.
     */
    private static final class Spin implements Section {
        private static final int SPINS = 200;
        private static final int YIELDS = 50;
        private static final long NAP_NANOS = 20_000;

        private final AtomicBoolean taken = new AtomicBoolean();

        @Override
        public void enter() {
            for (int tries = 0; !taken.compareAndSet(false, true); tries++) {
                if (tries < SPINS) {
                    Thread.onSpinWait();
                } else if (tries < SPINS + YIELDS) {
                    Thread.yield();
                } else {
                    LockSupport.parkNanos(this, NAP_NANOS);
                }
            }
        }

        @Override
        public void leave() {
            taken.set(false);
        }
    }

    private static final class ParkedSignal implements Signal {
        private volatile boolean raised;
        private volatile @Nullable Thread waiter;

        @Override
        public void raise() {
            raised = true;
            LockSupport.unpark(waiter);
        }

        @Override
        public void await() {
            waiter = Thread.currentThread();
            while (!raised) {
                LockSupport.park(this);
            }
        }

        @Override
        public boolean await(Duration atMost) {
            waiter = Thread.currentThread();
            long end = System.nanoTime() + Math.min(TimeUnit.NANOSECONDS.convert(atMost), Long.MAX_VALUE / 2);
            while (!raised) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return raised;
                }
                LockSupport.parkNanos(this, left);
            }
            return true;
        }
    }
}
