package dev.flowbench.flow.schema;

/**
 * One way in which a value does not fit its schema.
 *
 * @param pointer the place in the value as a JSON Pointer; empty for the whole value
 * @param message what is wrong there, for people and for a model that is to mend it; names the place
 * @param keyword the keyword of the schema that is not met, such as {@code maximum}
 */
public record Violation(String pointer, String message, String keyword) {
}
