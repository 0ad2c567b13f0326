package dev.flowbench.engine.port;

import dev.flowbench.engine.event.ModelRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What models cost. */
public interface Prices {
    /** Name and date of the table, kept in every run. */
    String table();

    /** The whole table as JSON, kept with every run so that it goes on under the same prices; empty for none. */
    default String json() {
        return "";
    }

    /** The price of a model; empty where the table does not know it. */
    Optional<Price> price(String provider, String model);

    /** The price of a request: nothing for a server on this machine, else that of its model. */
    default Optional<Price> price(ModelRequest request) {
        return price(request.provider(), request.model(), request.baseUrl());
    }

    /**
     * The price of a model at an address, as {@link #price(ModelRequest)}.
     *
     * @param baseUrl address of the server; null for the provider's usual one
     */
    default Optional<Price> price(String provider, String model, @Nullable String baseUrl) {
        return onThisMachine(baseUrl) ? Optional.of(Price.FREE) : price(provider, model);
    }

    private static boolean onThisMachine(@Nullable String baseUrl) {
        if (baseUrl == null) {
            return false;
        }
        try {
            @Nullable String host = new URI(baseUrl).getHost();
            // By its name alone: an address is not looked up before the call itself does.
            return host != null && (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]"));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /**
     * Billionths of a US dollar for one million tokens.
     *
     * @param input tokens sent that no cache had
     * @param cacheRead tokens read from the provider's cache
     * @param cacheWrite tokens written to it
     * @param output tokens received that are no reasoning
     * @param reasoning tokens of reasoning
     * @param tiers what holds instead for requests with more input, by rising amounts; empty for nothing else
     */
    record Price(long input, long cacheRead, long cacheWrite, long output, long reasoning, List<Tier> tiers) {
        public static final Price FREE = new Price(0, 0, 0, 0);

        public Price {
            tiers = List.copyOf(tiers);
        }

        public Price(long input, long cacheRead, long cacheWrite, long output, long reasoning) {
            this(input, cacheRead, cacheWrite, output, reasoning, List.of());
        }

        /** Reasoning costs what other output costs, as it mostly does. */
        public Price(long input, long cacheRead, long cacheWrite, long output) {
            this(input, cacheRead, cacheWrite, output, output);
        }

        /** What every token of a request with so much input costs, that of caches included. */
        public Price at(long inputTokens) {
            Price now = this;
            for (Tier tier : tiers) {
                if (inputTokens > tier.above()) {
                    now = tier.price();
                }
            }
            return now;
        }

        /** What a request can cost that has so much input at most: tiers that it cannot reach are left out. */
        public Price upTo(long inputTokens) {
            return tiers.isEmpty() || inputTokens > tiers.getLast().above()
                    ? this
                    : new Price(input, cacheRead, cacheWrite, output, reasoning,
                            tiers.stream().filter(tier -> inputTokens > tier.above()).toList());
        }

        /** The dearest a token received can be, in any tier. */
        public long outputBound() {
            return tiers.stream().mapToLong(tier -> tier.price().outputBound()).reduce(Math.max(output, reasoning),
                    Math::max);
        }

        /** The dearest a token sent can be, in any tier. */
        public long inputBound() {
            return tiers.stream().mapToLong(tier -> tier.price().inputBound())
                    .reduce(Math.max(input, Math.max(cacheRead, cacheWrite)), Math::max);
        }
    }

    /**
     * What holds for long requests.
     *
     * @param above it holds for requests with more input tokens than these
     * @param price what all their tokens cost; without tiers of its own
     */
    record Tier(long above, Price price) {}

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
