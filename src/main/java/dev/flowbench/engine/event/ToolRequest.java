package dev.flowbench.engine.event;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A resolved call of a tool, or of the memory, whose tools are {@link #RECALL} and {@link #REMEMBER}.
 *
 * @param tool its name
 * @param arguments an object
 * @param config what the document gives the tool beside its arguments; null for nothing
 * @param idempotencyKey the same for every attempt at one step
 */
public record ToolRequest(String tool, JsonNode arguments, @Nullable JsonNode config, String idempotencyKey)
        implements
            EffectRequest {
    /** Looks up what was remembered. */
    public static final String RECALL = "memory.recall";
    /** Writes to memory. */
    public static final String REMEMBER = "memory.remember";
}
