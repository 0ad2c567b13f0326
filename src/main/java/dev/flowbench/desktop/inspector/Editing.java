package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.flow.Workflow;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Edits of one document by its inspector. Typing in one field is one entry of the history, up to a pause.
 *
 * @param clock milliseconds, to tell a pause
 */
final class Editing {
    private static final long PAUSE = 1500;

    private final FlowDocument document;
    private final Drafts drafts;
    private final LongSupplier clock;
    private long last;
    private long burst;

    Editing(FlowDocument document, Drafts drafts, LongSupplier clock) {
        this.document = document;
        this.drafts = drafts;
        this.clock = clock;
    }

    FlowDocument document() {
        return document;
    }

    Workflow workflow() {
        return document.workflow();
    }

    Drafts drafts() {
        return drafts;
    }

    /** Sets a value as part of typing: edits of one place without a pause are one entry. */
    void set(Lens lens, String label, @Nullable Object value) {
        long now = clock.getAsLong();
        if (now - last > PAUSE) {
            burst++;
        }
        last = now;
        document.apply(label, lens.key() + "#" + burst, workflow -> lens.set().apply(workflow, value));
    }

    /** Sets a value as an entry of its own: a choice, a switch. */
    void choose(Lens lens, String label, @Nullable Object value) {
        document.apply(label, workflow -> lens.set().apply(workflow, value));
    }

    void apply(String label, UnaryOperator<Workflow> edit) {
        document.apply(label, edit);
    }
}
