package dev.flowbench.flow;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks a person. The value passes on as the person leaves it.
 *
 * @param question what the person is asked; a template
 * @param policy when the person is asked; null for always
 * @param timeLimit cap on the wait
 */
@Declares(kind = "approval", group = Declares.Group.PERSON, effect = EffectClass.READ)
public record Approval(
        @Nullable TemplateSource question,
        Settings.@Nullable ApprovalPolicy policy,
        @Field(required = true, cap = true, byDefault = "\"PT24H\"") @Nullable Duration timeLimit)
        implements
            Kind {
    @Override
    public List<Port> inputs() {
        return List.of(Port.required(VALUE, Port.Type.ANY));
    }

    @Override
    public List<Port> outputs() {
        return List.of(
                Port.required("approved", Port.Type.ANY),
                Port.required("rejected", Port.Type.ANY),
                Port.required("comment", Port.Type.TEXT));
    }
}
