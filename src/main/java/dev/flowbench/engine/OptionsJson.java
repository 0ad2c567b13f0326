package dev.flowbench.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.Extras;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a run was started, as its journal keeps it. Where it stands still and who is asked is for each process to say. */
final class OptionsJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REUSED_BEFORE = "reusedBefore";

    private OptionsJson() {}

    static String write(RunOptions options) {
        return json(options).toString();
    }

    /**
     * The same of a fork.
     *
     * @param before what the other run told from this number on is not taken
     */
    static String write(RunOptions options, long before) {
        return json(options).put(REUSED_BEFORE, before).toString();
    }

    /**
     * From which number on a fork takes nothing of the run it is made from; -1 for a run that is no fork. Of forks that do
     * not say it nothing is taken.
     */
    static long reusedBefore(Journal.Header header) throws JournalException {
        if (header.origin().isEmpty() || CommitPlan.read(header.options()) != null) {
            return -1;
        }
        try {
            return JSON.readTree(header.options().isEmpty() ? "{}" : header.options()).path(REUSED_BEFORE).asLong(0);
        } catch (JsonProcessingException e) {
            throw new JournalException(Texts.text("error.storedOptions", e.getOriginalMessage()), e);
        }
    }

    private static ObjectNode json(RunOptions options) {
        ObjectNode json = JSON.createObjectNode();
        if (options.dryRun()) {
            json.put("dryRun", true);
        }
        if (options.budget() != null) {
            json.set("budget", budget(options.budget()));
        }
        options.pins().forEach((node, outputs) -> outputs
                .forEach((port, value) -> json.withObject("pins").withObject(node).set(port, value)));
        options.tags().forEach((name, value) -> json.withObject("tags").put(name, value));
        options.simulation().forEach((name, value) -> json.withObject("simulation").put(name, value));
        return json;
    }

    private static ObjectNode budget(Budget budget) {
        ObjectNode json = JSON.createObjectNode();
        for (Cap cap : Cap.ALL) {
            if (cap.limit(budget) != Cap.NONE && cap != Cap.COST) {
                json.put(cap.field(), cap.limit(budget));
            }
        }
        if (budget.costUsd() != null) {
            json.put(Cap.COST.field(), budget.costUsd().value());
        }
        if (budget.wallClock() != null) {
            json.put(RunState.WALL_CLOCK, budget.wallClock().toString());
        }
        return json;
    }

    static RunOptions read(String text) throws JournalException {
        try {
            JsonNode json = JSON.readTree(text.isEmpty() ? "{}" : text);
            var pins = new LinkedHashMap<String, Map<String, JsonNode>>();
            json.path("pins").properties().forEach(node -> {
                var outputs = new LinkedHashMap<String, JsonNode>();
                node.getValue().properties().forEach(port -> outputs.put(port.getKey(), port.getValue()));
                pins.put(node.getKey(), outputs);
            });
            return new RunOptions(json.path("dryRun").asBoolean(), RunOptions.Asking.WAIT,
                    json.has("budget") ? budget(json.get("budget")) : null, pins, List.of(), false, Map.of(), "",
                    texts(json.path("tags")), texts(json.path("simulation")));
        } catch (JsonProcessingException e) {
            throw new JournalException(Texts.text("error.storedOptions", e.getOriginalMessage()), e);
        }
    }

    private static Map<String, String> texts(JsonNode json) {
        var texts = new LinkedHashMap<String, String>();
        json.properties().forEach(text -> texts.put(text.getKey(), text.getValue().asText()));
        return texts;
    }

    private static Budget budget(JsonNode json) {
        @Nullable String wallClock = json.path(RunState.WALL_CLOCK).textValue();
        return new Budget(number(json, Cap.TOKENS), number(json, Cap.INPUT_TOKENS), number(json, Cap.OUTPUT_TOKENS),
                json.has(Cap.COST.field()) ? new Decimal(json.get(Cap.COST.field()).asText()) : null,
                number(json, Cap.STEPS), number(json, Cap.TOOL_CALLS), number(json, Cap.SPAWNS),
                wallClock == null ? null : Duration.parse(wallClock), null, Extras.NONE);
    }

    private static @Nullable Long number(JsonNode json, Cap cap) {
        return json.has(cap.field()) ? json.get(cap.field()).longValue() : null;
    }
}
