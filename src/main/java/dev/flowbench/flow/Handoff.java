package dev.flowbench.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tiers in order: each gives a result or hands the task up with its reason.
 *
 * @param maxHandoffs cap on hand-offs
 * @param tiers the tiers, lowest first
 */
@Declares(kind = "handoff", group = Declares.Group.PATTERN)
public record Handoff(
        @Field(required = true, cap = true, unit = Unit.CALLS, min = 0, byDefault = "3") @Nullable Integer maxHandoffs,
        @Child(gives = {
            "task", "prior", "reason"}) @Field(required = true) List<Branch> tiers)
        implements
            Kind {
    public Handoff {
        tiers = List.copyOf(tiers);
    }

    @Override
    public List<Port> inputs() {
        return List.of(Port.required("task", Port.Type.ANY));
    }

    @Override
    public List<Port> outputs() {
        return List.of(Port.required(RESULT, Port.Type.ANY), Port.required("tier", Port.Type.TEXT));
    }
}
