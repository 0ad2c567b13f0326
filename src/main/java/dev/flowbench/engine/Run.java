package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.What;
import java.util.List;
import java.util.Map;

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
     * Makes it stand still: no step begins, what is in flight goes on to its end. Durable when it comes back.
     *
     * @param reason for people
     * @return whether it was not paused before
     */
    boolean pause(String reason);

    /**
     * Lets it go on. Of all steps that wait, the first in the document's order is taken, once nothing moves any more.
     *
     * @return whether it was paused
     */
    boolean proceed(How how);

    /**
     * Where it stands still from now on. A place is the id of a node; of an agent's turns also {@code id/model}, of its calls
     * {@code id/tool}.
     */
    void breakpoints(List<RunOptions.Breakpoint> places);

    /**
     * Changes the inputs of a step that stands before it, or the outputs of one that stands after it; it goes on with them.
     *
     * @param values by port; the others stay as they are
     * @return whether that step stands
     */
    boolean edit(String stepKey, Map<String, JsonNode> values);

    /**
     * Waits until it has ended and its last event is durable. One thread may wait; others listen.
     *
     * @return the last event; of a run that was put away one with the status {@code WAITING}, which no journal holds
     */
    What.RunFinished await();
}
