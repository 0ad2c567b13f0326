package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.flow.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a graph gives.
 *
 * @param value its result; null when nothing arrived at its output
 * @param outputs what arrived at its output edge, by name
 * @param partial why it is not whole; null when it is
 */
record GraphResult(@Nullable JsonNode value, Map<String, JsonNode> outputs, @Nullable Partial partial) {
    /** One whole value, under the name of the one result. */
    static GraphResult of(JsonNode value) {
        return new GraphResult(value, Map.of(Kind.RESULT, value), null);
    }
}
