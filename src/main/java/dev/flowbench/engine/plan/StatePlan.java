package dev.flowbench.engine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.flowbench.engine.Texts;
import dev.flowbench.flow.StateField;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import dev.flowbench.flow.text.Expression;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The session state of a document, made ready to run.
 *
 * @param fields by name, in document order
 */
public record StatePlan(Map<String, Field> fields) {
    public static final StatePlan NONE = new StatePlan(Map.of());

    /**
     * One field.
     *
     * @param type what its value must satisfy; null for anything
     * @param merge how writes meet
     * @param initial its value at the start
     */
    public record Field(@Nullable JsonSchema type, StateField.Merge merge, JsonNode initial) {}

    /**
     * A field that a node writes.
     *
     * @param value over the node's result and inputs
     */
    public record Write(String field, Expression value) {}

    static StatePlan of(Workflow workflow) throws PlanException {
        if (workflow.state().isEmpty()) {
            return NONE;
        }
        var fields = new LinkedHashMap<String, Field>();
        for (Map.Entry<String, StateField> entry : workflow.state().entrySet()) {
            StateField field = entry.getValue();
            try {
                fields.put(entry.getKey(),
                        new Field(field.type() == null ? null : JsonSchema.of(field.type()),
                                field.merge() == null ? StateField.Merge.SET : field.merge(),
                                field.initial() == null ? NullNode.getInstance() : field.initial()));
            } catch (SchemaException e) {
                throw new PlanException("", Texts.text("plan.stateSchema", entry.getKey(), e.getMessage()));
            }
        }
        return new StatePlan(Collections.unmodifiableMap(fields));
    }
}
