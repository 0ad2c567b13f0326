package dev.flowbench.flow;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several branches at once. Sectioning: each branch does its own part. Voting: one branch runs {@code votes} times.
 *
 * @param branches the branches, in the order of the results
 * @param votes how often the one branch runs; null for sectioning
 * @param rule how votes decide; null for majority
 * @param quorum how many equal votes decide, for {@link Rule#QUORUM}
 * @param voteBy an expression over {@code result} that gives what is voted on; null for the result itself
 * @param maxBranches cap on branches and votes
 * @param branchTimeout longest active time of one branch
 * @param minSuccess how many branches must succeed; null for all
 * @param concurrency how many run at once; null for all
 * @param aggregator a graph that makes one result of {@code results}; without it the results stand by branch id
 */
@Declares(kind = "parallel", group = Declares.Group.PATTERN)
public record Parallel(
        @Child @Field(required = true) List<Branch> branches,
        @Field(min = 2, unit = Unit.CALLS) @Nullable Integer votes,
        @Nullable Rule rule,
        @Field(min = 1, unit = Unit.CALLS) @Nullable Integer quorum,
        @Field(given = Kind.RESULT) @Nullable ExpressionSource voteBy,
        @Field(required = true, cap = true, unit = Unit.ITEMS, min = 1, byDefault = "10") @Nullable Integer maxBranches,
        @Field(required = true, cap = true, byDefault = "\"PT1M\"") @Nullable Duration branchTimeout,
        @Field(min = 1, unit = Unit.ITEMS) @Nullable Integer minSuccess,
        @Field(min = 1, unit = Unit.AT_ONCE) @Nullable Integer concurrency,
        @Child(gives = "results", required = false) @Nullable Graph aggregator)
        implements
            Kind {

    /** Name of the port that says how far the branches agree, 0 to 1. */
    public static final String AGREEMENT = "agreement";

    /** How votes decide. */
    public enum Rule {
        /** More than half. */
        MAJORITY,
        /** The largest sum of branch weights. */
        WEIGHT,
        /** The first value with {@code quorum} votes. */
        QUORUM,
        /** All the same. */
        UNANIMITY
    }

    public Parallel {
        branches = List.copyOf(branches);
    }

    public boolean isVoting() {
        return votes != null;
    }

    @Override
    public List<Port> inputs() {
        return List.of();
    }

    @Override
    public List<Port> outputs() {
        return List.of(
                Port.required(RESULT, isVoting() || aggregator != null ? Port.Type.ANY : Port.Type.STRUCTURED),
                Port.required(AGREEMENT, Port.Type.STRUCTURED));
    }
}
