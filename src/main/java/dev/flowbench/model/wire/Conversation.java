package dev.flowbench.model.wire;

import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.flow.Message;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** A conversation in the library's words. What a dialect finishes by itself (caps, schemas, tools) is only named here. */
public final class Conversation {
    private Conversation() {}

    /**
     * What a dialect's library takes.
     *
     * @param systemAlone whether instructions alone are a conversation; else they are said by the user
     * @param onlyObjects whether arguments of a tool must be an object
     * @param fetchesAddresses whether the library would fetch addresses of images by itself, around {@code net}
     */
    public record Manner(boolean systemAlone, boolean onlyObjects, boolean fetchesAddresses) {}

    /** The turns that are sent: servers refuse an empty message, and it says nothing. */
    public static List<ModelRequest.Turn> said(ModelRequest request) {
        return request.messages().stream().filter(turn -> !turn.text().isBlank() || !turn.toolCalls().isEmpty()
                || turn.answers() != null || !turn.images().isEmpty()).toList();
    }

    static ChatRequest request(Ask ask, Manner manner, Failures failures) throws ModelException {
        List<ChatMessage> messages = messages(ask, manner, failures);
        if (messages.isEmpty()) throw failures.emptyPrompt();
        var request = ChatRequest.builder().modelName(ask.request().model())
                .maxOutputTokens(ask.request().maxOutputTokens()).messages(messages);
        if (!ask.request().tools().isEmpty()) {
            request.toolSpecifications(ToolMessages.specifications(ask.request().tools()));
        }
        return request.build();
    }

    private static List<ChatMessage> messages(Ask ask, Manner manner, Failures failures) throws ModelException {
        String instruction = ask.shape().instruction();
        List<ModelRequest.Turn> turns = said(ask.request());
        boolean onlySystem = turns.stream().allMatch(turn -> turn.role() == Message.Role.SYSTEM);
        var messages = new ArrayList<ChatMessage>();
        var tools = new HashMap<String, String>();
        for (ModelRequest.Turn turn : turns) {
            switch (turn.role()) {
                case SYSTEM -> {
                    // Some local models know one system message only.
                    String text = instruction.isEmpty() ? turn.text() : turn.text() + "\n\n" + instruction;
                    instruction = "";
                    messages.add(onlySystem && !manner.systemAlone()
                            ? UserMessage.from(text)
                            : SystemMessage.from(text));
                }
                case USER -> messages.add(turn.answers() == null
                        ? user(turn, manner, failures)
                        : ToolMessages.result(turn.answers(), tools.getOrDefault(turn.answers(), ""), turn.text()));
                case ASSISTANT -> {
                    for (ToolUse use : turn.toolCalls()) tools.put(use.id(), use.tool());
                    messages.add(turn.toolCalls().isEmpty()
                            ? AiMessage.from(turn.text())
                            : ToolMessages.calls(turn, manner.onlyObjects()));
                }
            }
        }
        if (!instruction.isEmpty() && !messages.isEmpty()) messages.addFirst(SystemMessage.from(instruction));
        return messages;
    }

    private static UserMessage user(ModelRequest.Turn turn, Manner manner, Failures failures) throws ModelException {
        if (turn.images().isEmpty()) return UserMessage.from(turn.text());
        var contents = new ArrayList<Content>();
        if (!turn.text().isBlank()) contents.add(TextContent.from(turn.text()));
        for (String image : turn.images()) {
            contents.add(Images.content(image, manner.fetchesAddresses())
                    .orElseThrow(() -> failures.badImage(image)));
        }
        return UserMessage.from(contents);
    }
}
