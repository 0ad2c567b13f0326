package dev.flowbench.model.simulated;

import java.time.Duration;

/**
 * How fast the simulated model answers.
 *
 * @param firstTokenMin shortest wait for the first token
 * @param firstTokenMax longest wait for it; not below {@code firstTokenMin}
 * @param tokensPerSecond how fast the text flows after that; above 0
 * @param factor multiplies every wait; 0 waits for nothing
 */
public record Pace(Duration firstTokenMin, Duration firstTokenMax, double tokensPerSecond, double factor) {
    /** Like a quick model: a person can watch the text arrive. */
    public static final Pace WATCHABLE = new Pace(Duration.ofMillis(300), Duration.ofMillis(900), 80, 1);
    /** No waits: for the command line and for tests. */
    public static final Pace INSTANT = WATCHABLE.times(0);

    /** @throws IllegalArgumentException if a wait is negative or a speed makes no sense */
    public Pace {
        if (firstTokenMin.isNegative() || firstTokenMax.compareTo(firstTokenMin) < 0 || !(tokensPerSecond > 0)
                || !(factor >= 0)) {
            throw new IllegalArgumentException("not a pace: " + firstTokenMin + ", " + firstTokenMax + ", "
                    + tokensPerSecond + " tokens/s, factor " + factor);
        }
    }

    /** The same pace with its factor multiplied. */
    public Pace times(double by) {
        return new Pace(firstTokenMin, firstTokenMax, tokensPerSecond, factor * by);
    }

    boolean waits() { return factor > 0; }

    Duration firstToken(double chance) {
        long min = firstTokenMin.toMillis();
        return Duration.ofMillis(min + (long) (chance * (firstTokenMax.toMillis() - min)));
    }

    Duration forTokens(double tokens) { return scaled(tokens / tokensPerSecond * 1e9); }

    Duration scaled(Duration wait) { return scaled((double) wait.toNanos()); }

    private Duration scaled(double nanos) { return Duration.ofNanos((long) (nanos * factor)); }
}
