package dev.flowbench.engine.event;

/**
 * What something costs, in every measure a budget knows.
 *
 * @param inputTokens tokens sent, cached ones included
 * @param outputTokens tokens received, reasoning included
 * @param nanoUsd billionths of a US dollar, rounded up per call
 * @param steps leaf visits, model turns and tool calls
 * @param toolCalls calls of tools
 * @param spawns workers started
 * @param priced whether the price table knew the model; if not, {@code nanoUsd} is no more than what is known
 */
public record Amount(
        long inputTokens, long outputTokens, long nanoUsd, int steps, int toolCalls, int spawns, boolean priced) {
    public static final Amount ZERO = new Amount(0, 0, 0, 0, 0, 0, true);
    /** One step and nothing else. */
    public static final Amount STEP = new Amount(0, 0, 0, 1, 0, 0, true);
    /** One worker started and nothing else. */
    public static final Amount SPAWN = new Amount(0, 0, 0, 0, 0, 1, true);

    public long tokens() {
        return sum(inputTokens, outputTokens);
    }

    /** A sum that stays at the largest number, so that nonsense from a provider never turns into room. */
    public static long sum(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) >= 0 ? sum : a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    public Amount plus(Amount other) {
        return new Amount(sum(inputTokens, other.inputTokens), sum(outputTokens, other.outputTokens),
                sum(nanoUsd, other.nanoUsd), steps + other.steps, toolCalls + other.toolCalls, spawns + other.spawns,
                priced && other.priced);
    }

    public Amount minus(Amount other) {
        return new Amount(inputTokens - other.inputTokens, outputTokens - other.outputTokens, nanoUsd - other.nanoUsd,
                steps - other.steps, toolCalls - other.toolCalls, spawns - other.spawns, priced && other.priced);
    }
}
