package dev.flowbench.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.app.CannotRun.WrongInput;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import dev.flowbench.flow.schema.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The inputs of a run, held against the document's schema. */
final class Inputs {
    private Inputs() {}

    /** The inputs with the schema's defaults where nothing is given. */
    static Map<String, JsonNode> checked(Workflow workflow, Map<String, JsonNode> given) throws CannotRun {
        JsonNode schema = workflow.inputs();
        Set<String> names = Ports.inputNames(workflow);
        var wrong = new ArrayList<WrongInput>();
        for (String name : given.keySet()) {
            if (!names.contains(name)) {
                wrong.add(new WrongInput(name, names.isEmpty()
                        ? AppTexts.text("input.none", name)
                        : AppTexts.text("input.unknown", name, String.join(", ", names))));
            }
        }
        Map<String, JsonNode> inputs = withDefaults(schema, given);
        if (schema != null) {
            wrong.addAll(violations(schema, inputs));
        }
        if (!wrong.isEmpty()) {
            throw CannotRun.inputs(wrong);
        }
        return inputs;
    }

    private static Map<String, JsonNode> withDefaults(@org.jspecify.annotations.Nullable JsonNode schema,
            Map<String, JsonNode> given) {
        var inputs = new LinkedHashMap<>(given);
        if (schema != null) {
            schema.path("properties").properties().forEach(property -> {
                if (property.getValue().has("default")) {
                    inputs.putIfAbsent(property.getKey(), property.getValue().get("default"));
                }
            });
        }
        return inputs;
    }

    private static List<WrongInput> violations(JsonNode schema, Map<String, JsonNode> inputs) {
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        value.setAll(inputs);
        var wrong = new ArrayList<WrongInput>();
        // A missing input is the mistake made most, and its message is better without the schema's words.
        for (JsonNode required : schema.path("required")) {
            if (!inputs.containsKey(required.asText())) {
                wrong.add(new WrongInput(required.asText(), AppTexts.text("input.missing", required.asText())));
            }
        }
        try {
            for (Violation violation : JsonSchema.of(schema).validate(value)) {
                if (!violation.keyword().equals("required") || !violation.pointer().isEmpty()) {
                    wrong.add(new WrongInput(first(violation.pointer()), violation.message()));
                }
            }
        } catch (SchemaException e) {
            wrong.add(new WrongInput("", String.valueOf(e.getMessage())));
        }
        return wrong;
    }

    private static String first(String pointer) {
        if (pointer.isEmpty()) {
            return "";
        }
        int end = pointer.indexOf('/', 1);
        return pointer.substring(1, end < 0 ? pointer.length() : end).replace("~1", "/").replace("~0", "~");
    }
}
