package dev.flowbench.secret;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which secrets there are, where each is kept and where it may be sent: everything but the values, in a file of the user's
 * folder. Read anew each time, as another process may have changed it.
 */
final class Register {
    private static final String SECRETS = "secrets";
    private static final String KEPT = "kept";
    private static final String HOSTS = "hosts";

    private final PrivateFile file;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * What is known of a secret.
     *
     * @param kept where it was put by this program; null for nowhere
     * @param places where its user lets it go
     */
    record Entry(@Nullable Keep kept, Set<String> places) {
        static final Entry NONE = new Entry(null, Set.of());

        Entry {
            places = Set.copyOf(places);
        }

        Entry at(@Nullable Keep other) { return new Entry(other, places); }

        Entry to(String place) {
            var more = new TreeSet<>(places);
            more.add(place);
            return new Entry(kept, more);
        }

        Entry without(String place) {
            var fewer = new TreeSet<>(places);
            fewer.remove(place);
            return new Entry(kept, fewer);
        }

        boolean isNothing() { return kept == null && places.isEmpty(); }
    }

    Register(PrivateFile file) {
        this.file = file;
    }

    Entry entry(String name) throws IOException { return all().getOrDefault(name, Entry.NONE); }

    /** @throws IOException if it cannot be read: then nothing is known to be allowed */
    synchronized Map<String, Entry> all() throws IOException {
        var all = new TreeMap<String, Entry>();
        root().path(SECRETS).properties().forEach(entry -> all.put(entry.getKey(), entry(entry.getValue())));
        return all;
    }

    /** Changes what is known of a secret, and says what is known then. */
    synchronized Entry change(String name, UnaryOperator<Entry> change) throws IOException {
        return file.exclusively(_ -> {
            ObjectNode root = root();
            ObjectNode secrets = root.path(SECRETS) instanceof ObjectNode there ? there : root.putObject(SECRETS);
            Entry before = entry(secrets.path(name));
            Entry after = change.apply(before);
            if (after.equals(before)) return after;
            if (after.isNothing()) {
                secrets.remove(name);
            } else {
                ObjectNode kept = secrets.path(name) instanceof ObjectNode there ? there : secrets.putObject(name);
                kept.remove(KEPT);
                if (after.kept() != null) kept.put(KEPT, after.kept().name().toLowerCase(Locale.ROOT));
                ArrayNode hosts = kept.putArray(HOSTS);
                new TreeSet<>(after.places()).forEach(hosts::add);
            }
            file.write((root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
            return after;
        });
    }

    private ObjectNode root() throws IOException {
        if (!file.isThere()) return json.createObjectNode();
        try {
            if (json.readTree(file.read()) instanceof ObjectNode root) return root;
        } catch (JacksonException _) {
            // Said below.
        }
        throw new IOException(SecretTexts.text("register.broken", file.path()));
    }

    private static Entry entry(JsonNode kept) {
        var places = new TreeSet<String>();
        kept.path(HOSTS).forEach(host -> places.add(host.asText()));
        return new Entry(keep(kept.path(KEPT).asText()).orElse(null), places);
    }

    private static Optional<Keep> keep(String word) {
        return switch (word) {
            case "keychain" -> Optional.of(Keep.KEYCHAIN);
            case "file" -> Optional.of(Keep.FILE);
            default -> Optional.empty();
        };
    }
}
