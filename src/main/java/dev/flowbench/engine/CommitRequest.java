package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a dry run is to be done for real.
 *
 * @param dryRun its id
 * @param effects those that were approved; the others are left out for good
 * @param person who approved them
 * @param comment what they said; empty for nothing
 * @param asking what becomes of the question whether an effect happened of which nobody knows
 */
public record CommitRequest(
        String dryRun, List<Approved> effects, String person, String comment, RunOptions.Asking asking) {

    /**
     * An effect that was approved.
     *
     * @param id as in {@link DryRun.Held}
     * @param sha256 of the bytes that the person saw
     * @param arguments the arguments as the person left them, which must fit the tool's schema; null for as they were
     */
    public record Approved(String id, String sha256, @Nullable JsonNode arguments) {}

    public CommitRequest {
        effects = List.copyOf(effects);
    }

    /** All as it is, waiting where a person must be asked. */
    public static CommitRequest all(DryRun dryRun, String person) {
        return new CommitRequest(dryRun.run(),
                dryRun.effects().stream().map(held -> new Approved(held.id(), held.sha256(), null)).toList(), person,
                "", RunOptions.Asking.WAIT);
    }

    public CommitRequest with(RunOptions.Asking other) {
        return new CommitRequest(dryRun, effects, person, comment, other);
    }
}
