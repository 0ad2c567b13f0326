package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.kit.Background;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Workflow;
import dev.flowbench.model.PromptTokens;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * What a node's prompt counts, in tokens, as it is written. Counted beside the JavaFX thread, one count at a time: what is typed
 * meanwhile is counted next, and what it was before never. On the JavaFX thread.
 */
final class PromptLength {
    private final String node;
    private final Background background;
    private final BiFunction<Workflow, Node, Optional<PromptTokens.Prompt>> counter;
    private final ReadOnlyObjectWrapper<Optional<PromptTokens.Prompt>> prompt = new ReadOnlyObjectWrapper<>(
            Optional.empty());
    private @Nullable Counted counted;
    private @Nullable Workflow next;
    private boolean busy;

    /** All that a count depends on. */
    private record Counted(Kind kind, Map<String, ModelSpec> models) {}

    /** @param counter counts; not on the JavaFX thread */
    PromptLength(String node, Background background,
            BiFunction<Workflow, Node, Optional<PromptTokens.Prompt>> counter) {
        this.node = node;
        this.background = background;
        this.counter = counter;
    }

    /** What it counts; empty where the node asks no model, and until the first count. */
    ReadOnlyObjectProperty<Optional<PromptTokens.Prompt>> promptProperty() {
        return prompt.getReadOnlyProperty();
    }

    /** Counts how it is written there, if that is another way than before. */
    void refresh(Workflow workflow) {
        if (busy) {
            next = workflow;
            return;
        }
        Node now = workflow.node(node).orElse(null);
        if (now == null) {
            return;
        }
        Counted asked = new Counted(now.kind(), workflow.models());
        if (asked.equals(counted)) {
            return;
        }
        counted = asked;
        busy = true;
        background.run(() -> counter.apply(workflow, now), this::came, _ -> came(Optional.empty()));
    }

    private void came(Optional<PromptTokens.Prompt> found) {
        busy = false;
        prompt.set(found);
        Workflow waiting = next;
        next = null;
        if (waiting != null) {
            refresh(waiting);
        }
    }
}
