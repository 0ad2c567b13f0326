package dev.flowbench.desktop.preflight;

import dev.flowbench.check.Preflight;
import dev.flowbench.check.Worst;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.flow.Workflow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * What a document can use at worst, as it is edited: found out beside the JavaFX thread, the latest wins, and what is not
 * known of the document as it is now is not told. On the JavaFX thread.
 */
public final class PreflightModel {
    /** Finds the worst case. Blocks. */
    public interface Finder {
        List<Preflight.Row> of(Workflow workflow) throws Exception;
    }

    private final FlowDocument document;
    private final Finder finder;
    private final Background background;
    private final ReadOnlyObjectWrapper<Found> found = new ReadOnlyObjectWrapper<>(this, "found", Found.NOTHING);
    private final Subscription watching;

    /**
     * What is known.
     *
     * @param run of the whole run; null where it is not known
     * @param deepest how deep frames stand in each other at most
     * @param nodes by node id: frames, agents, subflows and whatever has a budget
     */
    public record Found(@Nullable Worst run, int deepest, Map<String, Worst> nodes) {
        static final Found NOTHING = new Found(null, 0, Map.of());

        public Found {
            nodes = Map.copyOf(nodes);
        }

        static Found of(List<Preflight.Row> rows) {
            var nodes = new HashMap<String, Worst>();
            int deepest = 0;
            @Nullable Worst run = null;
            for (Preflight.Row row : rows) {
                deepest = Math.max(deepest, row.depth());
                if (row.node().isEmpty()) {
                    run = row.worst();
                } else {
                    nodes.put(row.node(), row.worst());
                }
            }
            return new Found(run, deepest, nodes);
        }

        /** What of it holds for another version: of nodes that are as they were, asking the same models. */
        Found kept(Workflow before, Workflow now) {
            if (!before.models().equals(now.models()) || !before.tools().equals(now.tools())) {
                return NOTHING;
            }
            if (before.graph() == now.graph() && Objects.equals(before.budget(), now.budget())) {
                return this;
            }
            var same = new HashMap<>(nodes);
            same.keySet().removeIf(id -> before.node(id).orElse(null) != now.node(id).orElse(null));
            return new Found(null, 0, same);
        }
    }

    public PreflightModel(FlowDocument document, Finder finder, Background background) {
        this.document = document;
        this.finder = finder;
        this.background = background;
        this.watching = document.workflowProperty().subscribe((before, now) -> {
            found.set(found.get().kept(before, now));
            find();
        });
        find();
    }

    /** Finds out anew: prices or other files may have changed. */
    public void find() {
        Workflow asked = document.workflow();
        background.run(() -> Found.of(finder.of(asked)), now -> {
            if (document.workflow() == asked) {
                found.set(now);
            }
        }, _ -> {
            // What keeps it from being found out stands among the problems.
            if (document.workflow() == asked) {
                found.set(Found.NOTHING);
            }
        });
    }

    /** What is known of the document as it is now. */
    public ReadOnlyObjectProperty<Found> foundProperty() {
        return found.getReadOnlyProperty();
    }

    /** Lets go of the document. */
    public void close() {
        watching.unsubscribe();
    }
}
