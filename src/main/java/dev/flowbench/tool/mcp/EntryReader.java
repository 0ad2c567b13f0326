package dev.flowbench.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.net.Credential;
import dev.flowbench.tool.mcp.McpEntry.Program;
import dev.flowbench.tool.mcp.McpEntry.Unusable;
import dev.flowbench.tool.mcp.McpEntry.Way;
import dev.flowbench.tool.mcp.McpEntry.Web;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an entry in the shape that MCP clients share. What cannot be used is an entry that says why. */
final class EntryReader {
    /** What clients call the address. */
    private static final List<String> ADDRESS = List.of("url", "serverUrl", "httpUrl");

    private final JsonNode entry;

    private EntryReader(JsonNode entry) {
        this.entry = entry;
    }

    static McpEntry read(String name, JsonNode entry) {
        Way way;
        var effects = new HashMap<String, EffectClass>();
        try {
            var reader = new EntryReader(entry);
            way = reader.way();
            reader.effects(effects);
        } catch (Wrong e) {
            way = new Unusable(McpTexts.text("entry." + e.key, e.arguments),
                    McpTexts.text("entry." + e.key + ".out", e.arguments));
        }
        return new McpEntry(name, way, entry.path("trustHints").asBoolean(false), effects);
    }

    /** Whether an entry says neither what to start nor what to reach: no program can make anything of it. */
    static boolean isEmpty(JsonNode entry) {
        return entry.path("command").asText("").isBlank() && !entry.path("command").isContainerNode()
                && ADDRESS.stream().allMatch(name -> entry.path(name).asText("").isBlank());
    }

    /** Something that cannot be used. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        private final String key;
        private final transient Object[] arguments;

        Wrong(String key, Object... arguments) {
            super(key);
            this.key = key;
            this.arguments = arguments;
        }
    }

    private Way way() throws Wrong {
        if (!entry.isObject()) {
            throw new Wrong("noObject");
        }
        if (entry.path("disabled").asBoolean(false)) {
            throw new Wrong("disabled");
        }
        if (entry.has("envFile")) {
            throw new Wrong("envFile");
        }
        String type = entry.path("type").asText(ADDRESS.stream().anyMatch(entry::has) ? "http" : "stdio");
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "stdio" -> program();
            case "http", "streamable-http", "streamablehttp", "streamable_http" -> web();
            case "sse" -> throw new Wrong("sse");
            default -> throw new Wrong("type", McpTexts.shown(type, 60));
        };
    }

    private Way program() throws Wrong {
        @Nullable String command = text("command");
        if (command == null || command.isBlank()) {
            throw new Wrong("noCommand");
        }
        var arguments = new ArrayList<String>();
        for (JsonNode argument : entry.path("args")) {
            if (!argument.isValueNode() || argument.isNull()) {
                throw new Wrong("argument", arguments.size() + 1);
            }
            arguments.add(argument.asText());
        }
        var data = new ArrayList<String>();
        for (JsonNode file : entry.path("data")) {
            if (!file.isTextual()) {
                throw new Wrong("data");
            }
            data.add(file.textValue());
        }
        if (entry.has("data") && !entry.get("data").isArray()) {
            throw new Wrong("data");
        }
        if (entry.has("args") && !entry.get("args").isArray()) {
            throw new Wrong("arguments");
        }
        @Nullable String folder = text("cwd");
        plain("command", List.of(command));
        plain("args", arguments);
        plain("cwd", folder == null ? List.of() : List.of(folder));
        return new Program(command, arguments, values("env"), folder, data);
    }

    private Way web() throws Wrong {
        @Nullable String url = null;
        for (String name : ADDRESS) {
            url = url == null ? text(name) : url;
        }
        if (url == null) {
            throw new Wrong("noAddress");
        }
        plain("url", List.of(url));
        Map<String, String> headers = values("headers");
        if (headers.values().stream().filter(References::any).count() > 1) {
            throw new Wrong("oneSecret");
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String value = header.getValue();
            if (References.any(value) && (References.in(value).size() != 1 || !value.endsWith("}")
                    || value.indexOf("${") != value.lastIndexOf("${"))) {
                throw new Wrong("headerSecret", McpTexts.shown(header.getKey(), 60));
            }
            if (References.any(value) && !mayCarry(header.getKey(), value)) {
                throw new Wrong("headerName", McpTexts.shown(header.getKey(), 60));
            }
        }
        try {
            URI address = new URI(url);
            @Nullable String scheme = address.getScheme();
            if (scheme == null || address.getHost() == null || address.getUserInfo() != null
                    || !(scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))) {
                throw new Wrong("address", McpTexts.shown(url, 200));
            }
            return new Web(address, headers);
        } catch (URISyntaxException _) {
            throw new Wrong("address", McpTexts.shown(url, 200));
        }
    }

    private static boolean mayCarry(String header, String value) {
        try {
            return !new Credential(References.in(value).iterator().next(), header,
                    value.substring(0, value.indexOf("${"))).header().isEmpty();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** Other processes of this machine can see arguments; and an address ends up in logs. */
    private static void plain(String field, List<String> values) throws Wrong {
        for (String value : values) {
            if (References.any(value)) {
                throw new Wrong("variable", field, McpTexts.shown(value, 120));
            }
            if (value.indexOf('\0') >= 0) {
                throw new Wrong("zero", field);
            }
        }
    }

    private @Nullable String text(String field) throws Wrong {
        JsonNode value = entry.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new Wrong("text", field);
        }
        return value.textValue();
    }

    private Map<String, String> values(String field) throws Wrong {
        var values = new HashMap<String, String>();
        JsonNode all = entry.path(field);
        if (!all.isMissingNode() && !all.isNull() && !all.isObject()) {
            throw new Wrong("values", field);
        }
        for (Map.Entry<String, JsonNode> value : all.properties()) {
            String name = value.getKey();
            if (!value.getValue().isValueNode() || value.getValue().isNull() || name.isBlank()
                    || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
                throw new Wrong("value", field, McpTexts.shown(name, 60));
            }
            String text = value.getValue().asText();
            if (!References.areNames(text)) {
                throw new Wrong("reference", field, McpTexts.shown(name, 60));
            }
            if (text.indexOf('\0') >= 0) {
                throw new Wrong("zero", field);
            }
            values.put(name, text);
        }
        return values;
    }

    private void effects(Map<String, EffectClass> effects) throws Wrong {
        for (Map.Entry<String, JsonNode> effect : entry.path("effects").properties()) {
            String word = effect.getValue().asText().toUpperCase(Locale.ROOT);
            switch (word) {
                case "PURE", "READ", "IDEMPOTENT", "NON_IDEMPOTENT" -> effects.put(effect.getKey(),
                        EffectClass.valueOf(word));
                default -> throw new Wrong("effect", McpTexts.shown(effect.getKey(), 60), McpTexts.shown(word, 60));
            }
        }
    }
}
