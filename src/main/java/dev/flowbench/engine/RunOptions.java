package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Workflow;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a run goes, beside what it runs.
 *
 * @param dryRun whether side effects are collected, not done
 * @param asking what becomes of questions to a person
 * @param budget caps that hold in place of those of the document's own budget, where they are set; null for none
 * @param pins outputs by port, of nodes that are not run, by node id
 * @param breakpoints where it stands still
 * @param paused whether it stands still before its first step
 * @param documents further documents that the workflow uses, by the relative path by which it names them
 * @param origin the run it is made from; empty for none
 * @param tags of the user's, by name
 * @param simulation what a simulated run's answers depend on beside its script and its seed; only kept here
 */
public record RunOptions(
        boolean dryRun,
        Asking asking,
        @Nullable Budget budget,
        Map<String, Map<String, JsonNode>> pins,
        List<Breakpoint> breakpoints,
        boolean paused,
        Map<String, Workflow> documents,
        String origin,
        Map<String, String> tags,
        Map<String, String> simulation) {

    /** Nothing special: it runs, and waits where a person is asked. */
    public static final RunOptions USUAL = new RunOptions(false, Asking.WAIT, null, Map.of(), List.of(), false,
            Map.of(), "", Map.of(), Map.of());

    /** What becomes of questions to a person. */
    public enum Asking {
        /** It waits for {@link Run#decide}. */
        WAIT,
        /** It is put away when nothing can go on without a person. */
        SUSPEND,
        /** All are approved as they are. */
        APPROVE,
        /** All are denied. */
        DENY
    }

    /**
     * A place at which a run stands still.
     *
     * @param node id of the node, in whatever frame
     * @param after whether it is after the node; else before it
     * @param condition an expression over the node's inputs, or after it over its outputs; empty for always
     */
    public record Breakpoint(String node, boolean after, String condition) {}

    public RunOptions {
        pins = Map.copyOf(pins);
        breakpoints = List.copyOf(breakpoints);
        documents = Map.copyOf(documents);
        tags = Map.copyOf(tags);
        simulation = Map.copyOf(simulation);
    }

    public RunOptions withDocuments(Map<String, Workflow> used) {
        return new RunOptions(dryRun, asking, budget, pins, breakpoints, paused, used, origin, tags,
                simulation);
    }

    public RunOptions withOrigin(String run) {
        return new RunOptions(dryRun, asking, budget, pins, breakpoints, paused, documents, run, tags,
                simulation);
    }

    public RunOptions with(Asking other) {
        return new RunOptions(dryRun, other, budget, pins, breakpoints, paused, documents, origin, tags,
                simulation);
    }

    public RunOptions with(@Nullable Budget raised) {
        return new RunOptions(dryRun, asking, raised, pins, breakpoints, paused, documents, origin, tags,
                simulation);
    }

    public RunOptions withDryRun(boolean dry) {
        return new RunOptions(dry, asking, budget, pins, breakpoints, paused, documents, origin, tags,
                simulation);
    }

    public RunOptions withPins(Map<String, Map<String, JsonNode>> pinned) {
        return new RunOptions(dryRun, asking, budget, pinned, breakpoints, paused, documents, origin, tags,
                simulation);
    }

    public RunOptions withTags(Map<String, String> other) {
        return new RunOptions(dryRun, asking, budget, pins, breakpoints, paused, documents, origin, other,
                simulation);
    }

    public RunOptions with(List<Breakpoint> places, boolean pausedAtFirst) {
        return new RunOptions(dryRun, asking, budget, pins, places, pausedAtFirst, documents, origin, tags,
                simulation);
    }

    public RunOptions withSimulation(Map<String, String> answers) {
        return new RunOptions(dryRun, asking, budget, pins, breakpoints, paused, documents, origin, tags, answers);
    }
}
