package dev.flowbench.desktop.desk;

import dev.flowbench.flow.Workflow;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Remembers what was written here, so that nobody is asked whether their own work may run. Methods block. */
public interface Authorship {
    /** Nothing is known to be written here. */
    Authorship UNKNOWN = new Authorship() {
        @Override
        public boolean isOwn(Workflow workflow, @Nullable Path file) {
            return false;
        }

        @Override
        public void own(Workflow workflow, @Nullable Path file) {
            // Nobody remembers.
        }
    };

    /**
     * Whether a content was written here.
     *
     * @param file where it is kept; null for nowhere
     */
    boolean isOwn(Workflow workflow, @Nullable Path file);

    /** Notes that a content was written here. What keeps it from being noted is no fault of the document. */
    void own(Workflow workflow, @Nullable Path file);
}
