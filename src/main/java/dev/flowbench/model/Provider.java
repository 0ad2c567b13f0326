package dev.flowbench.model;

import dev.flowbench.engine.port.ModelException;
import dev.flowbench.model.anthropic.Anthropic;
import dev.flowbench.model.gemini.Gemini;
import dev.flowbench.model.openai.OpenAi;
import dev.flowbench.model.wire.Dialect;
import dev.flowbench.model.wire.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The providers that a document may name, with what is usual for each. */
public enum Provider {
    OPENAI(OpenAi.ITSELF),
    ANTHROPIC(new Anthropic()),
    GEMINI(new Gemini()),
    /** Any server that speaks as OpenAI does: Ollama, vLLM, LM Studio, llama.cpp, OpenRouter, Azure. */
    COMPATIBLE(OpenAi.COMPATIBLE);

    private final Dialect dialect;

    Provider(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The provider that a document calls so; empty for a word that is none. */
    public static Optional<Provider> of(String id) {
        return Arrays.stream(values()).filter(provider -> provider.id().equals(id)).findFirst();
    }

    /** What documents call them. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Provider::id).toList();
    }

    /** What documents call it: {@code openai}. */
    public String id() { return dialect.provider(); }

    /** Its usual address; empty where a document must give one. */
    public Optional<String> address() {
        return target(null, null).map(Target::base);
    }

    /** Name of the secret that holds its key where a document names none; empty for no key. */
    public Optional<String> secret() {
        return target(null, null).map(Target::secret).filter(name -> !name.isEmpty());
    }

    /**
     * Name of the secret that a model is asked with.
     *
     * @param provider as a document calls it
     * @param baseUrl null for the provider's usual address
     * @param secret what the document names; null for the usual one
     * @return empty where none is sent, the provider is not known or the address cannot be used
     */
    public static Optional<String> secret(String provider, @Nullable String baseUrl, @Nullable String secret) {
        return of(provider).flatMap(known -> known.target(baseUrl, secret)).map(Target::secret)
                .filter(name -> !name.isEmpty());
    }

    private Optional<Target> target(@Nullable String baseUrl, @Nullable String secret) {
        try {
            return Optional.of(dialect.target(new Target.Wish("", baseUrl, secret)));
        } catch (ModelException _) {
            return Optional.empty();
        }
    }

    Dialect dialect() { return dialect; }
}
