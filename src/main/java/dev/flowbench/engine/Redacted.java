package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.event.What;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Things without the secrets in them; the very same things where there are none. */
public final class Redacted {
    private static final int REPLACEMENT = 0xFFFD;

    private final UnaryOperator<String> redact;

    /** @param redact takes them out of a text */
    public Redacted(UnaryOperator<String> redact) {
        this.redact = redact;
    }

    String text(String text) {
        return whole(redact.apply(text));
    }

    /** Half a character cannot be kept: it is told from the beginning as what it would be kept as. */
    static String whole(String text) {
        if (isWhole(text)) {
            return text;
        }
        var whole = new StringBuilder(text.length());
        text.codePoints().map(c -> Character.getType(c) == Character.SURROGATE ? REPLACEMENT : c)
                .forEach(whole::appendCodePoint);
        return whole.toString();
    }

    private static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private @Nullable String textOrNull(@Nullable String text) {
        return text == null ? null : text(text);
    }

    private @Nullable JsonNode jsonOrNull(@Nullable JsonNode value) {
        return value == null ? null : json(value);
    }

    /** Names of fields too: a server may put what it was told anywhere. */
    public JsonNode json(JsonNode value) {
        if (value.isTextual()) {
            String clean = text(value.textValue());
            return clean.equals(value.textValue()) ? value : JsonNodeFactory.instance.textNode(clean);
        }
        if (value.isArray()) {
            ArrayNode clean = JsonNodeFactory.instance.arrayNode(value.size());
            boolean same = true;
            for (JsonNode item : value) {
                JsonNode now = json(item);
                same &= now == item;
                clean.add(now);
            }
            return same ? value : clean;
        }
        if (value.isObject()) {
            ObjectNode clean = JsonNodeFactory.instance.objectNode();
            boolean same = true;
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                String name = text(field.getKey());
                JsonNode now = json(field.getValue());
                same &= now == field.getValue() && name.equals(field.getKey());
                clean.set(name, now);
            }
            return same ? value : clean;
        }
        return value;
    }

    /** By names that the document gives. */
    Map<String, JsonNode> values(Map<String, JsonNode> values) {
        var clean = new LinkedHashMap<String, JsonNode>();
        values.forEach((name, value) -> clean.put(name, json(value)));
        return clean.equals(values) ? values : clean;
    }

    ModelReply reply(ModelReply reply) {
        List<ToolUse> calls = reply.toolCalls().stream()
                .map(call -> new ToolUse(text(call.id()), text(call.tool()), json(call.arguments()))).toList();
        return new ModelReply(text(reply.text()), reply.usage(), reply.finish(), text(reply.model()),
                textOrNull(reply.requestId()), reply.firstTokenMicros(), calls, jsonOrNull(reply.thoughts()),
                reply.saved());
    }

    What.ApprovalDecided decision(What.ApprovalDecided decision) {
        return new What.ApprovalDecided(decision.id(), decision.verdict(), jsonOrNull(decision.value()),
                text(decision.person()), text(decision.comment()), decision.sha256());
    }

    /** What a person changed. */
    CommitRequest request(CommitRequest request) {
        return new CommitRequest(request.dryRun(), request.effects().stream()
                .map(one -> new CommitRequest.Approved(one.id(), one.sha256(), jsonOrNull(one.arguments()))).toList(),
                text(request.person()), text(request.comment()), request.asking());
    }

    /** Its inputs, its tags, and what a person gave in the place of results. */
    RunRequest request(RunRequest request) {
        RunOptions options = request.options();
        var pins = new LinkedHashMap<String, Map<String, JsonNode>>();
        options.pins().forEach((node, values) -> pins.put(node, values(values)));
        var tags = new LinkedHashMap<String, String>();
        options.tags().forEach((name, value) -> tags.put(text(name), text(value)));
        return new RunRequest(request.run(), request.workflow(), request.document(), request.hash(),
                values(request.inputs()), request.simulated(), request.seed(), request.file(),
                pins.equals(options.pins()) && tags.equals(options.tags())
                        ? options
                        : options.withPins(pins).withTags(tags));
    }

    /** What an exception says of itself; the exception itself where that holds no secret. */
    @Nullable Throwable cause(@Nullable Throwable cause) {
        if (cause == null) {
            return null;
        }
        String said = cause.toString();
        String clean = text(said);
        return clean.equals(said) ? cause : new Said(clean);
    }

    RuntimeException broken(RuntimeException e) {
        return cause(e) == e ? e : new IllegalStateException(text(e.toString()));
    }

    /** Only the words of an exception. */
    private static final class Said extends Exception {
        private static final long serialVersionUID = 1L;

        Said(String words) {
            super(words);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
