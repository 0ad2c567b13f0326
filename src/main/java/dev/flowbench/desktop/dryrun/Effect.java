package dev.flowbench.desktop.dryrun;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.CommitRequest;
import dev.flowbench.engine.DryRun;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import org.jspecify.annotations.Nullable;

/** One side effect that was held back, what a person decides of it, and what became of that. On the JavaFX thread. */
public final class Effect {
    private final DryRun.Held held;
    private final String title;
    private final String kind;
    private final String reason;
    private final BooleanProperty approved = new SimpleBooleanProperty(this, "approved", false);
    private final ReadOnlyObjectWrapper<@Nullable JsonNode> edited = new ReadOnlyObjectWrapper<>(this, "edited");
    private final ReadOnlyObjectWrapper<Outcome> outcome = new ReadOnlyObjectWrapper<>(this, "outcome",
            new Outcome(State.OPEN, ""));

    /** How far it is. */
    public enum State {
        /** Nobody has decided. */
        OPEN,
        /** Approved, and its turn has not come. */
        WAITING,
        WORKING,
        DONE,
        FAILED,
        /** Nobody knows whether it happened. */
        UNKNOWN,
        LEFT_OUT,
        /** Approved, and the commit ended before it. */
        NOT_DONE
    }

    /** @param text what came of it, or what went wrong; empty for nothing to say */
    public record Outcome(State state, String text) {}

    /**
     * @param title of its node, for people
     * @param kind of its node; empty where it is not known
     * @param reason why the step wants it; empty where nothing is said
     */
    Effect(DryRun.Held held, String title, String kind, String reason) {
        this.held = held;
        this.title = title;
        this.kind = kind;
        this.reason = reason;
    }

    DryRun.Held held() {
        return held;
    }

    String title() {
        return title;
    }

    String kind() {
        return kind;
    }

    String reason() {
        return reason;
    }

    /** Whether it is to be done. */
    public BooleanProperty approvedProperty() {
        return approved;
    }

    /** The arguments as a person left them; null for as they were. */
    public ReadOnlyObjectProperty<@Nullable JsonNode> editedProperty() {
        return edited.getReadOnlyProperty();
    }

    /** Approves it with these arguments; null for as it was. */
    void edit(@Nullable JsonNode arguments) {
        edited.set(arguments != null && arguments.equals(held.request().arguments()) ? null : arguments);
    }

    /** The arguments with which it would be done. */
    public JsonNode arguments() {
        JsonNode changed = edited.get();
        return changed == null ? held.request().arguments() : changed;
    }

    public ReadOnlyObjectProperty<Outcome> outcomeProperty() {
        return outcome.getReadOnlyProperty();
    }

    void came(State state, String text) {
        Outcome now = new Outcome(state, text);
        if (!now.equals(outcome.get())) {
            outcome.set(now);
        }
    }

    CommitRequest.Approved approval() {
        return new CommitRequest.Approved(held.id(), held.sha256(), edited.get());
    }
}
