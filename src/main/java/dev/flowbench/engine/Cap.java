package dev.flowbench.engine;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.flow.Budget;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** What a budget can cap, but the time: each a measure of an amount. */
enum Cap {
    TOKENS("tokens") {
        @Override
        long of(Amount a) {
            return a.tokens();
        }

        @Override
        long limit(Budget b) {
            return orNone(b.tokens());
        }
    },
    INPUT_TOKENS("inputTokens") {
        @Override
        long of(Amount a) {
            return a.inputTokens();
        }

        @Override
        long limit(Budget b) {
            return orNone(b.inputTokens());
        }
    },
    OUTPUT_TOKENS("outputTokens") {
        @Override
        long of(Amount a) {
            return a.outputTokens();
        }

        @Override
        long limit(Budget b) {
            return orNone(b.outputTokens());
        }
    },
    COST("costUsd") {
        @Override
        long of(Amount a) {
            return a.nanoUsd();
        }

        @Override
        long limit(Budget b) {
            return b.costUsd() == null
                    ? NONE
                    : b.costUsd().value().movePointRight(9).setScale(0, RoundingMode.DOWN)
                            .min(BigDecimal.valueOf(NONE - 1)).longValueExact();
        }

        @Override
        String show(long value) {
            return BigDecimal.valueOf(value, 9).stripTrailingZeros().toPlainString();
        }
    },
    STEPS("steps") {
        @Override
        long of(Amount a) {
            return a.steps();
        }

        @Override
        long limit(Budget b) {
            return orNone(b.steps());
        }
    },
    TOOL_CALLS("toolCalls") {
        @Override
        long of(Amount a) {
            return a.toolCalls();
        }

        @Override
        long limit(Budget b) {
            return orNone(b.toolCalls());
        }
    },
    SPAWNS("spawns") {
        @Override
        long of(Amount a) {
            return a.spawns();
        }

        @Override
        long limit(Budget b) {
            return orNone(b.spawns());
        }
    };

    static final long NONE = Long.MAX_VALUE;
    static final Cap[] ALL = values();

    private final String field;

    Cap(String field) {
        this.field = field;
    }

    /** The budget's field. */
    String field() {
        return field;
    }

    abstract long of(Amount amount);

    /** The cap, or {@link #NONE}. */
    abstract long limit(Budget budget);

    /** A value of this measure, for people. */
    String show(long value) {
        return Long.toString(value);
    }

    private static long orNone(@Nullable Long value) {
        return value == null ? NONE : value;
    }
}
