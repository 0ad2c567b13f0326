package dev.flowbench.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a run stands while it is paused, folded from its events. Not for several threads at once. */
public final class Standings {
    private final Map<String, Standing> standing = new LinkedHashMap<>();
    private boolean paused;
    private String reason = "";

    /**
     * A step that waits.
     *
     * @param after whether it has run; else it has not begun
     * @param values its outputs after it has run, else its inputs, by port, as they were edited
     * @param first whether it goes on next
     */
    public record Standing(Where where, boolean after, Map<String, JsonNode> values, boolean first) {
        Standing edited(JsonNode edits) {
            var edited = new LinkedHashMap<>(values);
            edits.properties().forEach(edit -> edited.put(edit.getKey(), edit.getValue()));
            return new Standing(where, after, edited, first);
        }
    }

    void accept(Event event) {
        String key = event.where().stepKey();
        switch (event.what()) {
            case What.Paused(String why) -> {
                paused = true;
                reason = why;
            }
            case What.Continued _ -> paused = false;
            case What.Stood(boolean after, var values, boolean first) ->
                standing.put(key, new Standing(event.where(), after, values, first));
            case What.Decided(What.Choice choice, JsonNode detail) when choice == What.Choice.EDIT ->
                standing.computeIfPresent(key, (_, one) -> one.edited(detail.path("values")));
            case What.StepStarted _,What.StepCompleted _,What.StepFailed _,What.StepSkipped _,What.StateWritten _ ->
                standing.remove(key);
            case What.Resumed _,What.RunFinished _,What.Suspended _ -> {
                paused = false;
                standing.clear();
            }
            default -> {}
        }
    }

    /** Whether no step begins. What is in flight may still go on. */
    public boolean isPaused() {
        return paused;
    }

    /** Why it was paused last, for people. */
    public String reason() {
        return reason;
    }

    /** The steps that wait; while it is paused those that stand, and before that those that have not gone yet. */
    public List<Standing> all() {
        return List.copyOf(standing.values());
    }

    /** The one that goes on next; empty when none stands. */
    public Optional<Standing> first() {
        return paused ? standing.values().stream().filter(Standing::first).findFirst() : Optional.empty();
    }
}
