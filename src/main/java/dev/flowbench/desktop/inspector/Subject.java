package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.document.Selection;
import dev.flowbench.flow.Workflow;
import java.util.List;
import java.util.Objects;

/** What the inspector is about; when it changes, the form is another one. */
sealed interface Subject {
    /** The workflow itself: nothing is selected. */
    record Whole() implements Subject {}

    /** @param kind name of its kind; a node of another kind has another form */
    record One(String id, String kind) implements Subject {}

    record OneWire(Selection.PlacedWire wire) implements Subject {}

    record Several(List<String> ids) implements Subject {}

    static Subject of(Workflow workflow, Selection selection) {
        if (selection.wire() != null) {
            return new OneWire(Objects.requireNonNull(selection.wire()));
        }
        List<String> ids = selection.nodes().stream().filter(id -> workflow.node(id).isPresent()).toList();
        if (ids.size() == 1) {
            return new One(ids.getFirst(), workflow.node(ids.getFirst()).orElseThrow().kind().kindName());
        }
        return ids.isEmpty() ? new Whole() : new Several(ids);
    }
}
