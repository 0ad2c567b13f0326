package dev.flowbench.net;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A secret and where it may go. Its text form shows no value.
 *
 * @param name as documents name it: {@code OPENAI_API_KEY}
 * @param value what must not be seen. Only the room {@code net}, and who starts a program that the user granted it to, may
 *     read it
 * @param places where it may be sent: {@code api.openai.com} for https at its usual port, else with a port,
 *     {@code localhost:8080}; empty for one that is bound to nothing yet
 */
public record Secret(String name, String value, Set<String> places) {
    public Secret {
        places = Set.copyOf(places);
    }

    /**
     * Reads a place as people write it: {@code api.example.com}, {@code api.example.com:8443}, or a whole address. Empty for
     * anything else: a place is one host, never a pattern.
     */
    public static Optional<String> place(String text) {
        String bare = text.strip();
        return LocalServer.url(bare, "https").map(Places::of);
    }

    /** Whether it may be sent there. */
    public boolean isBoundTo(String place) {
        return places.contains(place.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() { return "Secret[" + name + " for " + places + "]"; }
}
