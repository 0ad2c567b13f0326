package dev.flowbench.model;

import dev.flowbench.net.Secret;
import dev.flowbench.net.Secrets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keys for tests: bound to nothing, and then to whatever they are used for first. */
public record TestKeys(Map<String, String> keys) implements Secrets {
    @Override
    public Optional<Secret> find(String name) {
        return Optional.ofNullable(keys.get(name)).map(value -> new Secret(name, value, Set.of()));
    }

    @Override
    public boolean bindFirst(String name, String place) { return true; }
}
