package dev.flowbench.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.flow.Workflow;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to run.
 *
 * @param workflow the document
 * @param file where it is kept; null for one never saved
 * @param inputs by name; what the schema gives a default may be left out
 * @param answers who answers
 * @param seed seed of everything drawn by chance
 * @param options how it goes; the other documents that the workflow uses are found beside the file
 */
public record RunOrder(
        Workflow workflow,
        @Nullable Path file,
        Map<String, JsonNode> inputs,
        Answers answers,
        long seed,
        RunOptions options) {
    /** A run in the usual way. */
    public RunOrder(Workflow workflow, @Nullable Path file, Map<String, JsonNode> inputs, Answers answers,
            long seed) {
        this(workflow, file, inputs, answers, seed, RunOptions.USUAL);
    }
}
