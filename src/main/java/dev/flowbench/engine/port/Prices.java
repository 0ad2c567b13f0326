package dev.flowbench.engine.port;

import java.util.Optional;

/** What models cost. */
public interface Prices {
    /** Name and date of the table, kept in every run. */
    String table();

    /** The price of a model; empty where the table does not know it. */
    Optional<Price> price(String provider, String model);

    /**
     * Billionths of a US dollar for one million tokens.
     *
     * @param input tokens sent that no cache had
     * @param cacheRead tokens read from the provider's cache
     * @param cacheWrite tokens written to it
     * @param output tokens received
     */
    record Price(long input, long cacheRead, long cacheWrite, long output) {
        public static final Price FREE = new Price(0, 0, 0, 0);

        /** The dearest a token sent can be. */
        public long inputBound() {
            return Math.max(input, Math.max(cacheRead, cacheWrite));
        }
    }

    /** A table in which everything is free: for simulated and local models, and for tests. */
    static Prices free(String table) {
        return new Prices() {
            @Override
            public String table() {
                return table;
            }

            @Override
            public Optional<Price> price(String provider, String model) {
                return Optional.of(Price.FREE);
            }
        };
    }
}
