package dev.flowbench.tool.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.tool.Json;
import dev.flowbench.tool.ToolTexts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Declarations of tools made from an OpenAPI file, version 2 or 3, in JSON or YAML: one per operation. Nothing is fetched:
 * what stands in other files is left open.
 */
public final class OpenApi {
    /** The largest file that is read, in bytes. */
    public static final int MAX_BYTES = 8_000_000;

    static final List<String> METHODS = List.of("get", "head", "post", "put", "patch", "delete");
    private static final int MOST = 2_000;
    private static final int SCHEMAS = 200_000;

    private final JsonNode root;
    private final String server;
    /** Whether somebody said where it is, whatever the file says. */
    private final boolean chosen;
    private final Map<String, ToolDeclaration> tools = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    /** What all operations of the file are called. */
    private final Set<String> seen = new HashSet<>();
    private final AtomicInteger schemas = new AtomicInteger(SCHEMAS);

    private OpenApi(JsonNode root, String server, boolean chosen) {
        this.root = root;
        this.server = server;
        this.chosen = chosen;
    }

    /**
     * What came of a file.
     *
     * @param tools declarations by name of the tool, in the order of the file
     * @param notes what was left out, and why; sentences for people
     */
    public record Imported(Map<String, ToolDeclaration> tools, List<String> notes) {}

    /** A file that says nothing that can be used; the message is for people. */
    public static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        Fault(String key, Object... arguments) {
            super(ToolTexts.text(key, arguments) + " " + ToolTexts.text(key + ".out", arguments));
        }
    }

    /**
     * Reads a file.
     *
     * @param only operations that are wanted, by their id or the name that their tool gets; empty for all
     * @param server where the API is; null for what the file says
     * @throws Fault if it is no OpenAPI file, or says too little
     */
    public static Imported read(byte[] file, Set<String> only, @Nullable String server) throws Fault {
        if (file.length > MAX_BYTES) {
            throw new Fault("openapi.large", Integer.toString(MAX_BYTES));
        }
        JsonNode root = parse(new String(file, StandardCharsets.UTF_8));
        boolean old = root.path("swagger").asText().startsWith("2");
        if (!old && !root.path("openapi").asText().startsWith("3.") || !root.path("paths").isObject()) {
            throw new Fault("openapi.none");
        }
        root = old ? SwaggerTwo.modern(root) : root;
        var api = new OpenApi(root, server == null ? server(root.path("servers")) : address(server), server != null);
        api.operations(only);
        var missing = new TreeSet<>(only);
        missing.removeAll(api.seen);
        if (!missing.isEmpty()) {
            throw new Fault("openapi.unknown", ToolTexts.shown(String.join(", ", missing)));
        }
        if (api.tools.isEmpty()) {
            throw new Fault("openapi.empty", String.join(" ", api.notes));
        }
        return new Imported(api.tools, List.copyOf(api.notes));
    }

    private static JsonNode parse(String text) throws Fault {
        try {
            if (text.stripLeading().startsWith("{")) {
                return Json.read(text);
            }
            var limits = new LoaderOptions();
            limits.setCodePointLimit(MAX_BYTES);
            limits.setNestingDepthLimit(200);
            limits.setAllowDuplicateKeys(false);
            // As a tree, so that no tag makes an object and no alias grows.
            return YAMLMapper.builder(YAMLFactory.builder().loaderOptions(limits).build()).build().readTree(text);
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            throw new Fault("openapi.unread", Integer.toString(place == null ? 1 : place.getLineNr()),
                    ToolTexts.shown(String.valueOf(e.getOriginalMessage())));
        }
    }

    private static String server(JsonNode servers) throws Fault {
        JsonNode first = servers.path(0);
        String address = first.path("url").asText();
        for (var variable : first.path("variables").properties()) {
            address = address.replace("{" + variable.getKey() + "}", variable.getValue().path("default").asText());
        }
        return address(address);
    }

    /** @throws Fault if it is not a whole address */
    private static String address(String given) throws Fault {
        String lower = given.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("https://") && !lower.startsWith("http://") || given.contains("{")
                || given.contains("?") || given.contains("#")) {
            throw new Fault("openapi.server", ToolTexts.shown(given));
        }
        return given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
    }

    private void operations(Set<String> only) throws Fault {
        for (var path : root.path("paths").properties()) {
            JsonNode item = Schemas.local(root, path.getValue());
            for (String method : METHODS) {
                if (item.path(method).isObject()) {
                    operation(path.getKey(), item, method, only);
                }
            }
        }
    }

    private void operation(String path, JsonNode item, String method, Set<String> only) throws Fault {
        JsonNode operation = item.path(method);
        String id = operation.path("operationId").asText(method + " " + path);
        String name = name(id);
        seen.add(id);
        seen.add(name);
        if (!only.isEmpty() && !only.contains(id) && !only.contains(name)) {
            return;
        }
        if (tools.size() >= MOST) {
            throw new Fault("openapi.many", Integer.toString(MOST));
        }
        for (int i = 2; tools.containsKey(name); i++) {
            name = name(id + " " + i);
        }
        try {
            JsonNode own = operation.path("servers").isEmpty() ? item.path("servers") : operation.path("servers");
            tools.put(name, new Operation(root, chosen || own.isEmpty() ? server : server(own), path, item, method,
                    schemas)
                    .declaration(note(name)));
            if (schemas.get() < 0) {
                throw new Fault("openapi.wide");
            }
        } catch (Operation.Unusable e) {
            notes.add(ToolTexts.text("openapi.skipped", id, String.valueOf(e.getMessage())));
        }
    }

    private java.util.function.Consumer<String> note(String name) {
        return note -> notes.add(ToolTexts.text("openapi.note", name, note));
    }

    /** {@code listPets} becomes {@code list-pets}. */
    static String name(String id) {
        String name = id.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9_]+", "-").replaceAll("^[^a-z]+|-+$", "");
        return name.isEmpty() ? "operation" : name.substring(0, Math.min(60, name.length()));
    }
}
