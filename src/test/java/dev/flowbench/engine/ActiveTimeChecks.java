package dev.flowbench.engine;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.event.Where;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/**
 * The active time of a run, recomputed from its events: neither people who think, nor pauses, nor the time between two
 * processes count.
 */
final class ActiveTimeChecks {
    private final Map<Long, Long> began = new HashMap<>(Map.of(Where.ROOT, 0L));
    /** By request: the step that waits for it. */
    private final Map<String, String> open = new HashMap<>();
    private long active;
    private long last = -1;

    /** @param rests whether the run did nothing up to that event */
    void pass(Event event, boolean rests) {
        active += last < 0 || rests ? 0 : event.at() - last;
        last = event.at();
        switch (event.what()) {
            case What.ApprovalRequested request when request.blocking() ->
                open.put(request.id(), event.where().stepKey());
            case What.ApprovalDecided decided when decided.verdict() != Verdict.ESCALATE -> open.remove(decided.id());
            case What.StepSkipped _,What.StepFailed _,What.StepCompleted _ ->
                open.values().removeIf(event.where().stepKey()::equals);
            default -> {}
        }
    }

    void begins(long span) {
        began.put(span, active);
    }

    boolean asks(String stepKey) {
        return open.containsValue(stepKey);
    }

    /** How long the run was active since that step began. */
    Duration since(long span) {
        return Duration.of(active - began.getOrDefault(span, 0L), ChronoUnit.MICROS);
    }
}
