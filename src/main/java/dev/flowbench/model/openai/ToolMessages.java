package dev.flowbench.model.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.event.ToolUse;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tools, and the calls of them, in the library's words. */
final class ToolMessages {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ToolMessages() {}

    static List<ToolSpecification> specifications(List<ToolSpec> tools) {
        return tools.stream().map(tool -> ToolSpecification.builder().name(tool.name())
                .description(tool.description()).parameters(parameters(tool.parameters())).build()).toList();
    }

    /** The library wants an object of its own; what stands in it goes as it is, for its own form loses keywords. */
    private static JsonObjectSchema parameters(JsonNode schema) {
        var object = JsonObjectSchema.builder();
        schema.path("properties").properties()
                .forEach(entry -> object.addProperty(entry.getKey(), JsonRawSchema.from(entry.getValue().toString())));
        var required = new ArrayList<String>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        object.required(required);
        if (schema.path("additionalProperties").isBoolean()) {
            object.additionalProperties(schema.get("additionalProperties").booleanValue());
        }
        return object.build();
    }

    /** What the model asked for, as it is told again. */
    static ChatMessage calls(ModelRequest.Turn turn) {
        var message = AiMessage.builder().toolExecutionRequests(turn.toolCalls().stream()
                .map(use -> ToolExecutionRequest.builder().id(use.id()).name(use.tool())
                        .arguments(use.arguments().isTextual()
                                ? use.arguments().textValue()
                                : use.arguments().toString())
                        .build())
                .toList());
        if (!turn.text().isBlank()) message.text(turn.text());
        return message.build();
    }

    static ChatMessage result(String id, String text) { return ToolExecutionResultMessage.from(id, "", text); }

    /**
     * What the model asks for. Arguments that are no JSON stay text. Some servers give calls no ids; then they get some
     * that no other call of the conversation has.
     *
     * @param before how many messages the conversation had
     */
    static List<ToolUse> wanted(AiMessage message, int before) {
        var calls = new ArrayList<ToolUse>();
        for (ToolExecutionRequest request : message.toolExecutionRequests()) {
            String id = request.id();
            calls.add(new ToolUse(id == null || id.isBlank() ? "call_" + before + '_' + calls.size() : id,
                    String.valueOf(request.name()), arguments(request.arguments())));
        }
        return calls;
    }

    private static JsonNode arguments(@Nullable String text) {
        if (text == null || text.isBlank()) return JsonNodeFactory.instance.objectNode();
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }
}
