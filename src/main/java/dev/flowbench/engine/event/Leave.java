package dev.flowbench.engine.event;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Why a step was left before its end, so that whoever goes over the run again leaves it the same way.
 *
 * @param how what made it leave
 * @param scope span of the frame whose scope it is about; 0 where it is none
 * @param reach which of that frame's scopes
 * @param cause the cap that tripped, or why the scope was cancelled; empty for neither
 * @param value what it ended with; null for nothing
 */
public record Leave(How how, long scope, Reach reach, String cause, @Nullable JsonNode value) {
    /** What makes one leave. */
    public enum How {
        CAPPED,
        CANCELLED,
        END_FRAME,
        END_RUN,
        /** A checkpoint sends its phase back to its beginning. */
        REPEAT
    }

    /** What a scope reaches over. */
    public enum Reach {
        /** A frame or step with a budget or time of its own, or the whole run. */
        OWN,
        /** Steps of one graph that run beside each other. */
        BESIDE,
        /** All branches, votes, items or workers of a frame. */
        BRANCHES,
        /** One of them. */
        BRANCH,
        /** A frame but for the room that is kept for its last call. */
        KEPT
    }
}
