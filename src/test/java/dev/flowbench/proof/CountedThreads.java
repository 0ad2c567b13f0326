package dev.flowbench.proof;

import dev.flowbench.engine.jvm.VirtualThreads;
import dev.flowbench.engine.port.Scheduler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of this machine, counted: which tasks have not ended, and which timers neither fired nor were cancelled. */
final class CountedThreads implements Scheduler {
    private final Scheduler threads = new VirtualThreads();
    private final AtomicInteger tasks = new AtomicInteger();
    private final AtomicInteger timers = new AtomicInteger();

    int tasks() {
        return tasks.get();
    }

    int timers() {
        return timers.get();
    }

    @Override
    public long epochMicros() {
        return threads.epochMicros();
    }

    @Override
    public long nanos() {
        return threads.nanos();
    }

    @Override
    public void fork(String name, Runnable task) {
        tasks.incrementAndGet();
        threads.fork(name, () -> {
            try {
                task.run();
            } finally {
                tasks.decrementAndGet();
            }
        });
    }

    @Override
    public Section section() {
        return threads.section();
    }

    @Override
    public Signal signal() {
        return threads.signal();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        timers.incrementAndGet();
        var counted = new AtomicBoolean();
        Runnable over = () -> {
            if (counted.compareAndSet(false, true)) {
                timers.decrementAndGet();
            }
        };
        Timer timer = threads.after(delay, () -> {
            try {
                task.run();
            } finally {
                over.run();
            }
        });
        return () -> {
            timer.cancel();
            over.run();
        };
    }
}
