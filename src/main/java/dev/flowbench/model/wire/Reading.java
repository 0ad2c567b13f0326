package dev.flowbench.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelReply.Usage;
import dev.flowbench.net.ServerEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one answer says on the wire, event by event: what the library does not tell (refusals, usage in full, signed
 * thoughts) and whether the answer is whole. Belongs to the thread of the call.
 */
public abstract class Reading {
    private final StringBuilder refusal = new StringBuilder();
    private boolean begun;
    private boolean token;
    private boolean over;
    private @Nullable String finish;
    private @Nullable String id;
    private @Nullable String model;

    /**
     * Reads an event.
     *
     * @param type its type on the wire; {@code message} for none
     * @param event its data
     * @return what the library is to see of it; empty for nothing
     */
    public abstract Optional<ServerEvent> read(String type, JsonNode event);

    /**
     * The events of an answer that came in one piece.
     *
     * @return empty where it is no answer
     */
    public abstract List<ServerEvent> events(JsonNode whole);

    /** What the library must hear at the end, where a provider did not say it: its own end of an answer that is whole. */
    public Optional<ServerEvent> end() {
        return Optional.empty();
    }

    /** Why it stopped, from the provider's word. */
    public abstract ModelReply.Finish finish();

    /** Tokens as the provider counts them, in our meaning; null where it does not say. */
    public abstract @Nullable Usage usage();

    /** What the provider wants back with the next turn; null for nothing. */
    public @Nullable JsonNode thoughts() {
        return null;
    }

    /** A part of an answer has come: from here on work has been done. */
    protected final void begin() { begun = true; }

    /** The model has said, thought or called something. */
    protected final void token() { token = true; }

    /** The provider says that nothing more comes. */
    protected final void close() { over = true; }

    protected final void finish(String word) {
        finish = word;
    }

    protected final void refuse(String words) {
        refusal.append(words);
    }

    /** Id of the answer, where it is text. */
    protected final void id(JsonNode text) {
        if (text.isTextual() && !text.textValue().isBlank()) id = text.textValue();
    }

    /** Name of the model that answers, where it is text. */
    protected final void model(JsonNode text) {
        if (text.isTextual() && !text.textValue().isBlank()) model = text.textValue();
    }

    /** The provider's word for why it stopped; empty while it has said none. */
    protected final String word() {
        return finish == null ? "" : finish;
    }

    final boolean hasBegun() { return begun; }

    final boolean hasToken() { return token; }

    final boolean isOver() { return over; }

    /** Whether the answer is whole, whatever comes or breaks now. */
    final boolean isWhole() {
        return over || finish != null;
    }

    final String refusal() { return refusal.toString(); }

    final Optional<String> id() { return Optional.ofNullable(id); }

    final Optional<String> model() { return Optional.ofNullable(model); }
}
