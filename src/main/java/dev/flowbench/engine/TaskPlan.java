package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The plan of an orchestrator, held against what it must be.
 *
 * @param json as the planner gave it
 * @param subtasks in the planner's order
 */
record TaskPlan(JsonNode json, List<Subtask> subtasks) {
    private static final JsonSchema SCHEMA = schema();

    /**
     * One part of the task.
     *
     * @param worker index of the worker that does it
     * @param needs indexes of the subtasks whose results it needs
     */
    record Subtask(String id, int worker, JsonNode task, List<Integer> needs) {}

    /** A plan, or what is wrong with it. */
    record Read(TaskPlan plan, List<String> violations) {}

    private static JsonSchema schema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putArray("required").add("subtasks");
        ObjectNode subtask = schema.putObject("properties").putObject("subtasks").put("type", "array")
                .putObject("items").put("type", "object");
        subtask.putArray("required").add("id").add("worker").add("task");
        ObjectNode fields = subtask.putObject("properties");
        fields.putObject("id").put("type", "string").put("minLength", 1).put("maxLength", 100);
        fields.putObject("worker").put("type", "string");
        ObjectNode needs = fields.putObject("needs");
        needs.putArray("type").add("array").add("null");
        needs.putObject("items").put("type", "string");
        try {
            return JsonSchema.of(schema);
        } catch (SchemaException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads what a planner gave, and says all that is wrong with it. */
    static Read read(JsonNode json, List<Branch> workers) {
        List<String> shape = Validations.violations(SCHEMA, json);
        if (!shape.isEmpty()) {
            return new Read(new TaskPlan(json, List.of()), shape);
        }
        var wrong = new LinkedHashSet<String>();
        JsonNode all = json.get("subtasks");
        var ids = new HashMap<String, Integer>();
        for (int i = 0; i < all.size(); i++) {
            String id = all.get(i).get("id").textValue();
            if (ids.putIfAbsent(id, i) != null) {
                wrong.add(Texts.text("plan.sameSubtask", id));
            }
        }
        var subtasks = new ArrayList<Subtask>(all.size());
        for (JsonNode each : all) {
            String id = each.get("id").textValue();
            int worker = worker(workers, each.get("worker").textValue());
            if (worker < 0) {
                wrong.add(Texts.text("plan.unknownWorker", id, each.get("worker").textValue(),
                        workers.stream().map(Branch::id).collect(Collectors.joining(", "))));
            }
            var needs = new LinkedHashSet<Integer>();
            for (JsonNode need : each.path("needs")) {
                Integer index = ids.get(need.textValue());
                if (index == null) {
                    wrong.add(Texts.text("plan.unknownNeed", id, need.textValue()));
                } else {
                    needs.add(index);
                }
            }
            subtasks.add(new Subtask(id, worker, each.get("task"), List.copyOf(needs)));
        }
        if (wrong.isEmpty()) {
            List<String> circle = circle(subtasks);
            if (!circle.isEmpty()) {
                wrong.add(Texts.text("plan.subtaskCircle", String.join(", ", circle)));
            }
        }
        return new Read(new TaskPlan(json, List.copyOf(subtasks)), List.copyOf(wrong));
    }

    private static int worker(List<Branch> workers, String id) {
        for (int i = 0; i < workers.size(); i++) {
            if (workers.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    /** The subtasks that wait for each other, or for such; empty for none. */
    private static List<String> circle(List<Subtask> subtasks) {
        int[] waits = new int[subtasks.size()];
        Map<Integer, List<Integer>> followers = new HashMap<>();
        var free = new ArrayDeque<Integer>();
        for (int i = 0; i < waits.length; i++) {
            waits[i] = subtasks.get(i).needs().size();
            for (int need : subtasks.get(i).needs()) {
                followers.computeIfAbsent(need, _ -> new ArrayList<>()).add(i);
            }
            if (waits[i] == 0) {
                free.add(i);
            }
        }
        while (!free.isEmpty()) {
            for (int next : followers.getOrDefault(free.remove(), List.of())) {
                if (--waits[next] == 0) {
                    free.add(next);
                }
            }
        }
        var circle = new ArrayList<String>();
        for (int i = 0; i < waits.length; i++) {
            if (waits[i] > 0) {
                circle.add(subtasks.get(i).id());
            }
        }
        return circle;
    }
}
