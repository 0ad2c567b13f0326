package dev.flowbench.engine;

import dev.flowbench.engine.event.What;

/** A run under way. */
public interface Run {
    String id();

    /** Stops it: no effect starts from now on, what is in flight is cut off. Returns at once; any thread. */
    void cancel(String reason);

    /** Waits for its end. */
    What.RunFinished await() throws InterruptedException;
}
