package dev.flowbench.engine.plan;

import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.text.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a result must satisfy.
 *
 * @param schema null for any
 */
public record Validation(@Nullable JsonSchema schema, List<Rule> rules) {
    public static final Validation NONE = new Validation(null, List.of());

    /** A condition over {@code result}, with the words for when it does not hold. */
    public record Rule(Expression that, String message) {}

    public boolean isEmpty() {
        return schema == null && rules.isEmpty();
    }
}
