package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.EffectClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tools for tests, and the world they work on: it counts what was really done, by idempotency key, and so notices
 * honestly what was done twice.
 */
final class FakeTools implements Tools {
    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private final Map<String, Integer> done = new TreeMap<>();
    private final List<JsonNode> arguments = new ArrayList<>();

    /** What a tool makes of its arguments. */
    interface Deed {
        JsonNode call(JsonNode arguments, Tool.Call call) throws ToolException;
    }

    /** A tool that takes {@code {text: string, count?: integer}}, and whose words are its own. */
    FakeTools add(String name, EffectClass effect, Deed deed) {
        return add(definition(name, effect).ownWords(), deed);
    }

    /** The same of one that hands on the words of strangers. */
    FakeTools addForeign(String name, EffectClass effect, Deed deed) {
        return add(definition(name, effect), deed);
    }

    private static Tool.Definition definition(String name, EffectClass effect) {
        ObjectNode parameters = Flows.object("type", "object");
        parameters.putArray("required").add("text");
        parameters.putObject("properties").<ObjectNode>set("text", Flows.object("type", "string"))
                .set("count", Flows.object("type", "integer", "minimum", 0));
        parameters.put("additionalProperties", false);
        return new Tool.Definition(name, "Does " + name + '.', parameters, null, effect, false);
    }

    FakeTools add(Tool.Definition definition, Deed deed) {
        tools.put(definition.name(), new Tool() {
            @Override
            public Definition definition() {
                return definition;
            }

            @Override
            public JsonNode call(JsonNode given, Call call) throws ToolException {
                arguments.add(given);
                return deed.call(given, call);
            }
        });
        return this;
    }

    /** Counts that the world was changed. */
    JsonNode happens(Tool.Call call) {
        done.merge(call.idempotencyKey(), 1, Integer::sum);
        return text("done");
    }

    /** How often the world was changed, by idempotency key. */
    Map<String, Integer> done() {
        return done;
    }

    /** What all calls were made with, in order. */
    List<JsonNode> arguments() {
        return arguments;
    }

    static JsonNode text(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }

    static ToolException fails(ErrorCode code) {
        return new ToolException(code, "The fake tool failed.", "Use another.");
    }

    @Override
    public List<Tool> all() {
        return List.copyOf(tools.values());
    }
}
