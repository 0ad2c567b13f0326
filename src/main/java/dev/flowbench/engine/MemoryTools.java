package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;

/** The memory as the door to tools knows it. */
final class MemoryTools {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private MemoryTools() {}

    /** Takes {@code {scope, query, k}}; gives a list of {@code {id, text, score, at}}, the likest first, each with
     * a {@code note} where there is one. */
    static Tool recall(Memory memory) {
        return new MemoryTool(definition(ToolRequest.RECALL, EffectClass.READ), memory.simulated(), (arguments, _) -> {
            ArrayNode found = JSON.arrayNode();
            for (Memory.Entry entry : memory.recall(arguments.path("scope").asText(),
                    arguments.path("query").asText(), arguments.path("k").asInt(1))) {
                ObjectNode one = found.addObject().put("id", entry.id()).put("text", entry.text())
                        .put("score", entry.score()).put("at", entry.at());
                if (!entry.note().isEmpty()) {
                    one.put("note", entry.note());
                }
            }
            return found;
        });
    }

    /**
     * Takes {@code {scope, texts}}; gives {@code {ids}}. The ids follow from the idempotency key, so that writing again
     * changes nothing.
     */
    static Tool remember(Memory memory) {
        return new MemoryTool(definition(ToolRequest.REMEMBER, EffectClass.IDEMPOTENT), memory.simulated(),
                (arguments, call) -> {
                    ArrayNode ids = JSON.arrayNode();
                    long at = call.epochMicros();
                    for (JsonNode text : arguments.path("texts")) {
                        String id = call.idempotencyKey() + '-' + (ids.size() + 1);
                        memory.remember(arguments.path("scope").asText(), id, text.asText(), at);
                        ids.add(id);
                    }
                    return Details.of("ids", ids);
                });
    }

    private static Tool.Definition definition(String name, EffectClass effect) {
        ObjectNode parameters = JSON.objectNode().put("type", "object");
        if (name.equals(ToolRequest.REMEMBER)) {
            // A person may edit what a dry run collected.
            parameters.putArray("required").add("scope").add("texts");
            ObjectNode properties = parameters.putObject("properties");
            properties.putObject("scope").put("type", "string");
            properties.putObject("texts").put("type", "array").putObject("items").put("type", "string");
            parameters.put("additionalProperties", false);
        }
        return new Tool.Definition(name, "", parameters, null, effect, false, true);
    }

    private interface Deed {
        JsonNode call(JsonNode arguments, Tool.Call call) throws ToolException;
    }

    private record MemoryTool(Definition definition, boolean simulated, Deed deed) implements Tool {
        @Override
        public JsonNode call(JsonNode arguments, Call call) throws ToolException {
            return deed.call(arguments, call);
        }
    }
}
