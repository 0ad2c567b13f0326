package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.flow.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a step gives.
 *
 * @param outputs values by port; a port that is not here was not taken
 * @param partial why it is not whole; null when it is
 */
record StepResult(Map<String, JsonNode> outputs, @Nullable Partial partial) {
    static StepResult of(JsonNode result) {
        return new StepResult(Map.of(Kind.RESULT, result), null);
    }

    static StepResult of(JsonNode result, @Nullable Partial partial) {
        return new StepResult(Map.of(Kind.RESULT, result), partial);
    }
}
