package dev.flowbench.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import java.util.ArrayList;

/** What a server answers to a call, as the result of a tool. */
final class Answers {
    private static final int MESSAGE = 2_000;

    private Answers() {}

    /**
     * The result: structured where the server gives it so, else the texts, with a note in place of what is none.
     *
     * @throws ToolException if the tool says that it failed, or the answer is none
     */
    static JsonNode result(String server, String tool, JsonNode answer) throws ToolException {
        if (!answer.isObject() || !answer.path("content").isArray() && !answer.has("structuredContent")) {
            throw McpTexts.fault(ErrorCode.PROVIDER_NONSENSE, "answer.nonsense", server, tool);
        }
        String text = text(answer.path("content"));
        if (answer.path("isError").asBoolean(false)) {
            throw McpTexts.fault(ErrorCode.TOOL_ERROR, "answer.error", server, tool,
                    text.isBlank() ? "?" : text.length() <= MESSAGE ? text : text.substring(0, MESSAGE) + "…");
        }
        JsonNode structured = answer.path("structuredContent");
        return structured.isObject() || structured.isArray() ? structured : TextNode.valueOf(text);
    }

    private static String text(JsonNode content) {
        var texts = new ArrayList<String>();
        for (JsonNode part : content) {
            texts.add(switch (part.path("type").asText()) {
                case "text" -> part.path("text").asText();
                case "image", "audio" -> McpTexts.text("answer." + part.path("type").asText(),
                        McpTexts.shown(part.path("mimeType").asText("?"), 80), bytes(part.path("data")));
                case "resource" -> resource(part.path("resource"));
                case "resource_link" -> McpTexts.text("answer.link", McpTexts.shown(part.path("uri").asText(), 500));
                default -> McpTexts.text("answer.other", McpTexts.shown(part.path("type").asText("?"), 40));
            });
        }
        return String.join("\n", texts);
    }

    private static String resource(JsonNode resource) {
        return resource.path("text").isTextual()
                ? resource.path("text").textValue()
                : McpTexts.text("answer.blob", McpTexts.shown(resource.path("uri").asText(), 500),
                        McpTexts.shown(resource.path("mimeType").asText("?"), 80), bytes(resource.path("blob")));
    }

    /** How many bytes Base64 stands for, about. */
    private static String bytes(JsonNode data) {
        return Long.toString(data.asText().length() * 3L / 4);
    }
}
