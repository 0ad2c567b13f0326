package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Workflow;
import java.util.Map;

/**
 * What to run.
 *
 * @param run id of the new run
 * @param workflow the document; checked before the first step
 * @param document the same as canonical JSON, kept with the run
 * @param hash semantic hash of the document
 * @param inputs by name; checked against the document's schema
 * @param simulated whether every answer comes from the simulated model
 * @param seed seed of everything that is drawn by chance
 * @param file path of the document; empty for none
 * @param options how it goes
 */
public record RunRequest(
        String run,
        Workflow workflow,
        String document,
        String hash,
        Map<String, JsonNode> inputs,
        boolean simulated,
        long seed,
        String file,
        RunOptions options) {
    public RunRequest(String run, Workflow workflow, String document, String hash, Map<String, JsonNode> inputs,
            boolean simulated, long seed, String file) {
        this(run, workflow, document, hash, inputs, simulated, seed, file, RunOptions.USUAL);
    }

    public RunRequest with(RunOptions other) {
        return new RunRequest(run, workflow, document, hash, inputs, simulated, seed, file, other);
    }
}
