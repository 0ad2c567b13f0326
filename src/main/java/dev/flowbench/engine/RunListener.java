package dev.flowbench.engine;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.Progress;

/**
 * Hears of a run. Called in the order of the run, one call at a time, on the run's threads: it must not block and must
 * not call the engine. A screen puts the events on a queue.
 */
public interface RunListener {
    /** Hears nothing. */
    RunListener NONE = event -> {};

    /** Something happened. It may not be durable yet: see {@link #durable}. */
    void event(Event event);

    /** Text is streaming in, or a tool says how far it is. May come on several threads at once. */
    default void progress(Progress progress) {}

    /** All events up to this number are durable and may leave the process. On the journal's thread. */
    default void durable(long seq) {}
}
