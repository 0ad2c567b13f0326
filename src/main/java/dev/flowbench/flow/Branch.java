package dev.flowbench.flow;

import org.jspecify.annotations.Nullable;

/**
 * One of a frame's ordered children: a branch, a worker, a tier.
 *
 * @param id unique among its siblings, {@code [a-z][a-z0-9-]*}
 * @param title what people read
 * @param description what it is for; a planner reads it
 * @param weight its weight in a weighted vote
 * @param graph its nodes and wires
 * @param extras keys that this version does not know, kept as they came
 */
public record Branch(
        @Field(required = true) String id,
        @Nullable String title,
        @Nullable String description,
        @Field(min = 0) @Nullable Decimal weight,
        @Inline Graph graph,
        Extras extras) {

    public Branch(String id, Graph graph) {
        this(id, null, null, null, graph, Extras.NONE);
    }

    public Branch with(Graph newGraph) {
        return new Branch(id, title, description, weight, newGraph, extras);
    }

    public String displayTitle() {
        return title == null || title.isBlank() ? id : title;
    }
}
