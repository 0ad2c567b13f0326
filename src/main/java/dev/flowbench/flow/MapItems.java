package dev.flowbench.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs its body once for each item of a list.
 *
 * @param maxItems cap on the items
 * @param concurrency how many run at once
 * @param minSuccess how many must succeed; null for none
 * @param itemKey an expression over {@code item} that names it, in place of its index
 * @param body what is done with an item
 */
@Declares(kind = "map", group = Declares.Group.PATTERN)
public record MapItems(
        @Field(required = true, cap = true, unit = Unit.ITEMS, min = 1, byDefault = "100") @Nullable Integer maxItems,
        @Field(required = true, cap = true, unit = Unit.AT_ONCE, min = 1, byDefault = "5") @Nullable Integer concurrency,
        @Field(min = 0, unit = Unit.ITEMS) @Nullable Integer minSuccess,
        @Field(given = {
            "item", "index"}) @Nullable ExpressionSource itemKey,
        @Child(gives = {
            "item", "index"}) @Nullable Graph body)
        implements
            Kind {
    @Override
    public List<Port> inputs() {
        return List.of(Port.required("items", Port.Type.LIST));
    }

    @Override
    public List<Port> outputs() {
        return List.of(
                Port.required("results", Port.Type.LIST),
                Port.required("succeeded", Port.Type.STRUCTURED),
                Port.required("failed", Port.Type.STRUCTURED));
    }
}
