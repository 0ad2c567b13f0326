package dev.flowbench.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.StateConflicts;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.text.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands beside the nodes: id, inputs, models, state, budget. */
final class WorkflowCheck {
    private final Workflow workflow;
    private final RecordCheck records;
    private final Findings findings;

    WorkflowCheck(Workflow workflow, RecordCheck records, Findings findings) {
        this.workflow = workflow;
        this.records = records;
        this.findings = findings;
    }

    void run() {
        records.record(workflow, Spot.ROOT);
        if (!workflow.id().isBlank() && !Names.isNodeId(workflow.id())) {
            findings.error(Spot.ROOT.child("id"), "BAD_ID", workflow.id());
        }
        inputs();
        models();
        workflow.state().keySet().stream().filter(name -> !Names.isIdentifier(name))
                .forEach(name -> findings.error(Spot.ROOT.child("state").child(name), "BAD_NAME", name));
        for (StateConflicts.Conflict conflict : StateConflicts.of(workflow)) {
            Spot at = Spot.ROOT.child("state").child(conflict.field());
            if (conflict.one().equals(conflict.other())) {
                findings.error(at, "STATE_CONFLICT_SELF", conflict.field(), conflict.one());
            } else {
                findings.error(at, "STATE_CONFLICT", conflict.field(), conflict.one(), conflict.other());
            }
        }
        if (workflow.graph().nodes().isEmpty() && workflow.graph().unread().isEmpty()) {
            findings.error(Spot.ROOT, "NO_NODES");
        }
    }

    private void inputs() {
        @Nullable JsonNode inputs = workflow.inputs();
        if (inputs == null) {
            return;
        }
        Spot at = Spot.ROOT.child("inputs");
        if (!inputs.isObject() || !inputs.path("type").asText().equals("object")) {
            findings.error(at, "INPUTS_NO_OBJECT");
        }
        for (String name : Ports.inputNames(workflow)) {
            if (!Names.isIdentifier(name)) {
                findings.error(at.child("properties").child(name), "BAD_NAME", name);
            }
        }
    }

    private void models() {
        Spot at = Spot.ROOT.child("models");
        for (Map.Entry<String, ModelSpec> entry : workflow.models().entrySet()) {
            Spot here = at.child(entry.getKey());
            ModelSpec model = entry.getValue();
            for (int i = 0; i < model.fallback().size(); i++) {
                records.model(model.fallback().get(i), here.child("fallback").child(i));
            }
            if (!ModelSpec.PROVIDERS.contains(model.provider()) && !model.provider().isBlank()) {
                findings.warning(here.child("provider"), "UNKNOWN_PROVIDER", model.provider(),
                        Nearest.question(model.provider(), ModelSpec.PROVIDERS),
                        String.join(", ", ModelSpec.PROVIDERS));
            }
            if (model.provider().equals("openai-compatible")
                    && (model.baseUrl() == null || model.baseUrl().isBlank())) {
                findings.error(here.child("baseUrl"), "NO_ADDRESS", entry.getKey());
            }
        }
        var fallbacks = new LinkedHashMap<String, List<String>>();
        workflow.models().forEach((alias, model) -> fallbacks.put(alias, model.fallback()));
        for (List<String> cycle : Cycles.in(fallbacks)) {
            findings.error(at.child(cycle.getFirst()).child("fallback"), "FALLBACK_CYCLE",
                    String.join(" → ", cycle));
        }
    }
}
