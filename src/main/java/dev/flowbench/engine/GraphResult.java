package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a graph gives.
 *
 * @param value its result; null when nothing arrived at its output
 * @param outputs what arrived at its output edge, by name
 * @param partial why it is not whole; null when it is
 * @param writes what was written to the state in it, in order
 */
record GraphResult(
        @Nullable JsonNode value,
        Map<String, JsonNode> outputs,
        @Nullable Partial partial,
        List<What.StateWritten> writes) {
    GraphResult(@Nullable JsonNode value, Map<String, JsonNode> outputs, @Nullable Partial partial) {
        this(value, outputs, partial, List.of());
    }

    /** One whole value, under the name of the one result. */
    static GraphResult of(JsonNode value) {
        return new GraphResult(value, Map.of(Kind.RESULT, value), null);
    }

    /** The same with what was written beside it. */
    GraphResult writing(List<What.StateWritten> written) {
        return written.isEmpty() && writes.isEmpty() ? this : new GraphResult(value, outputs, partial, written);
    }
}
