package dev.flowbench.cli;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ToolReply;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.EffectClass;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what a simulated run would have changed in the world, and only pretended. */
final class Pretended {
    private final Map<String, EffectClass> open = new HashMap<>();
    private int count;

    void event(Event event) {
        if (event.what() instanceof What.EffectStarted started) {
            open.put(event.where().stepKey(), started.effect());
        } else if (event.what() instanceof What.EffectCompleted completed
                && completed.reply() instanceof ToolReply reply && reply.simulated()
                && changes(open.get(event.where().stepKey()))) {
            count++;
        }
    }

    private static boolean changes(@Nullable EffectClass effect) {
        return effect == EffectClass.IDEMPOTENT || effect == EffectClass.NON_IDEMPOTENT;
    }

    int count() {
        return count;
    }
}
