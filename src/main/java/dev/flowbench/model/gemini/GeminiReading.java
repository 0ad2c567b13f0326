package dev.flowbench.model.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ModelReply.Finish;
import dev.flowbench.engine.event.ModelReply.Usage;
import dev.flowbench.model.wire.Reading;
import dev.flowbench.model.wire.Usages;
import dev.flowbench.net.ServerEvent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunks of a generated content. The library sees only text and calls of them: it parses many fields as closed
 * lists of words, and throws at a new one.
 */
final class GeminiReading extends Reading {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern FILTERED = Pattern
            .compile("SAFETY|PROHIBITED|BLOCKLIST|RECITATION|SPII|LANGUAGE|BLOCKED|JAILBREAK|MODEL_ARMOR");

    private final String of;
    private final ArrayNode parts = NODES.arrayNode();
    private boolean signed;
    private boolean calls;
    private @Nullable JsonNode usage;

    /** @param of whose thoughts they are */
    GeminiReading(String of) {
        this.of = of;
    }

    @Override
    public Optional<ServerEvent> read(String type, JsonNode event) {
        if (event.path("candidates").isArray() || event.has("promptFeedback") || event.has("usageMetadata")) begin();
        id(event.path("responseId"));
        model(event.path("modelVersion"));
        if (event.path("usageMetadata").isObject()) usage = event.get("usageMetadata");
        JsonNode blocked = event.path("promptFeedback").path("blockReason");
        if (blocked.isTextual() && !blocked.textValue().equals("BLOCK_REASON_UNSPECIFIED")) {
            finish("BLOCKED");
            refuse(event.path("promptFeedback").path("blockReasonMessage").asText(blocked.textValue()));
        }
        JsonNode candidate = event.path("candidates").path(0);
        if (candidate.path("finishReason").isTextual()) finish(candidate.get("finishReason").textValue());
        var text = new StringBuilder();
        ArrayNode shown = NODES.arrayNode();
        for (JsonNode part : candidate.path("content").path("parts")) {
            if (part.path("thoughtSignature").isTextual()) signed = true;
            boolean thought = part.path("thought").asBoolean();
            if (!thought) parts.add(part);
            if (part.path("text").isTextual() && !part.get("text").textValue().isEmpty()) {
                token();
                if (!thought) text.append(part.get("text").textValue());
            }
            if (part.path("functionCall") instanceof ObjectNode call && call.path("name").isTextual()) {
                token();
                calls = true;
                ObjectNode told = shown.addObject().putObject("functionCall");
                if (call.path("id").isTextual()) told.set("id", call.get("id"));
                told.set("name", call.get("name"));
                told.set("args", call.path("args").isObject() ? call.get("args") : NODES.objectNode());
            }
        }
        // One part: the library puts empty lines between several.
        if (!text.isEmpty()) shown.insertObject(0).put("text", text.toString());
        if (shown.isEmpty()) return Optional.empty();
        ObjectNode seen = NODES.objectNode();
        seen.putArray("candidates").addObject().putObject("content").put("role", "model").set("parts", shown);
        return Optional.of(new ServerEvent("message", seen.toString()));
    }

    @Override
    public List<ServerEvent> events(JsonNode whole) {
        return whole.path("candidates").isArray() || whole.path("promptFeedback").isObject()
                ? List.of(new ServerEvent("message", whole.toString()))
                : List.of();
    }

    @Override
    public Finish finish() {
        String word = word().toUpperCase(Locale.ROOT);
        if (FILTERED.matcher(word).find()) return Finish.FILTERED;
        return switch (word) {
            case "STOP", "" -> calls ? Finish.TOOL_CALL : Finish.STOP;
            case "MAX_TOKENS" -> Finish.LENGTH;
            default -> Finish.OTHER;
        };
    }

    /** Its output leaves out what was thought; what tools of the provider's own gave stands beside the input. */
    @Override
    public @Nullable Usage usage() {
        JsonNode all = usage;
        if (all == null || !all.path("promptTokenCount").isNumber()) return null;
        long thought = Usages.count(all.path("thoughtsTokenCount"));
        return Usages.of(
                Usages.count(all.path("promptTokenCount")) + Usages.count(all.path("toolUsePromptTokenCount")),
                Usages.count(all.path("cachedContentTokenCount")), 0,
                Usages.count(all.path("candidatesTokenCount")) + thought, thought,
                Usages.count(all.path("totalTokenCount")));
    }

    @Override
    public @Nullable JsonNode thoughts() {
        if (!signed) return null;
        ObjectNode thoughts = NODES.objectNode().put("of", of);
        thoughts.set("parts", parts);
        return thoughts;
    }
}
