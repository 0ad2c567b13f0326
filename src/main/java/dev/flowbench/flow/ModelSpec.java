package dev.flowbench.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model under the alias by which nodes name it. No key stands here, only where to find one.
 *
 * @param provider {@code openai}, {@code anthropic}, {@code gemini}, {@code openai-compatible}
 * @param model the provider's name of the model
 * @param baseUrl address of the provider where it is not the usual one
 * @param secret name of the secret that holds the key: an environment variable; null for the provider's usual one
 * @param temperature 0 to 2; null leaves it to the provider
 * @param reasoningEffort how much it may think; null leaves it to the provider
 * @param promptCache whether the provider is asked to keep instructions and tools for the next call, where it wants to be
 *     asked
 * @param fallback aliases to try in order when this model cannot answer
 */
public record ModelSpec(
        @Field(required = true) String provider,
        @Field(required = true) String model,
        @Nullable String baseUrl,
        @Nullable String secret,
        @Field(min = 0, max = 2) @Nullable Decimal temperature,
        @Nullable ReasoningEffort reasoningEffort,
        @Field(byDefault = "false") @Nullable Boolean promptCache,
        List<String> fallback,
        Extras extras) {
    /** The providers there are. */
    public static final List<String> PROVIDERS = List.of("openai", "anthropic", "gemini", "openai-compatible");

    public ModelSpec {
        fallback = List.copyOf(fallback);
    }

    public ModelSpec(String provider, String model) {
        this(provider, model, null, null, null, List.of(), Extras.NONE);
    }

    public ModelSpec(String provider, String model, @Nullable String baseUrl, @Nullable String secret,
            @Nullable Decimal temperature, List<String> fallback, Extras extras) {
        this(provider, model, baseUrl, secret, temperature, null, null, fallback, extras);
    }

    /** Whether instructions and tools are to be cached. */
    public boolean cachesPrompt() {
        return Boolean.TRUE.equals(promptCache);
    }

    /** The same model with other models to stand in for it. */
    public ModelSpec withFallback(List<String> aliases) {
        return new ModelSpec(provider, model, baseUrl, secret, temperature, reasoningEffort, promptCache, aliases,
                extras);
    }
}
