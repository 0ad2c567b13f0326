package dev.flowbench.engine;

import dev.flowbench.engine.event.Leave;
import dev.flowbench.engine.port.Scheduler;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that runs beside its owner and is given up together. The owner starts it and takes it in, one piece at a time, in
 * the order in which the pieces end.
 *
 * @param <K> by what the owner knows a piece
 * @param <V> what a piece gives
 */
final class Forks<K, V> {
    private final RunState run;
    private final Scope outer;
    private final Scope scope;
    // The owner's.
    private final ArrayDeque<Ended<K, V>> taken = new ArrayDeque<>();
    private int running;
    // Inside the run's section.
    private final ArrayDeque<Ended<K, V>> ended = new ArrayDeque<>();
    private Scheduler.@Nullable Signal news;
    private boolean told;

    /** How a piece ended: with a value, or by leaving. */
    record Ended<K, V>(K key, @Nullable V value, @Nullable Stop stop) {}

    /** @param span of the frame they run in */
    Forks(RunState run, Scope outer, long span, Leave.Reach reach) {
        this.run = run;
        this.outer = outer;
        this.scope = run.exclusively(() -> Scope.within(outer, span, reach, Long.MAX_VALUE));
    }

    /** What all of them run in. */
    Scope scope() {
        return scope;
    }

    int running() {
        return running;
    }

    /** Starts a piece of work in this scope or one below, which is released at its end. */
    void fork(String name, K key, Scope in, Supplier<V> work) {
        running++;
        run.exclusively(() -> {
            run.standstill.begin(in);
            return true;
        });
        run.scheduler.fork(name, () -> end(in, attempt(key, work)));
    }

    private Ended<K, V> attempt(K key, Supplier<V> work) {
        try {
            return new Ended<>(key, work.get(), null);
        } catch (Stop stop) {
            return new Ended<>(key, null, stop);
        } catch (RuntimeException | Error e) {
            // Whatever it is, the owner must hear that this piece is over, or it waits for ever.
            return new Ended<>(key, null, Stop.failed(RunState.bug(null, e)));
        }
    }

    private void end(Scope in, Ended<K, V> how) {
        run.enter();
        try {
            ended.addLast(how);
            wake();
            run.standstill.stop(in);
            if (in != scope) {
                scope.release(in);
            }
        } finally {
            run.leave();
        }
    }

    /** The owner looks again, though nothing may have ended; inside the section. */
    void tell() {
        told = true;
        wake();
    }

    private void wake() {
        if (news != null) {
            news.raise();
            news = null;
            run.standstill.goOn(outer);
        }
    }

    /** The next that ended; waits for it. */
    Ended<K, V> next() {
        while (true) {
            @Nullable Ended<K, V> next = nextOrNews();
            if (next != null) {
                return next;
            }
        }
    }

    /** The next that ended; waits for it. Null when the owner was told to look again before. */
    @Nullable Ended<K, V> nextOrNews() {
        if (taken.isEmpty()) {
            Scheduler.@Nullable Signal signal = take();
            if (signal != null) {
                signal.await();
                take();
            }
        }
        @Nullable Ended<K, V> next = taken.pollFirst();
        if (next != null) {
            running--;
        }
        return next;
    }

    /** Takes what has ended; where nothing has, and the owner was told nothing, gives what to wait for. */
    private Scheduler.@Nullable Signal take() {
        run.enter();
        try {
            taken.addAll(ended);
            ended.clear();
            if (!taken.isEmpty() || told) {
                told = false;
                return null;
            }
            Scheduler.Signal signal = run.scheduler.signal();
            news = signal;
            run.standstill.stop(outer);
            return signal;
        } finally {
            run.leave();
        }
    }

    /** Cuts off what still runs: the outcome is decided without it. */
    void giveUp() {
        run.cancel(scope, Scope.Cause.NOT_NEEDED);
    }

    /** Whether a piece left only because it was given up. */
    boolean gaveUp(Stop stop) {
        return stop.reason() instanceof Stop.Reason.Cancelled(Scope cancelled) && cancelled == scope;
    }

    /** All have ended and been taken in. */
    void close() {
        run.exclusively(() -> {
            outer.release(scope);
            return true;
        });
    }
}
