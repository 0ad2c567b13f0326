package dev.flowbench.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ModelRequest.Turn;
import dev.flowbench.flow.Message.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests for tests. */
public final class Requests {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Requests() {}

    public static ModelRequest text(String prompt) { return of(prompt, null, 800); }

    public static ModelRequest json(String prompt, String schema) { return of(prompt, tree(schema), 2000); }

    public static ModelRequest of(String prompt, @Nullable JsonNode schema, int maxOutputTokens) {
        return new ModelRequest("writer", "openai", "gpt-4.1-mini", null, null, List.of(new Turn(Role.USER, prompt)),
                schema, maxOutputTokens, null);
    }

    public static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
