package dev.flowbench.engine;

import dev.flowbench.engine.event.What;

/** A run under way. */
public interface Run {
    String id();

    /** Stops it: no effect starts from now on, what is in flight is cut off. Returns at once; any thread. */
    void cancel(String reason);

    /**
     * Waits until it has ended and its last event is durable. One thread may wait; others listen.
     *
     * @return the last event
     */
    What.RunFinished await();
}
