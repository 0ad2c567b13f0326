package dev.flowbench.model;

import java.util.Map;
import java.util.Optional;

/** Secrets in environment variables, each under its own name. */
public final class EnvironmentSecrets implements Secrets {
    private final Map<String, String> environment;

    /** Secrets in the environment of this process. */
    public EnvironmentSecrets() {
        this(System.getenv());
    }

    /** @param environment values by name */
    public EnvironmentSecrets(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Optional<String> get(String name) {
        // A line end that a shell or a file left behind is no part of a key.
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
