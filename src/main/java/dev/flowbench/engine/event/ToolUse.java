package dev.flowbench.engine.event;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A model asks for a call of a tool.
 *
 * @param id by which the model knows the call
 * @param tool name of the tool, as the model gives it: it may be none
 * @param arguments as the model gives them: they may be wrong, and are text where they are no JSON
 */
public record ToolUse(String id, String tool, JsonNode arguments) {}
