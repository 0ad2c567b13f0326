package dev.flowbench.engine;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.port.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler for tests: one task runs at a time, time is virtual and jumps to the next timer when nobody can run, and
 * who runs next is drawn from a seed. The same seed gives the same order of everything. Tasks hand over where the
 * interpreter may be interrupted: when they wait, and now and then before they enter a section.
 *
 * <p>All is done inside {@link #run}; a deadlock and whatever a task throws fail it.
 */
final class VirtualTime implements Scheduler {
    private static final long EPOCH_MICROS = 1_700_000_000_000_000L;

    private final SplittableRandom random;
    private final int preemptPercent;
    private final ArrayList<Task> ready = new ArrayList<>();
    private final PriorityQueue<VirtualTimer> timers = new PriorityQueue<>();
    private final Set<Task> alive = new LinkedHashSet<>();
    private final Task test = new Task("test", null);
    private Task current = test;
    private long now;
    private int inside;
    private boolean joining;
    private volatile @Nullable Throwable failure;

    VirtualTime(long seed) {
        this(seed, 25);
    }

    /** @param preemptPercent how often a task is interrupted before it enters a section, 0 to 100 */
    VirtualTime(long seed, int preemptPercent) {
        this.random = new SplittableRandom(seed);
        this.preemptPercent = preemptPercent;
    }

    /** As after a process that ended with these events: time of day does not go back. */
    VirtualTime after(List<Event> events) {
        now = events.isEmpty() ? 0 : Math.max(0, (events.getLast().at() - EPOCH_MICROS) * 1_000);
        return this;
    }

    /** A task on a thread of its own that runs only while it holds the baton; the test itself has no body. */
    private static final class Task {
        final String name;
        final @Nullable Runnable body;
        @Nullable Thread thread;
        volatile boolean turn;
        String waitsFor = "its turn";

        Task(String name, @Nullable Runnable body) {
            this.name = name;
            this.body = body;
        }

        @Override
        public String toString() {
            return name + " waits for " + waitsFor;
        }
    }

    /** Does the work as the first task, then lets all others run to their end. */
    <T> T run(Supplier<T> work) {
        test.thread = Thread.currentThread();
        T result = work.get();
        test.waitsFor = "the end of all others";
        joining = true;
        while (!alive.isEmpty()) {
            handOver();
        }
        if (!timers.isEmpty()) {
            throw new AssertionError(timers.size() + " timers are left");
        }
        return result;
    }

    private void rethrow() {
        @Nullable Throwable thrown = failure;
        if (thrown != null) {
            throw new AssertionError(thrown.getMessage(), thrown);
        }
    }

    @Override
    public long epochMicros() {
        return EPOCH_MICROS + now / 1_000;
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void fork(String name, Runnable body) {
        var task = new Task(name, body);
        alive.add(task);
        ready.add(task);
    }

    @Override
    public Section section() {
        return new Baton();
    }

    @Override
    public Signal signal() {
        return new Flag();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return timer(delay, () -> fork("timer", task));
    }

    private VirtualTimer timer(Duration delay, Runnable fire) {
        var timer = new VirtualTimer(now + Math.max(0, TimeUnit.NANOSECONDS.convert(delay)), random.nextLong(), fire);
        timers.add(timer);
        return timer;
    }

    /** Gives the baton to whoever is drawn; comes back when the caller has it again. */
    private void handOver() {
        Task me = current;
        Task next = draw();
        if (next != me) {
            resume(next);
            awaitTurn(me);
        }
        if (me == test) {
            rethrow();
        }
    }

    /** Who runs next; time jumps to the next timer while nobody can. On a deadlock it is the test, which fails. */
    private Task draw() {
        while (ready.isEmpty()) {
            if (joining && alive.isEmpty()) {
                return test;
            }
            if (timers.isEmpty()) {
                failure = new AssertionError("Nobody can run: " + test + ", "
                        + alive.stream().map(Task::toString).collect(Collectors.joining(", ")));
                return test;
            }
            VirtualTimer timer = timers.remove();
            now = Math.max(now, timer.at);
            timer.fire.run();
        }
        int at = ready.size() == 1 ? 0 : random.nextInt(ready.size());
        Task next = ready.get(at);
        Task last = ready.removeLast();
        if (next != last) {
            ready.set(at, last);
        }
        return next;
    }

    private void resume(Task next) {
        current = next;
        next.turn = true;
        if (next.thread == null) {
            next.thread = Thread.ofVirtual().name(next.name).unstarted(() -> body(next));
            next.thread.start();
        } else {
            LockSupport.unpark(next.thread);
        }
    }

    private void body(Task task) {
        awaitTurn(task);
        try {
            if (task.body != null) {
                task.body.run();
            }
        } catch (Throwable e) {
            failure = e;
        }
        alive.remove(task);
        if (failure != null) {
            ready.remove(test);
            resume(test);
        } else {
            resume(draw());
        }
    }

    private static void awaitTurn(Task me) {
        while (!me.turn) {
            LockSupport.park(me);
        }
        me.turn = false;
    }

    /** Mutual exclusion is a matter of course; what is checked is that nobody waits inside or enters twice. */
    private final class Baton implements Section {
        private @Nullable Task holder;

        @Override
        public void enter() {
            if (holder != null) {
                throw new IllegalStateException(holder.name + " entered its section twice");
            }
            if (!ready.isEmpty() && inside == 0 && random.nextInt(100) < preemptPercent) {
                ready.add(current);
                handOver();
            }
            holder = current;
            inside++;
        }

        @Override
        public void leave() {
            if (holder != current) {
                throw new IllegalStateException("left a section it had not entered");
            }
            holder = null;
            inside--;
        }
    }

    private final class Flag implements Signal {
        private boolean raised;
        private @Nullable Task waiter;

        @Override
        public void raise() {
            if (!raised) {
                raised = true;
                wake();
            }
        }

        private void wake() {
            @Nullable Task task = waiter;
            if (task != null) {
                waiter = null;
                ready.add(task);
            }
        }

        @Override
        public void await() {
            if (!raised) {
                pause("a signal");
            }
        }

        @Override
        public boolean await(Duration atMost) {
            if (!raised && atMost.isPositive()) {
                VirtualTimer timer = timer(atMost, this::wake);
                pause("a signal or " + atMost);
                timer.cancel();
            }
            return raised;
        }

        private void pause(String what) {
            if (inside > 0) {
                throw new IllegalStateException("waits inside a section");
            }
            if (waiter != null) {
                throw new IllegalStateException("two wait for one signal");
            }
            Task me = current;
            waiter = me;
            me.waitsFor = what;
            handOver();
            me.waitsFor = "its turn";
        }
    }

    private final class VirtualTimer implements Timer, Comparable<VirtualTimer> {
        final long at;
        final long tie;
        final Runnable fire;

        VirtualTimer(long at, long tie, Runnable fire) {
            this.at = at;
            this.tie = tie;
            this.fire = fire;
        }

        @Override
        public void cancel() {
            timers.remove(this);
        }

        @Override
        public int compareTo(VirtualTimer other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(tie, other.tie);
        }
    }
}
