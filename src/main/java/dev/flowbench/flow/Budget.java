package dev.flowbench.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Caps on what a scope may spend; null where there is none. A child never spends more than its parents have left.
 *
 * @param tokens input and output tokens together
 * @param costUsd US dollars by the price table
 * @param steps leaf visits, model turns and tool calls
 * @param wallClock active time; waiting for a person does not count
 * @param atCap how the frame ends when a cap trips; null for {@link AtCap#PARTIAL}
 */
public record Budget(
        @Field(unit = Unit.TOKENS, min = 0, cap = true) @Nullable Long tokens,
        @Field(unit = Unit.TOKENS, min = 0, cap = true) @Nullable Long inputTokens,
        @Field(unit = Unit.TOKENS, min = 0, cap = true) @Nullable Long outputTokens,
        @Field(unit = Unit.US_DOLLARS, min = 0, cap = true) @Nullable Decimal costUsd,
        @Field(unit = Unit.STEPS, min = 0, cap = true) @Nullable Long steps,
        @Field(unit = Unit.CALLS, min = 0, cap = true) @Nullable Long toolCalls,
        @Field(unit = Unit.CALLS, min = 0, cap = true) @Nullable Long spawns,
        @Field(cap = true) @Nullable Duration wallClock,
        @Nullable AtCap atCap,
        Extras extras) {

    public static final Budget NONE = new Budget(null, null, null, null, null, null, null, null, null, Extras.NONE);

    /** How a frame ends when a cap trips: never an error with the work lost. */
    public enum AtCap {
        /** The best or finished so far; no further call. */
        PARTIAL,
        /** One last call without tools, reserved at entry. */
        WRAP_UP,
        /** The fallback child or value. */
        FALLBACK,
        /** The frame fails. */
        FAIL
    }

    /**
     * These caps, with others in place of them where those are set.
     *
     * @param own null for none
     * @param other null for none
     */
    public static @Nullable Budget over(@Nullable Budget own, @Nullable Budget other) {
        if (own == null || other == null) {
            return other == null ? own : other;
        }
        return new Budget(or(other.tokens, own.tokens), or(other.inputTokens, own.inputTokens),
                or(other.outputTokens, own.outputTokens), or(other.costUsd, own.costUsd), or(other.steps, own.steps),
                or(other.toolCalls, own.toolCalls), or(other.spawns, own.spawns), or(other.wallClock, own.wallClock),
                or(other.atCap, own.atCap), own.extras);
    }

    private static <T> @Nullable T or(@Nullable T one, @Nullable T other) {
        return one != null ? one : other;
    }

    /** Whether no cap is set. */
    public boolean isEmpty() {
        return equals(NONE);
    }
}
