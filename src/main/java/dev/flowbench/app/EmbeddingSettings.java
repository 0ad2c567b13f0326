package dev.flowbench.app;

import dev.flowbench.model.Provider;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What tells the memory which texts mean the same.
 *
 * @param provider one of {@link #PROVIDERS}
 * @param model as the provider calls it; empty where the provider needs none
 * @param baseUrl null for the provider's usual address
 * @param secret name of the key's secret; null for the usual one
 */
public record EmbeddingSettings(String provider, String model, @Nullable String baseUrl, @Nullable String secret) {
    /** The optional part on this machine, where it has been added. */
    public static final String LOCAL = "local";
    /** No model: words alone. */
    public static final String WORDS = "words";
    /** What {@code provider} may be. */
    public static final List<String> PROVIDERS = List.of(Provider.OPENAI.id(), Provider.COMPATIBLE.id(), LOCAL, WORDS);

    /** Whether it is a server that is asked. */
    public boolean isRemote() {
        return provider.equals(Provider.OPENAI.id()) || provider.equals(Provider.COMPATIBLE.id());
    }

    /** Where the server is; empty for none, or one that cannot be asked. */
    public Optional<URI> address() {
        if (!isRemote() || model.isBlank()) {
            return Optional.empty();
        }
        @Nullable String base = baseUrl == null || baseUrl.isBlank()
                ? Provider.of(provider).flatMap(Provider::address).orElse(null)
                : baseUrl;
        try {
            return Optional.ofNullable(base).map(URI::create)
                    .filter(address -> address.getHost() != null
                            && List.of("http", "https").contains(address.getScheme()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Name of the secret that is sent; empty for none. */
    public Optional<String> key() {
        return Provider.secret(provider, baseUrl, secret);
    }
}
