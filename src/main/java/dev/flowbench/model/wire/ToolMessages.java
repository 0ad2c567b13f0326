package dev.flowbench.model.wire;

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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tools, and the calls of them, in the library's words. */
final class ToolMessages {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ToolMessages() {}

    /** Their parameters are finished by the dialect: the library's own form of a schema loses keywords. */
    static List<ToolSpecification> specifications(List<ToolSpec> tools) {
        return tools.stream().map(tool -> ToolSpecification.builder().name(tool.name())
                .description(tool.description()).parameters(JsonObjectSchema.builder().build()).build()).toList();
    }

    /** What the model asked for, as it is told again. */
    static ChatMessage calls(ModelRequest.Turn turn, boolean onlyObjects) {
        var message = AiMessage.builder().toolExecutionRequests(turn.toolCalls().stream()
                .map(use -> ToolExecutionRequest.builder().id(use.id()).name(use.tool())
                        .arguments(arguments(use.arguments(), onlyObjects))
                        .build())
                .toList());
        if (!turn.text().isBlank()) message.text(turn.text());
        return message.build();
    }

    private static String arguments(JsonNode arguments, boolean onlyObjects) {
        if (onlyObjects && !arguments.isObject()) {
            // What the model gave was no object: it is told so in words.
            return JsonNodeFactory.instance.objectNode().set("unreadable", arguments).toString();
        }
        return arguments.isTextual() ? arguments.textValue() : arguments.toString();
    }

    static ChatMessage result(String id, String tool, String text) {
        return ToolExecutionResultMessage.from(id, tool, text);
    }

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
