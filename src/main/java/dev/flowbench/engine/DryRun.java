package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.flow.EffectClass;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What a dry run collected in place of doing it: a fold over its events.
 *
 * @param run its id; empty where there are no events
 * @param dry whether it is a dry run at all
 * @param over whether it has ended; only then all of it is known
 * @param effects in the order in which the run came to them. Of a step that was tried again the last
 */
public record DryRun(String run, boolean dry, boolean over, List<Held> effects) {
    /** Name of the one output of a run that commits: a list of {@code {id, status, result|error}}. */
    public static final String EFFECTS = "effects";

    /**
     * A side effect that was not done.
     *
     * @param id unique in the run; by it the effect is approved
     * @param effect what repeating it may do to the world
     * @param request what would have been done
     * @param sha256 of the canonical bytes of {@link #action}: who approves it approves these
     * @param standIn what the run went on with
     * @param node id of the node
     * @param stepKey of the step
     */
    public record Held(
            String id,
            EffectClass effect,
            ToolRequest request,
            String sha256,
            JsonNode standIn,
            String node,
            String stepKey) {

        static Held of(Where where, What.EffectHeld held) {
            return new Held(held.id(), held.effect(), held.request(), held.sha256(), held.standIn(),
                    where.node() == null ? "" : where.node(), where.stepKey());
        }

        /** What a person sees of it, exactly: {@code {tool, arguments, config, idempotencyKey}}. */
        public JsonNode action() {
            return ToolCalls.action(request);
        }

        /** The hash of the same with other arguments: who edits it approves these bytes. */
        public String sha256(JsonNode arguments) {
            return Canonical.sha256(ToolCalls.action(new ToolRequest(request.tool(), arguments, request.config(),
                    request.idempotencyKey())));
        }
    }

    public DryRun {
        effects = List.copyOf(effects);
    }

    /** What was collected so far. */
    public static DryRun of(List<Event> events) {
        String run = events.isEmpty() ? "" : events.getFirst().where().run();
        boolean dry = false;
        boolean over = false;
        var effects = new LinkedHashMap<String, Held>();
        for (Event event : events) {
            switch (event.what()) {
                case What.RunStarted started -> dry = started.dryRun();
                case What.RunFinished _ -> over = true;
                case What.EffectHeld held -> {
                    effects.remove(held.id());
                    effects.put(held.id(), Held.of(event.where(), held));
                }
                default -> {}
            }
        }
        return new DryRun(run, dry, over, List.copyOf(effects.values()));
    }

    /** The id of the run that does what that dry run collected; there is one at most. */
    public static String commitId(String dryRun) {
        return dryRun + "-commit";
    }
}
