package dev.flowbench.cli;

import dev.flowbench.engine.Run;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.Progress;
import dev.flowbench.engine.event.What;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings a run's events to the thread that writes them, each only once it is durable. */
final class Feed implements RunListener {
    /** Most of what nobody has written yet; of more the oldest is lost. */
    private static final int LINES = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Event> waiting = new ArrayDeque<>();
    private final ArrayDeque<Progress> said = new ArrayDeque<>();
    private long durable;
    private What.@Nullable RunFinished end;

    @Override
    public void event(Event event) {
        lock.lock();
        try {
            waiting.add(event);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void durable(long seq) {
        lock.lock();
        try {
            durable = Math.max(durable, seq);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void progress(Progress progress) {
        if (progress.as() == Progress.As.ANSWER) {
            return;
        }
        lock.lock();
        try {
            if (said.size() == LINES) {
                said.remove();
            }
            said.add(progress);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Tells when the run has ended, whatever became of its last events. */
    void follow(Run run) {
        Thread.ofVirtual().name("flowbench-await").start(() -> {
            What.RunFinished how = run.await();
            lock.lock();
            try {
                end = how;
                changed.signal();
            } finally {
                lock.unlock();
            }
        });
    }

    /**
     * The next durable events, in order; waits for them. Empty once the run has ended and all were handed out.
     *
     * @param hears told meanwhile of calls that wait for their turn, and how far others are
     */
    List<Event> next(Consumer<Progress> hears) {
        lock.lock();
        try {
            while (!ready() && end == null) {
                if (said.isEmpty()) {
                    changed.awaitUninterruptibly();
                } else {
                    hears.accept(said.remove());
                }
            }
            var batch = new ArrayList<Event>();
            while (ready()) {
                batch.add(waiting.remove());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private boolean ready() {
        Event first = waiting.peek();
        return first != null && first.seq() <= durable;
    }

    /** How the run ended; asked for after {@link #next} gave nothing more. */
    What.RunFinished end() {
        lock.lock();
        try {
            if (end == null) {
                throw new IllegalStateException("not ended");
            }
            return end;
        } finally {
            lock.unlock();
        }
    }
}
