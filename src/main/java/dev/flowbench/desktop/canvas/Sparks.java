package dev.flowbench.desktop.canvas;

import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.WireItem;
import dev.flowbench.trace.NodeState;
import java.util.ArrayList;
import java.util.List;

/** Data on its way: a spot moves along a wire once, when the step before it is done. */
final class Sparks {
    private static final double LASTS = 550e6;
    private static final int MOST = 60;

    private record Spark(WireItem wire, long from) {}

    private final List<Spark> sparks = new ArrayList<>();

    /** What a spot is drawn by. */
    interface Painter {
        void spark(WireItem wire, double share);
    }

    void begin(Diagram diagram, String id, NodeState state, long at) {
        if (state.phase() != NodeState.Phase.DONE && state.phase() != NodeState.Phase.PARTIAL) return;
        for (WireItem wire : diagram.wires()) {
            if (sparks.size() >= MOST) return;
            if (wire.wire().from().equals(id) && state.outputs().containsKey(wire.wire().port())) {
                sparks.add(new Spark(wire, at));
            }
        }
    }

    boolean busy(long at) {
        sparks.removeIf(spark -> at - spark.from > LASTS);
        return !sparks.isEmpty();
    }

    void each(long at, Painter painter) {
        for (Spark spark : sparks) {
            double t = Math.max(0, Math.min(1, (at - spark.from) / LASTS));
            painter.spark(spark.wire, 1 - (1 - t) * (1 - t));
        }
    }
}
