package dev.flowbench.check;

import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Budget;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How much something can use at most.
 *
 * @param most by measure; {@link #OPEN} where no cap bounds it
 * @param open ids of the nodes because of which a measure is not bounded
 * @param rate the dearest token in it: billionths of a US dollar for one million; {@link #OPEN} where a price is not known
 * @param tries the most calls that one step in it can make: a cap on steps counts no second tries
 */
public record Worst(Map<Measure, Long> most, Map<Measure, Set<String>> open, long rate, long tries) {
    /** More than any cap. */
    public static final long OPEN = Long.MAX_VALUE;
    static final Worst NOTHING = new Worst(Map.of(), Map.of(), 0, 1);
    private static final long MILLION = 1_000_000;

    /** What is counted. */
    public enum Measure {
        CALLS,
        TOOL_CALLS,
        /** Sent and received together. */
        TOKENS,
        /** Billionths of a US dollar. */
        COST,
        /** Active milliseconds. */
        TIME
    }

    public Worst {
        most = Collections.unmodifiableMap(new EnumMap<>(filled(most)));
        var sets = new EnumMap<Measure, Set<String>>(Measure.class);
        open.forEach((measure, nodes) -> sets.put(measure, Collections.unmodifiableSet(new TreeSet<>(nodes))));
        open = Collections.unmodifiableMap(sets);
    }

    private static Map<Measure, Long> filled(Map<Measure, Long> most) {
        var all = new EnumMap<Measure, Long>(Measure.class);
        for (Measure measure : Measure.values()) {
            all.put(measure, most.getOrDefault(measure, 0L));
        }
        return all;
    }

    /** So much at most; {@link #OPEN} for no bound. */
    public long of(Measure measure) {
        return most.getOrDefault(measure, 0L);
    }

    static Worst calls(long calls, long input, long output, Optional<Prices.Price> price, @Nullable Duration timeout,
            String node) {
        long rate = price.map(known -> Math.max(known.inputBound(), known.outputBound())).orElse(OPEN);
        long cost = price.map(known -> times(calls, input == OPEN && known.inputBound() > 0
                ? OPEN
                : plus(dollars(input == OPEN ? 0 : input, known.inputBound()), dollars(output, known.outputBound()))))
                .orElse(OPEN);
        return made(Map.of(Measure.CALLS, calls, Measure.TOKENS, times(calls, plus(input, output)), Measure.COST, cost,
                Measure.TIME, timeout == null ? OPEN : timeout.toMillis()), rate, calls, node);
    }

    static Worst tool(long tries, Duration limit) {
        return made(Map.of(Measure.TOOL_CALLS, tries, Measure.TIME, times(tries, limit.toMillis())), 0, tries, "");
    }

    /** Calls of tools whose time is not known. */
    static Worst tools(long calls, long tries, String node) {
        return made(Map.of(Measure.TOOL_CALLS, times(calls, tries), Measure.TIME, calls == 0 ? 0 : OPEN), 0, tries,
                node);
    }

    /** Nothing is known of it. */
    static Worst open(String node) {
        var all = new EnumMap<Measure, Long>(Measure.class);
        for (Measure measure : Measure.values()) {
            all.put(measure, OPEN);
        }
        return made(all, OPEN, OPEN, node);
    }

    private static Worst made(Map<Measure, Long> most, long rate, long tries, String node) {
        var open = new EnumMap<Measure, Set<String>>(Measure.class);
        most.forEach((measure, value) -> {
            if (value == OPEN) {
                open.put(measure, Set.of(node));
            }
        });
        return new Worst(most, open, rate, tries);
    }

    Worst plus(Worst other) {
        return with(other, Worst::plus);
    }

    /** Whichever of the two takes more. */
    Worst or(Worst other) {
        return with(other, Math::max);
    }

    private Worst with(Worst other, java.util.function.LongBinaryOperator how) {
        var sum = new EnumMap<Measure, Long>(Measure.class);
        var all = new EnumMap<Measure, Set<String>>(Measure.class);
        for (Measure measure : Measure.values()) {
            sum.put(measure, how.applyAsLong(of(measure), other.of(measure)));
            var nodes = new TreeSet<>(open.getOrDefault(measure, Set.of()));
            nodes.addAll(other.open.getOrDefault(measure, Set.of()));
            if (!nodes.isEmpty()) {
                all.put(measure, nodes);
            }
        }
        return new Worst(sum, all, Math.max(rate, other.rate), Math.max(tries, other.tries));
    }

    /** So often one after the other. */
    Worst times(long count) {
        var product = new EnumMap<Measure, Long>(Measure.class);
        most.forEach((measure, value) -> product.put(measure, times(count, value)));
        return new Worst(product, open, rate, tries);
    }

    /** So often, some at once. */
    Worst beside(long count, long atOnce) {
        var product = new EnumMap<>(times(count).most);
        product.put(Measure.TIME, times((count + atOnce - 1) / Math.max(1, atOnce), of(Measure.TIME)));
        return new Worst(product, open, rate, tries);
    }

    /** No more than the caps allow. */
    Worst capped(@Nullable Budget budget, @Nullable Duration time) {
        Worst capped = this;
        if (budget != null) {
            long tokens = budget.tokens() != null
                    ? budget.tokens()
                    : plus(or(budget.inputTokens()), or(budget.outputTokens()));
            capped = capped.at(Measure.TOKENS, tokens).at(Measure.CALLS, times(or(budget.steps()), tries))
                    .at(Measure.TOOL_CALLS, times(Math.min(or(budget.steps()), or(budget.toolCalls())), tries));
            if (tokens != OPEN && rate != OPEN) {
                capped = capped.at(Measure.COST, dollars(tokens, rate));
            }
            if (budget.costUsd() != null) {
                capped = capped.at(Measure.COST, budget.costUsd().value().movePointRight(9)
                        .min(BigDecimal.valueOf(OPEN - 1)).longValue());
            }
            if (budget.wallClock() != null) {
                capped = capped.at(Measure.TIME, budget.wallClock().toMillis());
            }
        }
        return time == null ? capped : capped.at(Measure.TIME, time.toMillis());
    }

    private Worst at(Measure measure, long cap) {
        if (cap == OPEN) {
            return this;
        }
        var least = new EnumMap<>(most);
        least.put(measure, Math.min(of(measure), cap));
        var named = new EnumMap<Measure, Set<String>>(Measure.class);
        named.putAll(open);
        named.remove(measure);
        return new Worst(least, named, rate, tries);
    }

    private static long or(@Nullable Long cap) {
        return cap == null ? OPEN : cap;
    }

    private static long dollars(long tokens, long rate) {
        return BigDecimal.valueOf(tokens).multiply(BigDecimal.valueOf(rate))
                .divide(BigDecimal.valueOf(MILLION), java.math.RoundingMode.CEILING)
                .min(BigDecimal.valueOf(OPEN - 1)).longValue();
    }

    private static long plus(long a, long b) {
        return a > OPEN - b ? OPEN : a + b;
    }

    private static long times(long a, long b) {
        if (a == 0 || b == 0) {
            return 0;
        }
        return a > OPEN / b ? OPEN : a * b;
    }
}
