package dev.flowbench.engine.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ReasoningEffort;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A resolved request to a model: everything that decides the answer, and no secret.
 *
 * @param alias the document's name for the model
 * @param provider {@code openai}, {@code openai-compatible}, …
 * @param model the provider's name of the model
 * @param baseUrl address of the provider; null for its usual one
 * @param secret name of the secret that holds the key; null for the provider's usual one
 * @param messages the conversation with all names filled in
 * @param schema JSON Schema the answer must satisfy; null for text
 * @param maxOutputTokens cap on the answer
 * @param temperature null leaves it to the provider
 * @param reasoningEffort null leaves it to the provider
 * @param promptCache whether the provider is asked to cache instructions and tools
 * @param cache whether an answer to the very same request may be taken from an earlier run; no part of what is recorded
 * @param tools what the model may call; empty for nothing
 * @param earlier which messages stand in an earlier request of the same conversation, so that a journal keeps each message
 *     once; null for none
 */
public record ModelRequest(
        String alias,
        String provider,
        String model,
        @Nullable String baseUrl,
        @Nullable String secret,
        List<Turn> messages,
        @Nullable JsonNode schema,
        int maxOutputTokens,
        @Nullable Double temperature,
        @Nullable ReasoningEffort reasoningEffort,
        boolean promptCache,
        boolean cache,
        List<ToolSpec> tools,
        @Nullable Earlier earlier)
        implements
            EffectRequest {

    /**
     * One message with its names filled in.
     *
     * @param toolCalls what the model asked for with it; empty for nothing
     * @param answers id of the call it is the result of; null for none
     * @param images {@code data:} URLs and {@code https} addresses of images, shown after the text
     * @param thoughts what the model that said it wants back with it, as {@link ModelReply#thoughts} gave it; null for nothing
     */
    public record Turn(
            Message.Role role,
            String text,
            List<ToolUse> toolCalls,
            @Nullable String answers,
            List<String> images,
            @Nullable JsonNode thoughts) {
        public Turn {
            toolCalls = List.copyOf(toolCalls);
            images = List.copyOf(images);
        }

        public Turn(Message.Role role, String text, List<ToolUse> toolCalls, @Nullable String answers) {
            this(role, text, toolCalls, answers, List.of(), null);
        }

        /** A message with images. */
        public Turn(Message.Role role, String text, List<String> images) {
            this(role, text, List.of(), null, images, null);
        }

        public Turn(Message.Role role, String text) {
            this(role, text, List.of(), null);
        }
    }

    /**
     * The first messages of this request stand in an earlier one.
     *
     * @param seq number of the event with the earlier request, the last one before in the same child of the same frame
     * @param kept ranges of its messages, from and up to (not including) in turn
     */
    public record Earlier(long seq, List<Integer> kept) {
        public Earlier {
            kept = List.copyOf(kept);
        }

        /** How many messages they are. */
        public int count() {
            int count = 0;
            for (int i = 0; i + 1 < kept.size(); i += 2) {
                count += kept.get(i + 1) - kept.get(i);
            }
            return count;
        }
    }

    public ModelRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    public ModelRequest(String alias, String provider, String model, @Nullable String baseUrl, @Nullable String secret,
            List<Turn> messages, @Nullable JsonNode schema, int maxOutputTokens, @Nullable Double temperature) {
        this(alias, provider, model, baseUrl, secret, messages, schema, maxOutputTokens, temperature, List.of(), null);
    }

    public ModelRequest(String alias, String provider, String model, @Nullable String baseUrl, @Nullable String secret,
            List<Turn> messages, @Nullable JsonNode schema, int maxOutputTokens, @Nullable Double temperature,
            List<ToolSpec> tools, @Nullable Earlier earlier) {
        this(alias, provider, model, baseUrl, secret, messages, schema, maxOutputTokens, temperature, null, false,
                false, tools, earlier);
    }

    /** The same request, of which the first messages stand in an earlier one. */
    public ModelRequest with(Earlier reference) {
        return new ModelRequest(alias, provider, model, baseUrl, secret, messages, schema, maxOutputTokens, temperature,
                reasoningEffort, promptCache, cache, tools, reference);
    }

    /** Whether the answer to the one is the answer to the other: how the messages are kept does not matter. */
    public boolean sameAs(ModelRequest other) {
        return provider.equals(other.provider) && model.equals(other.model) && Objects.equals(baseUrl, other.baseUrl)
                && messages.equals(other.messages) && Objects.equals(schema, other.schema)
                && maxOutputTokens == other.maxOutputTokens && Objects.equals(temperature, other.temperature)
                && reasoningEffort == other.reasoningEffort
                && tools.equals(other.tools);
    }
}
