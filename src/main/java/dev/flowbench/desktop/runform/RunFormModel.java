package dev.flowbench.desktop.runform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The inputs of a run, asked for one by one. On the JavaFX thread. */
public final class RunFormModel {
    private final List<InputModel> inputs = new ArrayList<>();
    private final FaultsModel faults;

    /** @param known values to begin with, by name: the last ones, or a sample's */
    public RunFormModel(Workflow workflow, Map<String, JsonNode> known) {
        faults = new FaultsModel(workflow);
        JsonNode schema = workflow.inputs();
        if (schema != null) {
            var required = new ArrayList<String>();
            schema.path("required").forEach(name -> required.add(name.asText()));
            schema.path("properties").properties().forEach(entry -> inputs.add(new InputModel(entry.getKey(),
                    PlainSchema.of(schema, entry.getValue()), required.contains(entry.getKey()),
                    known.get(entry.getKey()))));
        }
    }

    /** In the order of the schema. */
    public List<InputModel> inputs() {
        return inputs;
    }

    /** What a simulated run is to suffer. */
    public FaultsModel faults() {
        return faults;
    }

    /** Whether nothing has to be asked. */
    public boolean isEmpty() {
        return inputs.isEmpty();
    }

    /** The values by name; empty where one does not fit: each such input says why. */
    public Optional<Map<String, JsonNode>> values() {
        var values = new LinkedHashMap<String, JsonNode>();
        boolean fits = true;
        for (InputModel input : inputs) {
            switch (input.given()) {
                case InputModel.Given.Value(JsonNode value) -> values.put(input.name(), value);
                case InputModel.Given.Nothing() -> {
                }
                case InputModel.Given.Wrong() -> fits = false;
            }
        }
        return fits ? Optional.of(values) : Optional.empty();
    }

    /** Values as one object, to be kept. */
    public static ObjectNode object(Map<String, JsonNode> values) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        values.forEach(object::set);
        return object;
    }

    /** The values of such an object; none where it is no object. */
    public static Map<String, JsonNode> values(JsonNode object) {
        var values = new LinkedHashMap<String, JsonNode>();
        object.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        return values;
    }
}
