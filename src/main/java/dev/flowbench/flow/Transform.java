package dev.flowbench.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a value from others without a model: a template for text, or an expression.
 *
 * @param template text with names
 * @param expression an expression, where there is no template
 * @param maxChars cap on the size of the result
 */
@Declares(kind = "transform", group = Declares.Group.STEP)
public record Transform(
        @Nullable TemplateSource template,
        @Nullable ExpressionSource expression,
        @Field(required = true, cap = true, unit = Unit.CHARACTERS, min = 1, byDefault = "100000") @Nullable Integer maxChars)
        implements
            Kind {
    @Override
    public List<Port> inputs() {
        return List.of();
    }

    @Override
    public List<Port> outputs() {
        return List.of(Port.required(RESULT, template != null ? Port.Type.TEXT : Port.Type.ANY));
    }
}
