package dev.flowbench.model.gateway;

/**
 * How much may go to one provider with one key.
 *
 * @param concurrent calls at once, from 1; {@link Integer#MAX_VALUE} for any number
 * @param perMinute calls begun in a minute, from 1; {@link Integer#MAX_VALUE} for any number
 */
public record Limit(int concurrent, int perMinute) {
    /** No limit. */
    public static final Limit NONE = new Limit(Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** @throws IllegalArgumentException if a number is below 1 */
    public Limit {
        if (concurrent < 1 || perMinute < 1) throw new IllegalArgumentException(Texts.text("limit.bad"));
    }
}
