package dev.flowbench.desktop.desk;

import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.flow.Workflow;
import java.nio.file.Path;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import org.jspecify.annotations.Nullable;

/** A document on the desk: the document, and what is known of its file. On the JavaFX thread. */
public final class OpenDocument {
    private final FlowDocument flow;
    private final String key;
    private final StringBinding title;
    private @Nullable FileStamp stamp;
    private @Nullable Workflow kept;
    private boolean rescued;

    /**
     * @param key name of its copy in bench data
     * @param stamp of its file; null where there is none yet
     */
    OpenDocument(FlowDocument flow, String key, @Nullable FileStamp stamp) {
        this.flow = flow;
        this.key = key;
        this.stamp = stamp;
        this.title = Bindings.createStringBinding(() -> flow.workflow().displayName(), flow.workflowProperty());
    }

    public FlowDocument flow() {
        return flow;
    }

    /** What its tab says. */
    public StringBinding titleProperty() {
        return title;
    }

    public String title() {
        return title.get();
    }

    /** Whether closing it would lose work. */
    public boolean hasUnsavedWork() {
        return rescued || flow.dirtyProperty().get();
    }

    String key() {
        return key;
    }

    @Nullable FileStamp stamp() {
        return stamp;
    }

    void saved(Path file, FileStamp now) {
        stamp = now;
        rescued = false;
        flow.markSaved(file);
    }

    void rescue() {
        rescued = true;
    }

    /** The state of the document in bench data; null where there is none. */
    @Nullable Workflow kept() {
        return kept;
    }

    void keep(@Nullable Workflow now) {
        kept = now;
    }
}
