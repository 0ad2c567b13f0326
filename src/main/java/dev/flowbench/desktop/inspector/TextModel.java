package dev.flowbench.desktop.inspector;

import dev.flowbench.flow.Workflow;
import java.util.Objects;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/**
 * A field in which one types. What can be read goes into the document at once; what cannot stays in the field, with the
 * reason, and the document keeps its last value. On the JavaFX thread.
 */
final class TextModel {
    private final Editing editing;
    private final Lens lens;
    private final Format format;
    private final String label;
    private final StringProperty text = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Format.@Nullable Mistake> mistake = new ReadOnlyObjectWrapper<>();
    private @Nullable Object shown;
    private boolean showing;

    /** @param label what an edit is called in the Edit menu */
    TextModel(Editing editing, Lens lens, Format format, String label) {
        this.editing = editing;
        this.lens = lens;
        this.format = format;
        this.label = label;
        shown = lens.get().apply(editing.workflow());
        show();
        text.subscribe((_, _) -> typed());
    }

    /** What stands in the field; set as one types. */
    StringProperty textProperty() {
        return text;
    }

    /** What is wrong with it; null for nothing. */
    ReadOnlyObjectProperty<Format.@Nullable Mistake> mistakeProperty() {
        return mistake.getReadOnlyProperty();
    }

    Lens lens() {
        return lens;
    }

    /** Shows the document's value where it changed from elsewhere. */
    void refresh(Workflow workflow) {
        Object now = lens.get().apply(workflow);
        if (!Objects.equals(now, shown)) {
            shown = now;
            show();
        }
    }

    private void show() {
        showing = true;
        var draft = editing.drafts().draft(lens.key(), shown);
        text.set(draft.orElseGet(() -> format.write(shown)));
        showing = false;
        if (draft.isPresent()) {
            read(text.get());
        } else {
            mistake.set(format.mistake(shown));
        }
    }

    private void typed() {
        if (!showing) {
            Object value = read(text.get());
            if (value != this) {
                shown = value;
                editing.set(lens, label, value);
            }
        }
    }

    /** The value, or this where it cannot be read. */
    private @Nullable Object read(String typed) {
        try {
            Object value = format.read(typed);
            editing.drafts().forget(lens.key());
            mistake.set(format.mistake(value));
            return value;
        } catch (Format.BadInput e) {
            editing.drafts().keep(lens.key(), typed, shown);
            mistake.set(new Format.Mistake(e.getMessage(), e.offset(), Math.min(typed.length(), e.offset() + 1)));
            return this;
        }
    }
}
