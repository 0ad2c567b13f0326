package dev.flowbench.desktop.document;

import dev.flowbench.flow.Workflow;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.function.UnaryOperator;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/**
 * An open document. Every edit goes through {@link #apply}; whoever shows the document listens to
 * {@link #workflowProperty()}. On the JavaFX thread only.
 */
public final class FlowDocument {
    private final History<Workflow> history;
    private final ReadOnlyObjectWrapper<Workflow> workflow;
    private final ReadOnlyBooleanWrapper dirty = new ReadOnlyBooleanWrapper();
    private final ReadOnlyStringWrapper undoLabel = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper redoLabel = new ReadOnlyStringWrapper("");
    private final ObjectProperty<Selection> selection = new SimpleObjectProperty<>(Selection.NONE);
    private final ObjectProperty<@Nullable Path> file = new SimpleObjectProperty<>();
    private final boolean readOnly;

    /**
     * @param file where it was read from; null for a new one
     * @param readOnly whether edits are refused: a newer version's document
     */
    public FlowDocument(Workflow workflow, @Nullable Path file, boolean readOnly) {
        this.history = new History<>(workflow);
        this.workflow = new ReadOnlyObjectWrapper<>(workflow);
        this.file.set(file);
        this.readOnly = readOnly;
    }

    public Workflow workflow() {
        return workflow.get();
    }

    public ReadOnlyObjectProperty<Workflow> workflowProperty() {
        return workflow.getReadOnlyProperty();
    }

    /** What is selected; set by whoever selects. */
    public ObjectProperty<Selection> selectionProperty() {
        return selection;
    }

    public Selection selection() {
        return selection.get();
    }

    public void select(Selection next) {
        selection.set(next);
    }

    /** Where it is saved; null for a new document. */
    public ObjectProperty<@Nullable Path> fileProperty() {
        return file;
    }

    /** Whether it differs from the file. */
    public ReadOnlyBooleanProperty dirtyProperty() {
        return dirty.getReadOnlyProperty();
    }

    /** What undo would take back; empty for nothing. */
    public ReadOnlyStringProperty undoLabelProperty() {
        return undoLabel.getReadOnlyProperty();
    }

    /** What redo would do again; empty for nothing. */
    public ReadOnlyStringProperty redoLabelProperty() {
        return redoLabel.getReadOnlyProperty();
    }

    public boolean isReadOnly() {
        return readOnly;
    }

    /**
     * Edits the document; one entry of the history.
     *
     * @param label what is done, for the Edit menu
     * @param mergeKey edits in a row with the same key are one entry, as in a drag or while typing; empty never merges
     */
    public void apply(String label, String mergeKey, UnaryOperator<Workflow> edit) {
        if (!readOnly && history.apply(label, mergeKey, edit.apply(history.present()))) {
            publish();
        }
    }

    public void apply(String label, UnaryOperator<Workflow> edit) {
        apply(label, "", edit);
    }

    /** Ends a gesture: what follows is an entry of its own. */
    public void endGesture() {
        history.seal();
    }

    public void undo() {
        if (history.undo()) {
            publish();
        }
    }

    public void redo() {
        if (history.redo()) {
            publish();
        }
    }

    /** The present is now what stands in the file. */
    public void markSaved(Path savedTo) {
        history.markSaved();
        history.seal();
        file.set(savedTo);
        publish();
    }

    private void publish() {
        Workflow now = history.present();
        workflow.set(now);
        dirty.set(history.isDirty());
        undoLabel.set(history.undoLabel().orElse(""));
        redoLabel.set(history.redoLabel().orElse(""));
        Selection selected = selection.get();
        var still = new LinkedHashSet<>(selected.nodes());
        still.removeIf(id -> now.node(id).isEmpty());
        var wire = selected.wire();
        boolean wireGone = wire != null && now.graph(wire.place())
                .map(graph -> !graph.wires().contains(wire.wire()))
                .orElse(true);
        if (still.size() != selected.nodes().size() || wireGone) {
            selection.set(new Selection(still, wireGone ? null : wire));
        }
    }
}
