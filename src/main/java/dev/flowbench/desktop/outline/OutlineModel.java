package dev.flowbench.desktop.outline;

import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Workflow;
import java.util.LinkedHashSet;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.util.Subscription;

/** The outline of one document: what it shows and what can be done in it. On the JavaFX thread. */
public final class OutlineModel {
    private static final Words WORDS = Words.beside(OutlineModel.class);

    private final FlowDocument document;
    private final ReadOnlyObjectWrapper<Entry> root;
    private final Subscription watching;

    public OutlineModel(FlowDocument document) {
        this.document = document;
        this.root = new ReadOnlyObjectWrapper<>(Entry.of(document.workflow()));
        // An edit of a prompt leaves the outline equal: nothing is shown anew.
        this.watching = document.workflowProperty().subscribe((_, now) -> show(now));
    }

    private void show(Workflow now) {
        Entry next = Entry.of(now);
        if (!next.equals(root.get())) {
            root.set(next);
        }
    }

    public ReadOnlyObjectProperty<Entry> rootProperty() {
        return root.getReadOnlyProperty();
    }

    public FlowDocument document() {
        return document;
    }

    /** Selects the nodes of these lines; a line that is no node selects nothing. */
    public void select(List<Entry> lines) {
        var ids = new LinkedHashSet<String>();
        lines.forEach(line -> {
            if (line.node() != null) {
                ids.add(line.node());
            }
        });
        if (!ids.equals(document.selection().nodes())) {
            document.select(new Selection(ids, null));
        }
    }

    /** Gives a node, or the workflow, another title. */
    public void rename(Entry line, String title) {
        String text = title.strip();
        var id = line.node();
        if (id != null) {
            String value = text.isEmpty() ? null : text;
            document.apply(WORDS.text("edit.rename"), workflow -> workflow.withNode(id,
                    node -> node.with(node.settings().withTitle(value))));
        } else if (line.kind().isEmpty() && line.place() != null && !text.isEmpty()
                && line.place().equals(dev.flowbench.flow.Place.ROOT)) {
            document.apply(WORDS.text("edit.rename"), workflow -> workflow.named(workflow.id(), text, workflow.note()));
        }
    }

    /** Passes a node over in runs, or takes that back. */
    public void toggleDisabled(Entry line) {
        var id = line.node();
        if (id != null) {
            document.apply(WORDS.text("edit.disable"), workflow -> workflow.withNode(id, node -> {
                Settings s = node.settings();
                return node.with(new Settings(s.title(), s.note(), s.budget(), s.timeout(), s.retry(), s.validate(),
                        s.onFailure(), s.reads(), s.writes(), s.approval(), s.isDisabled() ? null : true));
            }));
        }
    }

    /** Lets go of the document. */
    public void close() {
        watching.unsubscribe();
    }
}
