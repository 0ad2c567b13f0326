package dev.flowbench.tool.mcp;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The user's list of servers: {@code {"mcpServers": {"name": {…}}}}, as other MCP clients have it. Read anew each time, so that
 * a change holds at once. For any thread; methods block.
 */
final class McpFile {
    private static final String OURS = "mcpServers";
    private static final int LARGEST = 1_000_000;
    /** The mark that some editors put before a text. */
    private static final String MARK = "\uFEFF";

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(50).build()).build())
            // Some clients' files have comments and commas after the last entry.
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA).build();

    private final Path file;

    McpFile(Path file) {
        this.file = file;
    }

    Path path() {
        return file;
    }

    /**
     * All entries, in the order of the file.
     *
     * @throws IOException if the file is there and cannot be read as such a list; the message is for people
     */
    synchronized Map<String, McpEntry> read() throws IOException {
        var entries = new LinkedHashMap<String, McpEntry>();
        servers(tree()).properties().forEach(
                server -> entries.put(server.getKey(), EntryReader.read(server.getKey(), server.getValue())));
        return entries;
    }

    /**
     * Adds what another client's configuration says; an entry of the same name is replaced.
     *
     * @return names of the entries
     * @throws IOException if the text is no such configuration, or the file cannot be read or written
     */
    synchronized List<String> add(String text) throws IOException {
        JsonNode given = parsed(text, McpTexts.text("add.what"));
        JsonNode servers = servers(given);
        if (servers.isEmpty() && areEntries(given)) {
            servers = given; // As it stands in many a manual: the entries without what is around them.
        }
        if (servers.isEmpty()) {
            throw new IOException(McpTexts.text("add.none"));
        }
        for (Map.Entry<String, JsonNode> server : servers.properties()) {
            if (server.getKey().isBlank()) {
                throw new IOException(McpTexts.text("add.noName"));
            }
            if (EntryReader.isEmpty(server.getValue())) {
                throw new IOException(McpTexts.text("add.empty", McpTexts.shown(server.getKey(), 80)));
            }
        }
        ObjectNode all = tree();
        ObjectNode ours = all.get(OURS) instanceof ObjectNode there ? there : all.putObject(OURS);
        servers.properties().forEach(server -> ours.set(server.getKey(), server.getValue()));
        write(all);
        return servers.properties().stream().map(Map.Entry::getKey).toList();
    }

    /** Takes an entry out; whether there was one. */
    synchronized boolean remove(String name) throws IOException {
        ObjectNode all = tree();
        boolean there = false;
        for (JsonNode servers : List.of(all.path(OURS), all.path("servers"), all.path("context_servers"))) {
            there |= servers instanceof ObjectNode object && object.remove(name) != null;
        }
        if (there) {
            write(all);
        }
        return there;
    }

    private ObjectNode tree() throws IOException {
        if (!Files.exists(file)) {
            return JSON.createObjectNode();
        }
        if (Files.size(file) > LARGEST) {
            throw new IOException(McpTexts.text("file.broken", file, McpTexts.text("file.large")));
        }
        return parsed(Files.readString(file), file.toString()) instanceof ObjectNode all
                ? all
                : JSON.createObjectNode();
    }

    private static JsonNode parsed(String text, String what) throws IOException {
        try {
            @Nullable JsonNode all = JSON.readTree(text.startsWith(MARK) ? text.substring(1) : text);
            if (all instanceof ObjectNode) {
                return all;
            }
            throw new IOException(McpTexts.text("file.broken", what, McpTexts.text("file.noObject")));
        } catch (JacksonException e) {
            // Without its cause: that may quote a key.
            var at = e.getLocation();
            throw new IOException(McpTexts.text("file.broken", what, McpTexts.text("file.noJson",
                    at == null ? 0 : at.getLineNr(), at == null ? 0 : at.getColumnNr())));
        }
    }

    private static boolean areEntries(JsonNode all) {
        return all.properties().stream().allMatch(entry -> entry.getValue().isObject()
                && (entry.getValue().has("command") || entry.getValue().has("url")));
    }

    /** The servers, wherever a client puts them: at the top, or in its own settings under {@code mcp}. */
    private static JsonNode servers(JsonNode all) {
        ObjectNode servers = JSON.createObjectNode();
        for (JsonNode place : List.of(all.path("mcp").path("servers"), all.path("context_servers"), all.path("servers"),
                all.path(OURS))) {
            place.properties().forEach(server -> servers.set(server.getKey(), server.getValue()));
        }
        return servers;
    }

    private void write(ObjectNode all) throws IOException {
        write(file, all);
    }

    /** Replaces a file whole or not at all. */
    static void write(Path file, JsonNode content) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path next = target.resolveSibling("." + target.getFileName() + ".new");
        try {
            Files.write(next, (content.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
            Files.move(next, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
