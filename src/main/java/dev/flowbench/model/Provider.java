package dev.flowbench.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The providers that a document may name, with what is usual for each. */
public enum Provider {
    OPENAI("openai", "https://api.openai.com/v1", "OPENAI_API_KEY"),
    ANTHROPIC("anthropic", "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY"),
    GEMINI("gemini", "https://generativelanguage.googleapis.com/v1beta", "GEMINI_API_KEY"),
    /** Any server that speaks as OpenAI does: Ollama, vLLM, LM Studio, llama.cpp, OpenRouter, Azure. */
    COMPATIBLE("openai-compatible", null, null);

    private final String id;
    private final @Nullable String address;
    private final @Nullable String secret;

    Provider(String id, @Nullable String address, @Nullable String secret) {
        this.id = id;
        this.address = address;
        this.secret = secret;
    }

    /** The provider that a document calls so; empty for a word that is none. */
    public static Optional<Provider> of(String id) {
        return Arrays.stream(values()).filter(provider -> provider.id.equals(id)).findFirst();
    }

    /** What documents call them. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Provider::id).toList();
    }

    /** What documents call it: {@code openai}. */
    public String id() {
        return id;
    }

    /** Its usual address; empty where a document must give one. */
    public Optional<String> address() {
        return Optional.ofNullable(address);
    }

    /** Name of the secret that holds its key where a document names none; empty for no key. */
    public Optional<String> secret() {
        return Optional.ofNullable(secret);
    }
}
