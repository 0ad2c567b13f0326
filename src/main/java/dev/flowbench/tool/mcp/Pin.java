package dev.flowbench.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.Canonical;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a server says of itself: its instructions and its tools. Kept on this machine once it was seen, so that documents can be
 * checked without the server, and so that a server which says something else one day is noticed.
 *
 * @param instructions free text for models; never handed to one
 * @param tools by name, in the order of the server
 */
record Pin(String instructions, Map<String, ListedTool> tools) {
    Pin {
        tools = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tools));
    }

    static Pin of(String instructions, List<JsonNode> tools) {
        var named = new LinkedHashMap<String, ListedTool>();
        for (JsonNode tool : tools) {
            if (!tool.path("name").asText().isEmpty()) {
                named.putIfAbsent(tool.path("name").asText(), ListedTool.of(tool));
            }
        }
        return new Pin(instructions, named);
    }

    Optional<ListedTool> tool(String name) {
        return Optional.ofNullable(tools.get(name));
    }

    /** Names what is said: equal only where every word is, in whatever order the tools come. */
    String hash() {
        ObjectNode all = JsonNodeFactory.instance.objectNode().put("instructions", instructions);
        ObjectNode listed = all.putObject("tools");
        tools.forEach((name, tool) -> listed.set(name, tool.json()));
        return Canonical.sha256(all);
    }

    ObjectNode json() {
        ObjectNode all = JsonNodeFactory.instance.objectNode().put("instructions", instructions);
        tools.values().forEach(tool -> all.withArray("tools").add(tool.json()));
        return all;
    }

    static Pin read(JsonNode json) {
        var tools = new ArrayList<JsonNode>();
        json.path("tools").forEach(tools::add);
        return of(json.path("instructions").asText(), tools);
    }

    /** What is different in another, for people: {@code +new}, {@code -gone}, {@code ~changed}. */
    List<String> changes(Pin now) {
        var changes = new ArrayList<String>();
        if (!instructions.equals(now.instructions)) {
            changes.add(McpTexts.text("pin.instructions"));
        }
        tools.forEach((name, tool) -> {
            ListedTool then = now.tools.get(name);
            if (then == null || !then.equals(tool)) {
                changes.add((then == null ? "-" : "~") + McpTexts.shown(name, 80));
            }
        });
        now.tools.keySet().stream().filter(name -> !tools.containsKey(name))
                .forEach(name -> changes.add("+" + McpTexts.shown(name, 80)));
        return changes;
    }
}
