package dev.flowbench.engine.event;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a tool gave.
 *
 * @param value trimmed to the fields that the document keeps
 * @param trimmed characters that were left out
 * @param simulated whether it was made up and nothing was done
 */
public record ToolReply(JsonNode value, int trimmed, boolean simulated) implements EffectReply {
    /** Of something that was done. */
    public ToolReply(JsonNode value, int trimmed) {
        this(value, trimmed, false);
    }
}
