package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.NodePlan;
import dev.flowbench.engine.plan.Validation;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.text.TextException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Holds a result against what it must satisfy. */
final class Validations {
    private Validations() {}

    /** What is wrong with a value, for people and for the model; empty when nothing is. */
    static List<String> violations(Validation validation, JsonNode value, Map<String, JsonNode> inputs) {
        if (validation.isEmpty()) {
            return List.of();
        }
        var wrong = new ArrayList<String>();
        if (validation.schema() != null) {
            wrong.addAll(violations(validation.schema(), value));
        }
        for (Validation.Rule rule : validation.rules()) {
            try {
                if (!rule.that().test(name -> name.equals(Kind.RESULT) ? value : inputs.get(name))) {
                    wrong.add(rule.message());
                }
            } catch (TextException e) {
                wrong.add(rule.message() + " (" + e.getMessage() + ")");
            }
        }
        return wrong;
    }

    static List<String> violations(JsonSchema schema, JsonNode value) {
        return schema.validate(value).stream()
                .map(v -> v.pointer().isEmpty() ? v.message() : v.pointer() + ": " + v.message())
                .toList();
    }

    static RunError error(NodePlan plan, Where where, List<String> violations) {
        return new RunError(ErrorCode.OUTPUT_INVALID,
                Texts.text("error.invalid", plan.node().displayTitle(), String.join("; ", violations)),
                Texts.text("wayOut.invalid"), where.node(), where.attempt(), null, -1);
    }
}
