package dev.flowbench.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prompt chaining: a frame around steps and gates, one after another.
 *
 * @param maxSteps cap on the steps inside
 * @param body the steps
 */
@Declares(kind = "chain", group = Declares.Group.PATTERN)
public record Chain(
        @Field(required = true, cap = true, unit = Unit.STEPS, min = 1, byDefault = "20") @Nullable Integer maxSteps,
        @Child @Nullable Graph body)
        implements
            Kind {
    @Override
    public List<Port> inputs() {
        return List.of();
    }

    @Override
    public List<Port> outputs() {
        return List.of(Port.required(RESULT, Port.Type.ANY));
    }
}
