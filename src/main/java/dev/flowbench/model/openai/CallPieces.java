package dev.flowbench.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.model.wire.Failures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts calls of tools together from their pieces. A piece belongs to the call of its index, as the protocol says; but many
 * servers give every call the same index or none, or say id and name with every piece, so an id that is new begins a call.
 */
final class CallPieces {
    private final List<Call> calls = new ArrayList<>();
    private final Map<Integer, Call> byIndex = new HashMap<>();

    private static final class Call {
        String id = "";
        String name = "";
        final StringBuilder arguments = new StringBuilder();

        boolean isWhole() {
            return Failures.tree(arguments.toString()).filter(JsonNode::isObject).isPresent();
        }
    }

    boolean isEmpty() { return calls.isEmpty(); }

    void add(JsonNode piece) {
        JsonNode function = piece.path("function");
        String id = piece.path("id").asText("");
        String name = function.path("name").asText("");
        Call call = of(piece.path("index"), id, name);
        if (call.id.isEmpty()) call.id = id;
        if (call.name.isEmpty() || !call.name.equals(name)) call.name += name;
        JsonNode arguments = function.path("arguments");
        if (arguments.isTextual()) {
            call.arguments.append(arguments.textValue());
        } else if (arguments.isContainerNode()) {
            call.arguments.append(arguments);
        }
    }

    private Call of(JsonNode index, String id, String name) {
        @Nullable Call same = id.isEmpty()
                ? null
                : calls.stream().filter(one -> one.id.equals(id)).findFirst().orElse(null);
        if (same != null) return same;
        @Nullable Call before = index.isInt()
                ? byIndex.get(index.intValue())
                : calls.isEmpty() ? null : calls.getLast();
        boolean goesOn = before != null && (id.isEmpty()
                ? name.isEmpty() || !before.isWhole()
                : before.id.isEmpty() && !before.isWhole() && index.isInt());
        if (before != null && goesOn) return before;
        var call = new Call();
        calls.add(call);
        if (index.isInt()) byIndex.put(index.intValue(), call);
        return call;
    }

    /** All of them, as one piece of an answer. */
    ArrayNode whole() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Call call : calls) {
            ObjectNode one = all.addObject().put("index", all.size() - 1).put("id", call.id).put("type", "function");
            one.putObject("function").put("name", call.name).put("arguments", call.arguments.toString());
        }
        return all;
    }
}
