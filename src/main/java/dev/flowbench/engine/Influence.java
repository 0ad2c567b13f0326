package dev.flowbench.engine;

import dev.flowbench.engine.port.Tool;
import dev.flowbench.flow.EffectClass;
import org.jspecify.annotations.Nullable;

/**
 * What may speak through the values of a place in the run: words of strangers that a tool has brought in, which can tell a model
 * what to do. It follows from the document and from which steps ended, so that it is the same whenever the run is gone over.
 *
 * @param from the tool that brought them; null for none
 * @param chosen whether a model decided that this place is come to at all, and with what
 */
record Influence(@Nullable String from, boolean chosen) {
    static final Influence NONE = new Influence(null, false);

    /** With what a tool brought in. */
    Influence with(@Nullable String tool) {
        return from != null || tool == null ? this : new Influence(tool, chosen);
    }

    /** In a place that a model has chosen to come to. */
    Influence choosing() {
        return chosen ? this : new Influence(from, true);
    }

    /** In a place to which the document leads by itself. */
    Influence drawn() {
        return chosen ? new Influence(from, false) : this;
    }

    /** Why a person must be asked about a call of a tool, whatever the document says; null where nobody must. */
    @Nullable String asksBefore(Tool tool) {
        return chosen && from != null && tool.definition().effect() == EffectClass.NON_IDEMPOTENT
                ? Texts.text("approval.influenced", from)
                : null;
    }
}
