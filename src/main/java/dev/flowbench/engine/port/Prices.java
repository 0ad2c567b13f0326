package dev.flowbench.engine.port;

import dev.flowbench.engine.event.ModelRequest;
import java.net.URI;
import java.net.URISyntaxException;
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
     */
    record Price(long input, long cacheRead, long cacheWrite, long output, long reasoning) {
        public static final Price FREE = new Price(0, 0, 0, 0);

        /** Reasoning costs what other output costs, as it mostly does. */
        public Price(long input, long cacheRead, long cacheWrite, long output) {
            this(input, cacheRead, cacheWrite, output, output);
        }

        /** The dearest a token received can be. */
        public long outputBound() {
            return Math.max(output, reasoning);
        }

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
