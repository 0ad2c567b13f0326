package dev.flowbench.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ModelReply.Finish;
import dev.flowbench.engine.event.ModelReply.Usage;
import dev.flowbench.model.wire.Reading;
import dev.flowbench.model.wire.Usages;
import dev.flowbench.net.ServerEvent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunks of a chat completion. The library sees only text, and the calls of tools once they are whole: servers
 * differ in all the rest.
 */
final class OpenAiReading extends Reading {
    private static final String TEXT = "reasoning_content";
    private static final String DETAILS = "reasoning_details";
    /** Fields of a message in which servers give thoughts and want them back. */
    static final List<String> THOUGHTS = List.of(TEXT, DETAILS);

    private final String of;
    private final StringBuilder thoughts = new StringBuilder();
    private final ArrayNode details = JsonNodeFactory.instance.arrayNode();
    private final CallPieces calls = new CallPieces();
    private @Nullable JsonNode usage;

    /** @param of whose thoughts they are; empty where they are not kept */
    OpenAiReading(String of) {
        this.of = of;
    }

    @Override
    public Optional<ServerEvent> read(String type, JsonNode event) {
        if (event.path("choices").isArray()) begin();
        id(event.path("id"));
        model(event.path("model"));
        for (JsonNode counted : List.of(event.path("x_groq").path("usage"), event.path("usage"))) {
            if (counted.isObject()) usage = counted;
        }
        JsonNode choice = event.path("choices").path(0);
        JsonNode delta = choice.path("delta");
        if (delta.path("refusal").isTextual()) refuse(delta.get("refusal").textValue());
        // Some servers say an empty word with every chunk.
        String word = choice.path("finish_reason").asText("");
        if (!word.isBlank()) finish(word);
        delta.path("tool_calls").forEach(calls::add);
        if (delta.path("function_call").isObject()) {
            calls.add(JsonNodeFactory.instance.objectNode().set("function", delta.get("function_call")));
        }
        thoughts.append(delta.path(TEXT).asText(""));
        if (delta.path(DETAILS) instanceof ArrayNode more) details.addAll(more);
        String text = text(delta.path("content"));
        if (!delta.path("content").isEmpty() || !text.isEmpty() || !delta.path(TEXT).asText("").isEmpty()
                || !delta.path("reasoning").asText("").isEmpty() || delta.path("tool_calls").size() > 0) {
            token();
        }
        if (isStrange(delta.path("content"))) return Optional.of(new ServerEvent("message", event.toString()));
        return text.isEmpty() ? Optional.empty() : Optional.of(seen(delta("content", TextNode.valueOf(text))));
    }

    /** Neither text nor parts: the library says what is wrong with it. */
    private static boolean isStrange(JsonNode content) {
        return content.isObject() || content.isArray()
                && content.valueStream().anyMatch(part -> !part.path("type").isTextual());
    }

    /** Text, or parts of it between others, such as thoughts. */
    private static String text(JsonNode content) {
        if (!content.isArray()) return content.asText("");
        var text = new StringBuilder();
        for (JsonNode part : content) {
            if (part.path("type").asText().equals("text")) text.append(part.path("text").asText(""));
        }
        return text.toString();
    }

    private static ObjectNode delta(String field, JsonNode value) {
        ObjectNode chunk = JsonNodeFactory.instance.objectNode();
        chunk.putArray("choices").addObject().put("index", 0).putObject("delta").set(field, value);
        return chunk;
    }

    private static ServerEvent seen(ObjectNode chunk) { return new ServerEvent("message", chunk.toString()); }

    @Override
    public Optional<ServerEvent> end() {
        return calls.isEmpty() ? Optional.empty() : Optional.of(seen(delta("tool_calls", calls.whole())));
    }

    @Override
    public List<ServerEvent> events(JsonNode whole) {
        JsonNode choice = whole.path("choices").path(0);
        if (!choice.path("message").isObject()) return List.of();
        ObjectNode chunk = JsonNodeFactory.instance.objectNode();
        whole.properties().forEach(entry -> chunk.set(entry.getKey(), entry.getValue()));
        ObjectNode streamed = chunk.putArray("choices").addObject();
        streamed.put("index", 0);
        JsonNode message = choice.path("message");
        for (int i = 0; i < message.path("tool_calls").size(); i++) {
            if (message.get("tool_calls").get(i) instanceof ObjectNode call) call.put("index", i);
        }
        streamed.set("delta", message);
        streamed.put("finish_reason", choice.path("finish_reason").asText("stop"));
        return List.of(new ServerEvent("message", chunk.toString()));
    }

    @Override
    public Finish finish() {
        return switch (word().toLowerCase(Locale.ROOT)) {
            case "stop", "eos", "end_turn", "" -> calls.isEmpty() ? Finish.STOP : Finish.TOOL_CALL;
            case "length", "max_tokens" -> Finish.LENGTH;
            case "content_filter" -> Finish.FILTERED;
            case "tool_calls", "function_call" -> Finish.TOOL_CALL;
            default -> Finish.OTHER;
        };
    }

    /** Its input counts what came from the cache, its output what was thought. */
    @Override
    public @Nullable Usage usage() {
        JsonNode all = usage;
        if (all == null || !all.path("prompt_tokens").isNumber() || !all.path("completion_tokens").isNumber()) {
            return null;
        }
        if (all.get("prompt_tokens").asDouble() < 0 || all.get("completion_tokens").asDouble() < 0) return null;
        JsonNode sent = all.path("prompt_tokens_details");
        // Without details a server may say what it read at the top.
        long read = Math.max(Usages.count(sent.path("cached_tokens")),
                Math.max(Usages.count(all.path("prompt_cache_hit_tokens")),
                        Usages.count(all.path("cached_tokens"))));
        long written = Math.max(Usages.count(sent.path("cache_write_tokens")),
                Usages.count(sent.path("cache_creation_tokens")));
        long input = Usages.count(all.get("prompt_tokens"));
        long output = Usages.count(all.get("completion_tokens"));
        long thought = Usages.count(all.path("completion_tokens_details").path("reasoning_tokens"));
        long total = Usages.count(all.path("total_tokens"));
        // One vendor's output leaves out what was thought; its total does not.
        if (thought > 0 && total == input + output + thought) output += thought;
        return Usages.of(input, read, written, output, thought, total);
    }

    @Override
    public @Nullable JsonNode thoughts() {
        if (of.isEmpty() || calls.isEmpty() || thoughts.isEmpty() && details.isEmpty()) return null;
        ObjectNode all = JsonNodeFactory.instance.objectNode().put("of", of);
        if (!thoughts.isEmpty()) all.put(TEXT, thoughts.toString());
        if (!details.isEmpty()) all.set(DETAILS, details);
        return all;
    }
}
