package dev.flowbench.engine.event;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Why a step was left before its end, so that whoever goes over the run again leaves it the same way.
 *
 * @param how what made it leave
 * @param depth which of the enclosing scopes it is about: how many scopes stand around that one; -1 where it is none
 * @param cause the cap that tripped, or why the scope was cancelled; empty for neither
 * @param value what it ended with; null for nothing
 */
public record Leave(How how, int depth, String cause, @Nullable JsonNode value) {
    /** What makes one leave. */
    public enum How {
        CAPPED,
        CANCELLED,
        END_FRAME,
        END_RUN,
        /** A checkpoint sends its phase back to its beginning. */
        REPEAT
    }
}
