package dev.flowbench.engine.event;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a tool gave.
 *
 * @param value trimmed to the fields that the document keeps
 * @param trimmed characters that were left out
 */
public record ToolReply(JsonNode value, int trimmed) implements EffectReply {}
