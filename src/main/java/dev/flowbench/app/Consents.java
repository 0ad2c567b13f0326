package dev.flowbench.app;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * Which contents may run live on this machine: a small file of the user's, outside every document. What it does not name is
 * restricted. For any thread; methods block.
 */
public final class Consents {
    /** How a content came to be trusted. */
    public enum Standing {
        /** Written here. Its author goes on changing it without being asked. */
        OWN,
        /** The user has read what it can do, and agreed. Any change is asked about again. */
        APPROVED,
        /** Nobody has agreed to it here. */
        RESTRICTED
    }

    private static final String HOW = "how";

    private final Path file;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();

    Consents(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** How a content stands. A file that cannot be read trusts nothing. */
    public synchronized Standing of(String hash) {
        return switch (read().path(hash).path(HOW).asText()) {
            case "own" -> Standing.OWN;
            case "approved" -> Standing.APPROVED;
            default -> Standing.RESTRICTED;
        };
    }

    /**
     * Notes that a content may run live. One that is the user's own stays so.
     *
     * @param how not {@link Standing#RESTRICTED}
     * @param name of the workflow, for who reads the file
     * @throws IOException if it cannot be kept
     */
    synchronized void keep(String hash, Standing how, String name) throws IOException {
        if (of(hash) == Standing.OWN || of(hash) == how) {
            return;
        }
        WholeFile.exclusively(file, () -> {
            ObjectNode all = read();
            all.putObject(hash).put(HOW, how.name().toLowerCase(Locale.ROOT)).put("name", name)
                    .put("at", clock.instant().toString());
            WholeFile.write(file, (all.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
            return all;
        });
    }

    private ObjectNode read() {
        try {
            JsonNode kept = Files.isRegularFile(file) ? json.readTree(Files.readAllBytes(file)) : null;
            if (kept instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            LoggerFactory.getLogger(Consents.class).warn("The consents in {} are broken and count as none: {}", file,
                    e.getOriginalMessage());
        } catch (IOException e) {
            LoggerFactory.getLogger(Consents.class).warn("The consents in {} cannot be read and count as none", file,
                    e);
        }
        return json.createObjectNode();
    }
}
