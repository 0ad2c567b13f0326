package dev.flowbench.engine;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.flow.EffectClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be told of a run when a process takes it up again. */
final class Interruption {
    private Interruption() {}

    /**
     * That it goes on, and how the effects ended that were under way: what they used is not known, so their holds stay
     * booked.
     *
     * @param events all that was recorded
     * @param reuse what a fork takes from the run it is made from; null for none
     * @param at microseconds since 1970-01-01T00:00Z
     */
    static List<Event> close(String run, List<Event> events, String reason, @Nullable Reuse reuse,
            long at) {
        int epoch = 2;
        var open = new LinkedHashMap<String, Event>();
        for (Event event : events) {
            switch (event.what()) {
                case What.Resumed resumed -> epoch = resumed.epoch() + 1;
                case What.EffectStarted _ -> open.put(event.where().stepKey(), event);
                case What.EffectCompleted _,What.EffectFailed _ -> open.remove(event.where().stepKey());
                default -> {}
            }
        }
        long seq = events.isEmpty() ? 0 : events.getLast().seq();
        var more = new ArrayList<Event>();
        more.add(new Event(++seq, at, new Where(run, Where.ROOT, 0, null, "", "", 0, 1),
                new What.Resumed(epoch, reason)));
        for (Event event : open.values()) {
            if (event.what() instanceof What.EffectStarted began) {
                What.@Nullable EffectCompleted taken = reuse == null
                        ? null
                        : reuse.interrupted(event.where(), began);
                if (taken != null) {
                    more.add(new Event(++seq, at, event.where(), taken));
                    continue;
                }
                boolean unknown = began.effect() == EffectClass.NON_IDEMPOTENT;
                var error = new RunError(unknown ? ErrorCode.TOOL_UNKNOWN : ErrorCode.INTERRUPTED,
                        Texts.text(unknown ? "error.unknown" : "error.interrupted", event.where().node()),
                        Texts.text(unknown ? "wayOut.unknown" : "wayOut.interrupted"), event.where().node(),
                        event.where().attempt(), null, -1);
                more.add(new Event(++seq, at, event.where(),
                        new What.EffectFailed(error, began.reserved(), true, "", Math.max(0, at - event.at()))));
            }
        }
        return more;
    }
}
