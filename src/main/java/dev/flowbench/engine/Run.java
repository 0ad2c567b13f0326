package dev.flowbench.engine;

import dev.flowbench.engine.event.What;

/** A run under way. Methods may be called on any thread. */
public interface Run {
    String id();

    /** Stops it: no effect starts from now on, what is in flight is cut off. Returns at once. */
    void cancel(String reason);

    /**
     * Decides what a person was asked. What was decided first counts.
     *
     * @return whether the request was still open, and its bytes are those that were decided on
     */
    boolean decide(What.ApprovalDecided decision);

    /** Puts it away: it ends without an end, so that it can be taken up again later. */
    void suspend(String reason);

    /**
     * Waits until it has ended and its last event is durable. One thread may wait; others listen.
     *
     * @return the last event; of a run that was put away one with the status {@code WAITING}, which no journal holds
     */
    What.RunFinished await();
}
