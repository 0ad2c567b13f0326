package dev.flowbench.flow;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A typed field of the session state.
 *
 * @param type JSON Schema of its value
 * @param merge how parallel writes meet at the join; null for {@link Merge#SET}
 * @param initial its value at the start; null for JSON null
 */
public record StateField(
        @Field(editor = Editor.SCHEMA) @Nullable JsonNode type,
        @Nullable Merge merge,
        @Nullable JsonNode initial,
        Extras extras) {
    /** How writes to one field meet. */
    public enum Merge {
        SET,
        APPEND,
        UNION,
        MAX
    }
}
