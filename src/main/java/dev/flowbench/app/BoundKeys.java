package dev.flowbench.app;

import dev.flowbench.model.Secrets;
import dev.flowbench.net.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keys with the hosts they may be sent to: those of the known providers to them, any other to the first it is used for. */
final class BoundKeys implements dev.flowbench.net.Secrets {
    private static final String GOOGLE = "generativelanguage.googleapis.com";
    private static final Map<String, String> KNOWN = Map.of("OPENAI_API_KEY", "api.openai.com", "ANTHROPIC_API_KEY",
            "api.anthropic.com", "GEMINI_API_KEY", GOOGLE, "GOOGLE_API_KEY", GOOGLE);

    private final Secrets keys;
    private final Map<String, String> places = new ConcurrentHashMap<>(KNOWN);

    BoundKeys(Secrets keys) {
        this.keys = keys;
    }

    @Override
    public Optional<Secret> find(String name) {
        return keys.get(name).map(value -> new Secret(name, value,
                places.containsKey(name) ? Set.of(places.get(name)) : Set.of()));
    }

    @Override
    public boolean bindFirst(String name, String place) {
        return places.computeIfAbsent(name, _ -> place).equals(place);
    }
}
