package dev.flowbench.engine.event;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A tool as a model is told of it.
 *
 * @param parameters JSON Schema of the arguments
 */
public record ToolSpec(String name, String description, JsonNode parameters) {}
