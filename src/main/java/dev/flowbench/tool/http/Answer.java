package dev.flowbench.tool.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.ToolDeclaration.HttpTool;
import dev.flowbench.net.Content;
import dev.flowbench.net.Redaction;
import dev.flowbench.net.Reply;
import dev.flowbench.tool.Json;
import dev.flowbench.tool.JsonPath;
import dev.flowbench.tool.ToolTexts;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** What a server's reply means for whoever called the tool. */
final class Answer {
    private static final int SHOWN = 300;

    private final String name;
    private final HttpTool declared;
    private final Redaction redaction;

    Answer(String name, HttpTool declared, Redaction redaction) {
        this.name = name;
        this.declared = declared;
        this.redaction = redaction;
    }

    JsonNode of(Reply reply) throws ToolException {
        if (!reply.ok()) {
            throw failed(reply);
        }
        Content content = reply.content();
        if (content.size() == 0) {
            return Json.object().put("status", reply.status());
        }
        JsonNode value = value(content);
        if (declared.result() == null || declared.result().isBlank()) {
            return value;
        }
        if (value.isTextual() && !content.mediaType().endsWith("json")) {
            throw ToolTexts.fault(ErrorCode.TOOL_ERROR, "http.noJson", name, declared.result(), words(content.text()));
        }
        return picked(declared.result(), value);
    }

    private JsonNode value(Content content) throws ToolException {
        String type = content.mediaType();
        String text = content.text();
        boolean json = type.endsWith("json");
        if (json || type.isEmpty() || type.equals("text/plain")) {
            try {
                JsonNode value = Json.read(text);
                if (!value.isMissingNode()) {
                    return value;
                }
            } catch (JsonProcessingException e) {
                if (json) {
                    throw ToolTexts.fault(e, ErrorCode.PROVIDER_NONSENSE, "http.json", name, words(text));
                }
            }
        }
        boolean readable = type.isEmpty() || type.startsWith("text/") || type.endsWith("xml") || json
                || type.endsWith("yaml") || type.endsWith("javascript") || type.endsWith("x-www-form-urlencoded");
        if (!readable || text.indexOf('\0') >= 0) {
            throw ToolTexts.fault(ErrorCode.TOOL_ERROR, "http.noText", name, ToolTexts.shown(type));
        }
        return TextNode.valueOf(text);
    }

    private JsonNode picked(String path, JsonNode value) throws ToolException {
        try {
            JsonPath wanted = JsonPath.of(path);
            List<JsonNode> found = wanted.find(value);
            if (wanted.isSingle()) {
                return found.isEmpty() ? NullNode.getInstance() : found.getFirst();
            }
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            found.forEach(all::add);
            return all;
        } catch (JsonPath.Fault e) {
            throw ToolTexts.fault(e, e.key().equals("path.work") ? ErrorCode.TOO_LARGE : ErrorCode.BAD_REQUEST,
                    e.key(), Integer.toString(e.position()));
        }
    }

    private ToolException failed(Reply reply) {
        int status = reply.status();
        String words = words(reply.body());
        long wait = retryAfter(reply);
        // A server that says when to come again has not done it.
        if (status == 429 || status == 503 && wait >= 0) {
            return fault(ErrorCode.RATE_LIMIT, "http.busy", wait, status, words);
        }
        if (status == 408 || status == 504) {
            return fault(ErrorCode.TIMEOUT, "http.failed", wait, status, words);
        }
        if (status >= 500) {
            return fault(ErrorCode.PROVIDER_ERROR, "http.failed", wait, status, words);
        }
        if (status >= 300 && status < 400) {
            return fault(ErrorCode.TOOL_ERROR, "http.redirect", -1, status,
                    ToolTexts.shown(redaction.of(reply.header("location").orElse(""))));
        }
        return fault(ErrorCode.TOOL_ERROR, status == 401 || status == 403 ? "http.auth" : "http.error", -1, status,
                words);
    }

    private ToolException fault(ErrorCode code, String key, long wait, int status, String words) {
        String number = Integer.toString(status);
        return new ToolException(code, ToolTexts.text(key, name, number, words),
                ToolTexts.text(key + ".out", name, number, words), wait, null);
    }

    /** What the server says, short, on one line, without secrets. */
    private String words(String body) {
        String line = redaction.of(body).replaceAll("[\\p{C}\\s]+", " ").strip();
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    private static long retryAfter(Reply reply) {
        String said = reply.header("retry-after").map(String::strip).orElse("");
        if (said.matches("[0-9]{1,6}")) {
            return Long.parseLong(said) * 1000;
        }
        try {
            return said.isEmpty()
                    ? -1
                    : Math.max(0, Duration.between(ZonedDateTime.now(java.time.ZoneOffset.UTC),
                            ZonedDateTime.parse(said, DateTimeFormatter.RFC_1123_DATE_TIME)).toMillis());
        } catch (DateTimeException _) {
            return -1;
        }
    }
}
