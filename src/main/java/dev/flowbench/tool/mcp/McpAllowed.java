package dev.flowbench.tool.mcp;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * What the user has allowed on this machine: of each server its exact command, and what it said of its tools. A file that
 * cannot be read allows nothing. For any thread; methods block.
 */
final class McpAllowed {
    private static final String CONSENT = "consent";
    private static final String FILES = "files";
    private static final String PIN = "says";
    private static final String SEEN = "seen";

    private final Path file;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();
    /** By server: a command that is allowed for as long as this program runs. */
    private final Map<String, String> forNow = new HashMap<>();

    McpAllowed(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Whether exactly this command was allowed for that server. */
    synchronized boolean allows(String server, String consent) {
        return consent.equals(forNow.get(server)) || read().path(server).path(CONSENT).asText().equals(consent);
    }

    /** Allows a command until this program ends. */
    synchronized void allowForNow(String server, String consent) {
        forNow.put(server, consent);
    }

    /**
     * Allows a command. What an earlier one said of its tools stays: the new one must say the same, or is asked about.
     *
     * @param files what the command's files hold, by path: kept to tell which is another one day
     */
    synchronized void allow(String server, String consent, Map<String, String> files) throws IOException {
        if (allows(server, consent)) {
            return;
        }
        ObjectNode all = read();
        ObjectNode one = all.get(server) instanceof ObjectNode there ? there : all.putObject(server);
        one.put(CONSENT, consent).put("at", clock.instant().toString());
        files.forEach(one.putObject(FILES)::put);
        McpFile.write(file, all);
    }

    /** What the files of the command that was last allowed held, by path; empty where that was not kept. */
    synchronized Map<String, String> files(String server) {
        var files = new HashMap<String, String>();
        read().path(server).path(FILES).properties().forEach(
                file -> files.put(file.getKey(), file.getValue().asText()));
        return files;
    }

    /** What the server said of its tools when that was kept; empty where nothing was. */
    synchronized Optional<Pin> pin(String server) {
        JsonNode kept = read().path(server).path(PIN);
        return kept.isObject() ? Optional.of(Pin.read(kept)) : Optional.empty();
    }

    /** The same if a person has seen it: then it may be shown to models. */
    synchronized Optional<Pin> seen(String server) {
        return read().path(server).path(SEEN).asBoolean(false) ? pin(server) : Optional.empty();
    }

    /** Keeps what a server says of its tools. */
    synchronized void pin(String server, Pin pin, boolean seen) throws IOException {
        ObjectNode all = read();
        ObjectNode one = all.get(server) instanceof ObjectNode there ? there : all.putObject(server);
        one.put(SEEN, seen).set(PIN, pin.json());
        McpFile.write(file, all);
    }

    synchronized void forget(String server) throws IOException {
        forNow.remove(server);
        ObjectNode all = read();
        if (all.remove(server) != null) {
            McpFile.write(file, all);
        }
    }

    private ObjectNode read() {
        try {
            JsonNode kept = Files.isRegularFile(file) ? json.readTree(Files.readAllBytes(file)) : null;
            if (kept instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            LoggerFactory.getLogger(McpAllowed.class).warn("What is allowed in {} is broken and counts as nothing: {}",
                    file, e.getOriginalMessage());
        } catch (IOException e) {
            LoggerFactory.getLogger(McpAllowed.class).warn("What is allowed in {} cannot be read and counts as nothing",
                    file, e);
        }
        return json.createObjectNode();
    }
}
