package dev.flowbench.engine.plan;

import dev.flowbench.engine.plan.Work.Part;
import dev.flowbench.flow.Settings;
import org.jspecify.annotations.Nullable;

/**
 * One thing to try when a node's result stays wrong.
 *
 * @param recovery as in the document
 * @param prompt the simplified prompt, as the one message; null for other actions
 * @param node the node that stands in; null for other actions
 */
public record Rung(Settings.Recovery recovery, @Nullable Part prompt, @Nullable NodePlan node) {
    public Settings.Recovery.Action action() {
        return recovery.action();
    }

    /** Whether the model itself is asked once more, or another model. */
    public boolean asksModel() {
        return switch (recovery.action()) {
            case REPAIR, COOLER_RETRY, SIMPLIFIED_PROMPT, FALLBACK_MODEL -> true;
            case FALLBACK_NODE, FALLBACK_VALUE, PERSON, FAIL -> false;
        };
    }
}
