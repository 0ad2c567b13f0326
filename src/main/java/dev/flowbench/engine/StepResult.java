package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a step gives.
 *
 * @param outputs values by port; a port that is not here was not taken
 * @param partial why it is not whole; null when it is
 * @param writes what it and all in it wrote to the state, in order
 */
record StepResult(Map<String, JsonNode> outputs, @Nullable Partial partial, List<What.StateWritten> writes) {
    StepResult(Map<String, JsonNode> outputs, @Nullable Partial partial) {
        this(outputs, partial, List.of());
    }

    static StepResult of(JsonNode result) {
        return new StepResult(Map.of(Kind.RESULT, result), null);
    }

    static StepResult of(JsonNode result, @Nullable Partial partial) {
        return new StepResult(Map.of(Kind.RESULT, result), partial);
    }

    /** The same with what was written beside it. */
    StepResult writing(List<What.StateWritten> written) {
        return written.equals(writes) ? this : new StepResult(outputs, partial, written);
    }
}
