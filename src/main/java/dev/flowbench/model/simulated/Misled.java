package dev.flowbench.model.simulated;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ModelRequest;
import java.util.ArrayList;
import java.util.List;

/** Answers that are well formed, and wrong with great confidence. */
final class Misled {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LENGTH = 4;
    private static final double SURE = 0.99;

    private Misled() {}

    /** The route after the right one, as if there were no doubt. */
    static String routed(String text, ModelRequest request) {
        if (!(tree(text) instanceof ObjectNode answer) || request.schema() == null) return text;
        var routes = new ArrayList<String>();
        request.schema().path("properties").path("route").path("enum").forEach(route -> routes.add(route.asText()));
        if (routes.size() < 2) return text;
        int right = routes.indexOf(answer.path("route").asText());
        ObjectNode wrong = answer.deepCopy().put("route", routes.get((right + 1) % routes.size()));
        return (answer.has("confidence") ? wrong.put("confidence", SURE) : wrong).toString();
    }

    /** The plan with each of its subtasks several times over. */
    static String planned(String text) {
        if (!(tree(text) instanceof ObjectNode plan) || !(plan.get("subtasks") instanceof ArrayNode subtasks))
            return text;
        ArrayNode all = JsonNodeFactory.instance.arrayNode().addAll(subtasks);
        for (int i = 2; i <= LENGTH; i++) {
            for (JsonNode subtask : subtasks) {
                if (subtask instanceof ObjectNode one) {
                    all.add(one.deepCopy().put("id", one.path("id").asText("t") + "-" + i));
                }
            }
        }
        return ((ObjectNode) plan.deepCopy().set("subtasks", all)).toString();
    }

    /** Handed on to the last that the schema names, else to whoever comes next. */
    static String escalated(ModelRequest request) {
        JsonNode schema = request.schema() == null ? JsonNodeFactory.instance.objectNode() : request.schema();
        JsonNode to = schema.path("properties").path("escalateTo");
        List<String> names = new ArrayList<>();
        to.path("enum").forEach(name -> {
            if (name.isTextual()) names.add(name.textValue());
        });
        return JsonNodeFactory.instance.objectNode().put("escalateTo", names.isEmpty() ? "next" : names.getLast())
                .put("reason", Texts.text("fault.escalate")).toString();
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException _) {
            return JsonNodeFactory.instance.missingNode();
        }
    }
}
