package dev.flowbench.engine;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Decimal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What a budget can cap, but the time: each a measure of an amount. */
enum Cap {
    TOKENS("tokens", Amount::tokens, Budget::tokens),
    INPUT_TOKENS("inputTokens", Amount::inputTokens, Budget::inputTokens),
    OUTPUT_TOKENS("outputTokens", Amount::outputTokens, Budget::outputTokens),
    COST("costUsd", Amount::nanoUsd, budget -> nano(budget.costUsd())),
    STEPS("steps", Amount::steps, Budget::steps),
    TOOL_CALLS("toolCalls", Amount::toolCalls, Budget::toolCalls),
    SPAWNS("spawns", Amount::spawns, Budget::spawns);

    static final long NONE = Long.MAX_VALUE;
    static final Cap[] ALL = values();

    private final String field;
    private final ToLongFunction<Amount> measure;
    private final Function<Budget, @Nullable Long> limit;

    Cap(String field, ToLongFunction<Amount> measure, Function<Budget, @Nullable Long> limit) {
        this.field = field;
        this.measure = measure;
        this.limit = limit;
    }

    /** The budget's field. */
    String field() {
        return field;
    }

    long of(Amount amount) {
        return measure.applyAsLong(amount);
    }

    /** The cap, or {@link #NONE}. */
    long limit(Budget budget) {
        @Nullable Long value = limit.apply(budget);
        return value == null ? NONE : value;
    }

    /** A value of this measure, for people. */
    String show(long value) {
        return this == COST ? BigDecimal.valueOf(value, 9).stripTrailingZeros().toPlainString() : Long.toString(value);
    }

    /** Billionths of a dollar, rounded down so that a cap is never passed; a cap beyond all counting is the largest. */
    private static @Nullable Long nano(@Nullable Decimal usd) {
        return usd == null
                ? null
                : usd.value().movePointRight(9).setScale(0, RoundingMode.DOWN).min(BigDecimal.valueOf(NONE - 1))
                        .longValueExact();
    }
}
