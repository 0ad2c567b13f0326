package dev.flowbench.engine.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Message;
import java.util.List;
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
        @Nullable Double temperature) {

    /** One message with its names filled in. */
    public record Turn(Message.Role role, String text) {}

    public ModelRequest {
        messages = List.copyOf(messages);
    }
}
