package dev.flowbench.app;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.tool.Grants;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the user decided for the whole program: one small JSON file. A file that cannot be read counts as empty and is left
 * as it is until something is set; keys of a newer version are kept. For any thread.
 */
public final class Settings {
    /** Light, dark, or as the system is. */
    public enum Theme {
        SYSTEM,
        LIGHT,
        DARK
    }

    private static final String THEME = "theme";
    private static final String FOLDERS = "folders";

    private final Path file;
    private final ObjectMapper json = new ObjectMapper();

    /** @param file where they are kept; need not be there */
    public Settings(Path file) {
        this.file = file;
    }

    /** Light or dark; as the system is where nothing else is set. */
    public Theme theme() {
        try {
            return Theme.valueOf(read().path(THEME).asText(Theme.SYSTEM.name()).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            return Theme.SYSTEM;
        }
    }

    /**
     * Sets light or dark. Blocks for a moment.
     *
     * @throws IOException if the file cannot be written
     */
    public void theme(Theme theme) throws IOException {
        put(THEME, theme.name().toLowerCase(Locale.ROOT));
    }

    /**
     * The folders that the user grants to workflows, by the name that documents use. A name that is none and a path that is
     * none are left out.
     */
    public Map<String, Path> folders() {
        var folders = new TreeMap<String, Path>();
        read().path(FOLDERS).properties().forEach(entry -> {
            try {
                if (Grants.isName(entry.getKey()) && entry.getValue().isTextual()) {
                    folders.put(entry.getKey(), Path.of(entry.getValue().textValue()));
                    return;
                }
            } catch (InvalidPathException _) {
                // Said below.
            }
            log().warn("The folder {} in {} is not granted: a name and a path are needed", entry, file);
        });
        return folders;
    }

    private synchronized ObjectNode read() {
        try {
            JsonNode kept = Files.isRegularFile(file)
                    ? json.readTree(Files.readAllBytes(file))
                    : json.createObjectNode();
            return kept instanceof ObjectNode object ? object : json.createObjectNode();
        } catch (JacksonException e) {
            log().warn("The settings in {} are broken and count as empty: {}", file, e.getOriginalMessage());
        } catch (IOException e) {
            log().warn("The settings in {} cannot be read and count as empty", file, e);
        }
        return json.createObjectNode();
    }

    private synchronized void put(String key, String value) throws IOException {
        ObjectNode all = read().put(key, value);
        WholeFile.write(file, (all.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Made when needed: loading the log costs a tenth of a second at the start. */
    private static Logger log() {
        return LoggerFactory.getLogger(Settings.class);
    }
}
