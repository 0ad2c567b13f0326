package dev.flowbench.store;

import dev.flowbench.engine.event.EventWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes: a platform thread, since a native call would pin a virtual one. It starts with the first
 * run and does not keep the process alive.
 */
final class WriterThread {
    /** DESIGN section 1: what nobody waits for is durable 50 ms later at most. */
    private static final long LAZY_NANOS = 40_000_000;
    /** How long it looks for news before it sleeps: a wake-up costs as much. */
    private static final int SPINS = 50;

    private final RunDatabases databases;
    private final Consumer<Tally> ended;
    private final EventWriter block = EventWriter.packed();
    private final List<RunWriter> writers = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Finish> finishes = new ConcurrentLinkedQueue<>();
    private volatile boolean now;
    private volatile boolean pending;
    private volatile boolean asleep;
    private @Nullable Thread thread;

    private record Finish(RunWriter writer, CountDownLatch done) {}

    /** @param ended told of each run that was given up, on the writer's thread: it must not wait */
    WriterThread(RunDatabases databases, Consumer<Tally> ended) {
        this.databases = databases;
        this.ended = ended;
    }

    /** Room to write a block in; on this thread. */
    EventWriter block() {
        return block;
    }

    RunDatabases databases() {
        return databases;
    }

    synchronized void add(RunWriter writer) {
        writers.add(writer);
        if (thread == null) {
            thread = Thread.ofPlatform().name("flowbench-journal").daemon().start(this::loop);
        }
    }

    List<RunWriter> writers() {
        return List.copyOf(writers);
    }

    /** Events have come that nobody waits for. */
    void somethingPending() {
        if (!pending) {
            pending = true;
            wakeUp();
        }
    }

    /** Somebody waits. */
    void commitNow() {
        now = true;
        wakeUp();
    }

    private void wakeUp() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Gives a run up: its file is closed soon. All that counts is durable before.
     *
     * @return open when it is closed
     */
    CountDownLatch finish(RunWriter writer) {
        var finish = new Finish(writer, new CountDownLatch(1));
        finishes.add(finish);
        commitNow();
        return finish.done();
    }

    private void loop() {
        while (true) {
            await();
            // Cleared before the work: what comes during it is seen in the next round.
            now = false;
            pending = false;
            for (RunWriter writer : writers) {
                writer.commitPending();
            }
            var done = new ArrayList<Finish>(1);
            for (@Nullable Finish finish = finishes.poll(); finish != null; finish = finishes.poll()) {
                done.add(finish);
            }
            for (Finish finish : done) {
                finish.writer().commitPending();
                finish.writer().release();
                ended.accept(finish.writer().tally());
                writers.remove(finish.writer());
                finish.done().countDown();
            }
        }
    }

    private void await() {
        for (int i = 0; i < SPINS && !now; i++) {
            Thread.onSpinWait();
        }
        asleep = true;
        try {
            // Idle: until something comes. Something that nobody waits for: a while, so that more joins it.
            while (!now && !pending) {
                LockSupport.park(this);
            }
            long end = System.nanoTime() + LAZY_NANOS;
            while (!now) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                LockSupport.parkNanos(this, left);
            }
        } finally {
            asleep = false;
        }
    }
}
