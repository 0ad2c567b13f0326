package dev.flowbench.engine.port;

import java.time.Duration;

/**
 * Time and concurrency as the interpreter knows them. On this machine they are virtual threads; in tests one thread with
 * virtual time; in a durable workflow engine its own. The interpreter uses nothing else that waits or tells the time.
 */
public interface Scheduler {
    /** Microseconds since 1970-01-01T00:00Z. */
    long epochMicros();

    /** Nanoseconds from some fixed moment; never runs backwards. */
    long nanos();

    /** Starts a task beside the caller's. It must not throw. */
    void fork(String name, Runnable task);

    /** A new mutual exclusion, for the state of one run. */
    Section section();

    /** A new signal, not yet raised. */
    Signal signal();

    /** Runs a short task after a while, unless it is cancelled before. */
    Timer after(Duration delay, Runnable task);

    /** Mutual exclusion. Not reentrant by promise; held for moments only, never while waiting. */
    interface Section {
        void enter();

        void leave();
    }

    /** Raised once; whoever waits goes on. One waits, any may raise. */
    interface Signal {
        void raise();

        /** Waits until it is raised. */
        void await();

        /**
         * Waits until it is raised or the time is over.
         *
         * @return whether it was raised
         */
        boolean await(Duration atMost);
    }

    /** A task that waits for its time. */
    interface Timer {
        void cancel();
    }
}
