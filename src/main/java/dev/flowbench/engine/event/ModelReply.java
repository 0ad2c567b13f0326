package dev.flowbench.engine.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's answer.
 *
 * @param text the text of the answer
 * @param usage tokens as the provider counts them; null when it does not say
 * @param finish why it stopped
 * @param model the model that answered, as the provider names it
 * @param requestId the provider's id of the request; null when there is none
 * @param firstTokenMicros microseconds from sending to the first token; 0 when not known
 * @param toolCalls what the model wants called; empty for nothing
 * @param thoughts what the model wants back unchanged when the conversation goes on (signed thoughts, say), with the
 *     provider it is of; opaque; null for nothing
 * @param saved what an answer from the cache was not paid again; null for one that was asked for
 */
public record ModelReply(
        String text,
        @Nullable Usage usage,
        Finish finish,
        String model,
        @Nullable String requestId,
        long firstTokenMicros,
        List<ToolUse> toolCalls,
        @Nullable JsonNode thoughts,
        @Nullable Saved saved)
        implements
            EffectReply {

    public ModelReply {
        toolCalls = List.copyOf(toolCalls);
    }

    public ModelReply(String text, @Nullable Usage usage, Finish finish, String model, @Nullable String requestId,
            long firstTokenMicros) {
        this(text, usage, finish, model, requestId, firstTokenMicros, List.of());
    }

    public ModelReply(String text, @Nullable Usage usage, Finish finish, String model, @Nullable String requestId,
            long firstTokenMicros, List<ToolUse> toolCalls) {
        this(text, usage, finish, model, requestId, firstTokenMicros, toolCalls, null);
    }

    public ModelReply(String text, @Nullable Usage usage, Finish finish, String model, @Nullable String requestId,
            long firstTokenMicros, List<ToolUse> toolCalls, @Nullable JsonNode thoughts) {
        this(text, usage, finish, model, requestId, firstTokenMicros, toolCalls, thoughts, null);
    }

    /** The same answer, from the cache: nothing is used for it. */
    public ModelReply saving(Saved instead) {
        return new ModelReply(text, new Usage(0, 0), finish, model, requestId, 0, toolCalls, thoughts, instead);
    }

    /**
     * What an answer from the cache was not paid again.
     *
     * @param usage what was used when it was asked for
     * @param nanoUsd what that costs at the prices of this run, in billionths of a US dollar; 0 where no price is known
     */
    public record Saved(Usage usage, long nanoUsd) {}

    /**
     * Tokens as the provider counts them.
     *
     * @param input tokens sent, {@code cacheRead} and {@code cacheWrite} included
     * @param cacheRead of these, read from the provider's cache
     * @param cacheWrite of these, written to it
     * @param output tokens received, {@code reasoning} included
     * @param reasoning of these, spent on reasoning
     */
    public record Usage(long input, long cacheRead, long cacheWrite, long output, long reasoning) {
        public Usage(long input, long output) {
            this(input, 0, 0, output, 0);
        }
    }

    /** Why a model stopped. */
    public enum Finish {
        STOP,
        /** It reached the cap on its answer. */
        LENGTH,
        /** The provider refused or filtered it. */
        FILTERED,
        TOOL_CALL,
        OTHER
    }
}
