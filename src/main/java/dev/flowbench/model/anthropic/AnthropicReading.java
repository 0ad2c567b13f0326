package dev.flowbench.model.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ModelReply.Finish;
import dev.flowbench.engine.event.ModelReply.Usage;
import dev.flowbench.model.wire.Failures;
import dev.flowbench.model.wire.Reading;
import dev.flowbench.model.wire.Usages;
import dev.flowbench.net.ServerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the events of a message, and keeps its blocks as they came where some of them are thoughts. */
final class AnthropicReading extends Reading {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String of;
    private final TreeMap<Integer, ObjectNode> blocks = new TreeMap<>();
    private final ObjectNode usage = NODES.objectNode();
    private boolean ended;

    /** @param of whose thoughts they are */
    AnthropicReading(String of) {
        this.of = of;
    }

    @Override
    public Optional<ServerEvent> read(String type, JsonNode event) {
        String what = event.path("type").asText(type);
        switch (what) {
            case "message_start" -> {
                begin();
                id(event.path("message").path("id"));
                model(event.path("message").path("model"));
                count(event.path("message").path("usage"));
            }
            case "content_block_start" -> {
                begin();
                if (event.path("content_block") instanceof ObjectNode block) {
                    blocks.put(event.path("index").asInt(), block.deepCopy());
                    if (!block.path("type").asText().equals("text") || !block.path("text").asText().isEmpty()) token();
                }
            }
            case "content_block_delta" -> {
                begin();
                grow(event);
            }
            case "message_delta" -> {
                begin();
                count(event.path("usage"));
                JsonNode delta = event.path("delta");
                if (delta.path("stop_reason").isTextual()) finish(delta.get("stop_reason").textValue());
                String why = delta.path("stop_details").path("explanation").asText("");
                if (word().equals("refusal") && !why.isBlank()) refuse(why);
            }
            case "content_block_stop" -> begin();
            case "message_stop" -> {
                ended = true;
                close();
            }
            default -> {
                // Pings, and kinds of events that are yet to come.
                return Optional.empty();
            }
        }
        return Optional.of(new ServerEvent(what, event.toString()));
    }

    private void grow(JsonNode event) {
        ObjectNode block = blocks.get(event.path("index").asInt());
        JsonNode delta = event.path("delta");
        token();
        if (block == null) return;
        for (String field : new String[]{"text", "thinking", "signature"}) {
            if (delta.path(field).isTextual()) {
                block.put(field, block.path(field).asText("") + delta.get(field).textValue());
            }
        }
        if (delta.path("partial_json").isTextual()) {
            block.put("written", block.path("written").asText("") + delta.get("partial_json").textValue());
        }
    }

    /** Counts are of all that came so far: the last one holds. */
    private void count(JsonNode counts) {
        if (counts instanceof ObjectNode known) {
            known.properties().forEach(entry -> {
                if (entry.getValue().isNumber() || entry.getValue().isObject())
                    usage.set(entry.getKey(), entry.getValue());
            });
        }
    }

    @Override
    public Optional<ServerEvent> end() {
        return ended ? Optional.empty() : Optional.of(new ServerEvent("message_stop", "{\"type\":\"message_stop\"}"));
    }

    @Override
    public List<ServerEvent> events(JsonNode whole) {
        if (!whole.path("content").isArray()) return List.of();
        var events = new ArrayList<ServerEvent>();
        ObjectNode start = event("message_start");
        start.set("message", whole);
        events.add(said(start));
        for (int i = 0; i < whole.get("content").size(); i++) {
            JsonNode block = whole.get("content").get(i);
            ObjectNode opened = event("content_block_start").put("index", i);
            opened.set("content_block", block);
            events.add(said(opened));
            if (block.path("type").asText().equals("tool_use")) {
                ObjectNode input = event("content_block_delta").put("index", i);
                input.putObject("delta").put("type", "input_json_delta").put("partial_json",
                        block.path("input").toString());
                events.add(said(input));
            }
            events.add(said(event("content_block_stop").put("index", i)));
        }
        ObjectNode delta = event("message_delta");
        delta.putObject("delta").set("stop_reason", whole.path("stop_reason"));
        events.add(said(delta));
        events.add(said(event("message_stop")));
        return events;
    }

    private static ObjectNode event(String type) {
        return NODES.objectNode().put("type", type);
    }

    private static ServerEvent said(ObjectNode event) {
        return new ServerEvent(event.path("type").asText(), event.toString());
    }

    @Override
    public Finish finish() {
        return switch (word()) {
            case "end_turn", "stop_sequence", "" -> Finish.STOP;
            case "max_tokens", "model_context_window_exceeded" -> Finish.LENGTH;
            case "tool_use" -> Finish.TOOL_CALL;
            case "refusal" -> Finish.FILTERED;
            default -> Finish.OTHER;
        };
    }

    /** Its input leaves out what came from the cache and what went into it. */
    @Override
    public @Nullable Usage usage() {
        if (!usage.path("input_tokens").isNumber() || !usage.path("output_tokens").isNumber()) return null;
        long read = Usages.count(usage.path("cache_read_input_tokens"));
        long written = Usages.count(usage.path("cache_creation_input_tokens"));
        return Usages.of(Usages.count(usage.path("input_tokens")) + read + written, read, written,
                Usages.count(usage.path("output_tokens")),
                Usages.count(usage.path("output_tokens_details").path("thinking_tokens")), 0);
    }

    @Override
    public @Nullable JsonNode thoughts() {
        if (blocks.values().stream().noneMatch(block -> block.path("type").asText().endsWith("thinking"))) return null;
        ArrayNode content = NODES.arrayNode();
        for (ObjectNode block : blocks.values()) {
            ObjectNode whole = block.deepCopy();
            if (whole.remove("written") instanceof JsonNode written) {
                whole.set("input",
                        Failures.tree(written.asText()).filter(JsonNode::isObject).orElse(NODES.objectNode()));
            }
            boolean empty = whole.path("type").asText().equals("text") && whole.path("text").asText().isBlank();
            if (!empty) content.add(whole);
        }
        ObjectNode thoughts = NODES.objectNode().put("of", of);
        thoughts.set("content", content);
        return thoughts;
    }
}
