package dev.flowbench.desktop.desk;

import dev.flowbench.desktop.approval.VisibleText;
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
    private @Nullable Path sample;
    private @Nullable FileStamp stamp;
    private @Nullable Workflow kept;
    private boolean rescued;
    private boolean own;

    /**
     * @param key name of its copy in bench data
     * @param stamp of its file; null where there is none yet
     */
    OpenDocument(FlowDocument flow, String key, @Nullable FileStamp stamp) {
        this(flow, key, stamp, null);
    }

    /** @param sample the sample's file that it is a copy of; null for none */
    OpenDocument(FlowDocument flow, String key, @Nullable FileStamp stamp, @Nullable Path sample) {
        this.flow = flow;
        this.key = key;
        this.stamp = stamp;
        this.sample = sample;
        this.title = Bindings.createStringBinding(() -> VisibleText.line(flow.workflow().displayName()),
                flow.workflowProperty());
    }

    public FlowDocument flow() {
        return flow;
    }

    /** What its tab says: its name, with signs that would not show or turn the text round spelled out. */
    public StringBinding titleProperty() {
        return title;
    }

    public String title() {
        return title.get();
    }

    /** Beside which file its example inputs and its script stand: its own, or that of its sample; null for none. */
    public @Nullable Path origin() {
        return sample != null ? sample : flow.fileProperty().get();
    }

    /** Whether it was written here: what its author changes needs nobody's consent. */
    public boolean isOwn() {
        return own;
    }

    void own(boolean now) {
        own = now;
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
        sample = null;
        flow.markSaved(file);
    }

    /** It has that file now, which holds an older state of it. */
    void moved(Path file) {
        sample = null;
        flow.fileProperty().set(file);
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
