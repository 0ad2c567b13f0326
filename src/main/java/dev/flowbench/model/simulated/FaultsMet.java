package dev.flowbench.model.simulated;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.What;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which faults a run met, and how many of them it survived: the step that met one was completed all the same. Folded from the
 * run's events; what a call met follows from them. For one thread.
 */
public final class FaultsMet {
    private final Faults faults;
    private final Map<SimFault, Count> counts = new EnumMap<>(SimFault.class);
    private final Map<String, List<SimFault>> open = new HashMap<>();
    private final Map<Long, List<SimFault>> spans = new HashMap<>();
    private long seed;

    /** @param survived of those met, how many did not keep their step from being completed */
    public record Count(int met, int survived) {}

    public FaultsMet(Faults faults) {
        this.faults = faults;
    }

    /** @param event of the run, in order */
    public void event(Event event) {
        if (faults.rates().isEmpty()) return;
        String key = event.where().stepKey();
        switch (event.what()) {
            case What.RunStarted started -> seed = started.seed();
            case What.EffectStarted(var _, ModelRequest request, var _) -> faults.at(seed, key,
                    event.where().node() == null ? "" : event.where().node(), event.where().attempt(), request)
                    .ifPresent(fault -> {
                        counts.merge(fault, new Count(1, 0), FaultsMet::sum);
                        open.computeIfAbsent(key, _ -> new ArrayList<>()).add(fault);
                        spans.computeIfAbsent(event.where().span(), _ -> new ArrayList<>()).add(fault);
                    });
            case What.StepCompleted completed when completed.leave() == null ->
                open.getOrDefault(key, List.of())
                        .forEach(fault -> counts.merge(fault, new Count(0, 1), FaultsMet::sum));
            default -> {
                // Nothing is met elsewhere.
            }
        }
    }

    private static Count sum(Count one, Count other) {
        return new Count(one.met() + other.met(), one.survived() + other.survived());
    }

    /** What was met, by fault; empty for nothing. */
    public Map<SimFault, Count> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** What each span met, in the order in which it did; spans that met nothing are not in it. */
    public Map<Long, List<SimFault>> spans() {
        return Collections.unmodifiableMap(spans);
    }

    /** All together. */
    public Count total() {
        return counts.values().stream().reduce(new Count(0, 0), FaultsMet::sum);
    }
}
