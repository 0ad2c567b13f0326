package dev.flowbench.trace;

import dev.flowbench.engine.event.What;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far the caps of one visit are used up: what is booked and held in its span. */
final class Meters {
    private static final double NANOS = 1e9;
    private static final double MICROS = 1e6;

    private Meters() {
    }

    static List<NodeState.Meter> of(Spans spans, int row, List<Cap> caps, What.@Nullable CapTripped tripped, long now) {
        var meters = new ArrayList<NodeState.Meter>(caps.size());
        for (Cap cap : caps) {
            meters.add(new NodeState.Meter(cap.name(), used(spans, row, cap, now), cap.limit(),
                    tripped != null && tripped.scope() == spans.id[row] && tripped.cap().equals(cap.name())));
        }
        return meters;
    }

    private static double used(Spans spans, int row, Cap cap, long now) {
        long input = spans.inputTokens[row] + spans.heldInput[row];
        long output = spans.outputTokens[row] + spans.heldOutput[row];
        return switch (cap.measure()) {
            case TOKENS -> input + output;
            case INPUT_TOKENS -> input;
            case OUTPUT_TOKENS -> output;
            case COST -> (spans.nanoUsd[row] + spans.heldNano[row]) / NANOS;
            case STEPS -> spans.steps[row] + spans.heldSteps[row];
            case TOOL_CALLS -> spans.toolCalls[row];
            case SPAWNS -> spans.spawns[row];
            case TIME ->
                ((spans.end[row] < 0 ? Math.max(now, spans.start[row]) : spans.end[row]) - spans.start[row]) / MICROS;
            case ROUNDS -> rounds(spans, row);
        };
    }

    private static int rounds(Spans spans, int row) {
        int last = spans.last[row];
        return last == Spans.NONE ? 0 : spans.index[last] + 1;
    }
}
