package dev.flowbench.app;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.model.gateway.Limit;
import dev.flowbench.net.LocalServer;
import dev.flowbench.tool.Grants;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
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
    private static final String LIMITS = "limits";
    private static final String CONCURRENT = "concurrent";
    private static final String PER_MINUTE = "perMinute";
    private static final String LOCAL_SERVERS = "localServers";
    private static final String EMBEDDINGS = "embeddings";
    private static final String PROVIDER = "provider";
    private static final String MODEL = "model";
    private static final String BASE_URL = "baseUrl";
    private static final String SECRET = "secret";

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

    /**
     * Grants a folder to workflows; one that had the name before is not granted any more. Blocks for a moment.
     *
     * @param name as documents name it, see {@link Grants#isName}
     * @throws IllegalArgumentException if it is no such name
     * @throws IOException if the file cannot be written
     */
    public synchronized void grant(String name, Path folder) throws IOException {
        if (!Grants.isName(name)) {
            throw new IllegalArgumentException(name);
        }
        change(all -> all.withObjectProperty(FOLDERS).put(name, folder.toString()) != null);
    }

    /**
     * Takes a folder back from workflows.
     *
     * @return false if none of that name was granted
     * @throws IOException if the file cannot be written
     */
    public synchronized boolean revoke(String name) throws IOException {
        return change(all -> all.path(FOLDERS) instanceof ObjectNode folders && folders.remove(name) != null);
    }

    /**
     * The servers on this machine and in the private network that workflows may reach. What names none is left out.
     */
    public Set<LocalServer> localServers() {
        var servers = new LinkedHashSet<LocalServer>();
        for (JsonNode entry : read().path(LOCAL_SERVERS)) {
            LocalServer.of(entry.asText("")).ifPresentOrElse(servers::add,
                    () -> log().warn("The local server {} in {} is not allowed: a host and a port are needed", entry,
                            file));
        }
        return servers;
    }

    /**
     * Lets workflows reach a server that is not public.
     *
     * @return false if they may already
     * @throws IOException if the file cannot be written
     */
    public synchronized boolean allow(LocalServer server) throws IOException {
        return change(all -> {
            Set<LocalServer> servers = localServers();
            return servers.add(server) && put(all, servers);
        });
    }

    /**
     * Takes back that workflows may reach a server; what is under way is not cut off.
     *
     * @return false if they may not anyway
     * @throws IOException if the file cannot be written
     */
    public synchronized boolean forbid(LocalServer server) throws IOException {
        return change(all -> {
            Set<LocalServer> servers = localServers();
            return servers.remove(server) && put(all, servers);
        });
    }

    private static boolean put(ObjectNode all, Set<LocalServer> servers) {
        ArrayNode list = all.putArray(LOCAL_SERVERS);
        servers.forEach(server -> list.add(server.toString()));
        return true;
    }

    /** How much may go to a provider with one key. What is no limit counts as none. */
    public Limit limit(String provider) {
        JsonNode limit = read().path(LIMITS).path(provider);
        return new Limit(number(limit.path(CONCURRENT)), number(limit.path(PER_MINUTE)));
    }

    private static int number(JsonNode most) {
        return isNumber(most) ? most.intValue() : Integer.MAX_VALUE;
    }

    private static boolean isNumber(JsonNode most) {
        return most.isNumber() && most.canConvertToInt() && most.intValue() >= 1;
    }

    /** The providers that have limits. */
    public Map<String, Limit> limits() {
        var limits = new TreeMap<String, Limit>();
        read().path(LIMITS).fieldNames().forEachRemaining(provider -> limits.put(provider, limit(provider)));
        return limits;
    }

    /**
     * Limits what goes to a provider. Blocks for a moment.
     *
     * @param limit {@link Limit#NONE} to take the limit away
     * @throws IOException if the file cannot be written
     */
    public synchronized void limit(String provider, Limit limit) throws IOException {
        change(all -> {
            ObjectNode limits = all.withObjectProperty(LIMITS);
            limits.remove(provider);
            if (limit.concurrent() < Integer.MAX_VALUE) {
                limits.withObjectProperty(provider).put(CONCURRENT, limit.concurrent());
            }
            if (limit.perMinute() < Integer.MAX_VALUE) {
                limits.withObjectProperty(provider).put(PER_MINUTE, limit.perMinute());
            }
            return true;
        });
    }

    /**
     * What tells the memory which texts mean the same; empty where nothing is set: then it is the model on this machine where
     * that part has been added, else words. What cannot be asked counts as words.
     */
    public Optional<EmbeddingSettings> embeddings() {
        JsonNode kept = read().path(EMBEDDINGS);
        if (!kept.isObject()) {
            return Optional.empty();
        }
        var set = new EmbeddingSettings(kept.path(PROVIDER).asText(""), kept.path(MODEL).asText(""),
                text(kept.path(BASE_URL)), text(kept.path(SECRET)));
        if (!EmbeddingSettings.PROVIDERS.contains(set.provider()) || set.isRemote() && set.address().isEmpty()) {
            log().warn("The embeddings {} in {} do not count: a provider of {}, a model and an address are needed",
                    kept,
                    file, EmbeddingSettings.PROVIDERS);
            return Optional.of(new EmbeddingSettings(EmbeddingSettings.WORDS, "", null, null));
        }
        return Optional.of(set);
    }

    private static @Nullable String text(JsonNode value) {
        return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
    }

    /**
     * Sets what tells the memory which texts mean the same. Blocks for a moment.
     *
     * @param wanted empty for what is usual
     * @throws IOException if the file cannot be written
     */
    public synchronized void embeddings(Optional<EmbeddingSettings> wanted) throws IOException {
        change(all -> {
            all.remove(EMBEDDINGS);
            wanted.ifPresent(set -> put(all.putObject(EMBEDDINGS), set));
            return true;
        });
    }

    private static void put(ObjectNode kept, EmbeddingSettings set) {
        kept.put(PROVIDER, set.provider());
        if (!set.model().isBlank()) {
            kept.put(MODEL, set.model());
        }
        if (set.baseUrl() != null) {
            kept.put(BASE_URL, set.baseUrl());
        }
        if (set.secret() != null) {
            kept.put(SECRET, set.secret());
        }
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

    /** What is wrong with the file, with the way out, a sentence; empty where nothing is. */
    public synchronized Optional<String> fault() {
        try {
            for (Map.Entry<String, JsonNode> provider : readToChange().path(LIMITS).properties()) {
                for (String limit : List.of(CONCURRENT, PER_MINUTE)) {
                    JsonNode most = provider.getValue().path(limit);
                    if (!provider.getValue().isObject() || !most.isMissingNode() && !isNumber(most)) {
                        return Optional.of(AppTexts.text("settings.noLimit", file, provider.getKey(), limit));
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** What stands in a broken file is not written over. */
    private ObjectNode readToChange() throws IOException {
        if (!Files.isRegularFile(file)) {
            return json.createObjectNode();
        }
        try {
            if (json.readTree(Files.readAllBytes(file)) instanceof ObjectNode kept) {
                return kept;
            }
        } catch (JacksonException e) {
            throw new IOException(AppTexts.text("settings.broken", file), e);
        }
        throw new IOException(AppTexts.text("settings.broken", file));
    }

    private synchronized void put(String key, String value) throws IOException {
        change(all -> all.put(key, value) != null);
    }

    /** @param change says whether there is anything to keep */
    private boolean change(Predicate<ObjectNode> change) throws IOException {
        return WholeFile.exclusively(file, () -> {
            ObjectNode all = readToChange();
            boolean changed = change.test(all);
            if (changed) {
                WholeFile.write(file, (all.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return changed;
        });
    }

    /** Made when needed: loading the log costs a tenth of a second at the start. */
    private static Logger log() {
        return LoggerFactory.getLogger(Settings.class);
    }
}
