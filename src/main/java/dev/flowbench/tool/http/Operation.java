package dev.flowbench.tool.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.ToolDeclaration.HttpTool;
import dev.flowbench.tool.ToolTexts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One operation of an OpenAPI file, made into the declaration of a tool. */
final class Operation {
    private static final Set<String> OWN_HEADERS = Set.of("accept", "content-type", "authorization");
    private static final int DESCRIPTION = 600;

    private final JsonNode root;
    private final String server;
    private final String path;
    private final JsonNode item;
    private final String method;
    private final JsonNode operation;
    private final Schemas schemas;

    private final ObjectNode properties = JsonNodeFactory.instance.objectNode();
    private final Set<String> required = new TreeSet<>();
    private final List<String> query = new ArrayList<>();
    private final Map<String, TemplateSource> headers = new TreeMap<>();
    private String address;

    /** @param schemas how many schemas may be written in all, counted down */
    Operation(JsonNode root, String server, String path, JsonNode item, String method, AtomicInteger schemas) {
        this.root = root;
        this.server = server;
        this.path = path;
        this.item = item;
        this.method = method;
        this.operation = item.path(method);
        this.schemas = new Schemas(root, schemas);
        this.address = path;
    }

    /** It cannot be called by a tool; the message says why. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String key, Object... arguments) {
            super(ToolTexts.text(key, arguments));
        }
    }

    ToolDeclaration declaration(Consumer<String> note) throws Unusable {
        for (JsonNode parameter : parameters().values()) {
            parameter(parameter, note);
        }
        if (address.replaceAll("\\{\\{[A-Za-z0-9_]+\\}\\}", "").matches(".*[{}].*")) {
            throw new Unusable("openapi.pathOpen", path);
        }
        @Nullable TemplateSource body = body(note);
        Auth auth = Auth.of(root, operation, note);
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        if (!required.isEmpty()) {
            required.forEach(schema.putArray("required")::add);
        }
        schema.put("additionalProperties", false).set("properties", properties);
        var http = new HttpTool(method.toUpperCase(Locale.ROOT),
                new TemplateSource(server + address + (query.isEmpty() ? "" : "?" + String.join("", query))), headers,
                body, auth.secret(), auth.header(), auth.prefix(), null, Extras.NONE);
        return new ToolDeclaration(description(), schema, effect(), null, null, null, null, List.of(), http, null, null,
                Extras.NONE);
    }

    private EffectClass effect() {
        return switch (method) {
            case "get", "head" -> EffectClass.READ;
            case "put", "delete" -> EffectClass.IDEMPOTENT;
            default -> EffectClass.NON_IDEMPOTENT;
        };
    }

    private String description() {
        String summary = operation.path("summary").asText(item.path("summary").asText()).strip();
        String more = operation.path("description").asText(item.path("description").asText()).strip();
        String all = (summary.isEmpty() || more.startsWith(summary)
                ? more
                : summary + (more.isEmpty()
                        ? ""
                        : (summary.endsWith(".") ? " " : ". ") + more))
                .replaceAll("[\\p{C}\\s]+", " ").strip();
        String text = all.isEmpty() ? method.toUpperCase(Locale.ROOT) + " " + path : all;
        return text.length() <= DESCRIPTION ? text : text.substring(0, DESCRIPTION) + "…";
    }

    /** Those of the path, with those of the operation before them. */
    private Map<String, JsonNode> parameters() {
        var all = new LinkedHashMap<String, JsonNode>();
        for (JsonNode from : List.of(item.path("parameters"), operation.path("parameters"))) {
            for (JsonNode one : from) {
                JsonNode parameter = Schemas.local(root, one);
                all.put(parameter.path("in").asText() + ' ' + parameter.path("name").asText(), parameter);
            }
        }
        return all;
    }

    private void parameter(JsonNode parameter, Consumer<String> note) throws Unusable {
        String name = parameter.path("name").asText();
        String in = parameter.path("in").asText();
        boolean needed = parameter.path("required").asBoolean() || in.equals("path");
        if (in.equals("header") && OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            return;
        }
        boolean odd = !parameter.path("schema").isObject() || parameter.path("style").asText().equals("deepObject")
                || in.equals("header") && !Headers.isAllowed(name);
        if (in.equals("cookie") || odd || !Set.of("path", "query", "header").contains(in)) {
            if (needed) {
                throw new Unusable("openapi.parameter", name);
            }
            note.accept(name.isEmpty()
                    ? ToolTexts.text("openapi.elsewhere")
                    : ToolTexts.text("openapi.parameterLeft", name));
            return;
        }
        JsonNode schema = schemas.whole(parameter.path("schema"));
        boolean list = schema.path("type").asText().equals("array");
        String description = parameter.path("description").asText();
        if (list && !parameter.path("explode").asBoolean(in.equals("query"))) {
            description = sentence(description) + joined(schema, parameter.path("style").asText());
            schema = JsonNodeFactory.instance.objectNode().put("type", "string");
            list = false;
        }
        String id = property(name, described(plain(schema), description), needed);
        String encoded = Filling.percent(name);
        switch (in) {
            case "path" -> address = address.replace("{" + name + "}", "{{" + id + "}}");
            case "header" -> headers.put(name, new TemplateSource(needed
                    ? "{{" + id + "}}"
                    : "{{#" + id + "}}{{" + id + "}}{{/" + id + "}}"));
            default -> {
                String one = "&" + encoded + "=" + (list ? "{{.}}" : "{{" + id + "}}");
                query.add(needed && !list ? one : "{{#" + id + "}}" + one + "{{/" + id + "}}");
            }
        }
    }

    /** What is false or nothing would be left out of an address: a yes or no goes there as a word. */
    private static JsonNode plain(JsonNode schema) {
        if (!schema.path("type").asText().equals("boolean")) {
            return schema;
        }
        ObjectNode words = JsonNodeFactory.instance.objectNode().put("type", "string");
        words.putArray("enum").add("true").add("false");
        if (schema.has("description")) {
            words.set("description", schema.get("description"));
        }
        return words;
    }

    private static String sentence(String text) {
        String end = text.strip();
        return end.isEmpty() ? "" : end + (".!?:".indexOf(end.charAt(end.length() - 1)) < 0 ? ". " : " ");
    }

    /** How a list goes as one text. */
    private static String joined(JsonNode list, String style) {
        String between = switch (style) {
            case "spaceDelimited" -> "openapi.spaces";
            case "pipeDelimited" -> "openapi.pipes";
            default -> "openapi.commas";
        };
        var items = new ArrayList<String>();
        list.path("items").path("enum").forEach(one -> items.add(one.asText()));
        return ToolTexts.text(between) + (items.isEmpty()
                ? ""
                : " " + ToolTexts.text("openapi.several", String.join(", ", items)));
    }

    private static JsonNode described(JsonNode schema, String description) {
        String text = description.replaceAll("[\\p{C}\\s]+", " ").strip();
        if (!(schema instanceof ObjectNode object) || text.isEmpty()) {
            return schema;
        }
        return object.deepCopy().put("description", text.length() <= 300 ? text : text.substring(0, 300) + "…");
    }

    /** Adds a parameter under a name that a template can use, which it gives back. */
    private String property(String name, JsonNode schema, boolean needed) {
        String base = name.replaceAll("[^A-Za-z0-9_]+", "_").replaceAll("^([^A-Za-z_])", "_$1");
        base = base.isEmpty() || base.equals("state") ? base + "_" : base;
        String id = base;
        for (int i = 2; properties.has(id); i++) {
            id = base + "_" + i;
        }
        properties.set(id, schema);
        if (needed) {
            required.add(id);
        }
        return id;
    }

    private @Nullable TemplateSource body(Consumer<String> note) throws Unusable {
        JsonNode body = Schemas.local(root, operation.path("requestBody"));
        if (!body.path("content").isObject() || body.path("content").isEmpty() || effect() == EffectClass.READ) {
            return null;
        }
        boolean needed = body.path("required").asBoolean();
        for (var content : body.path("content").properties()) {
            String type = content.getKey().toLowerCase(Locale.ROOT);
            JsonNode schema = schemas.whole(content.getValue().path("schema"));
            if (type.contains("json")) {
                headers.put("Content-Type", new TemplateSource(content.getKey()));
                return new TemplateSource(json(schema, needed));
            }
            if (type.startsWith("application/x-www-form-urlencoded") && schema.path("properties").isObject()) {
                headers.put("Content-Type", new TemplateSource("application/x-www-form-urlencoded"));
                return new TemplateSource(form(schema));
            }
        }
        if (needed) {
            throw new Unusable("openapi.body", String.join(", ", body.path("content").propertyStream()
                    .map(Map.Entry::getKey).toList()));
        }
        note.accept(ToolTexts.text("openapi.bodyLeft"));
        return null;
    }

    /** A plain object is taken apart, so that a model fills its fields; anything else is one argument. */
    private String json(JsonNode schema, boolean needed) {
        boolean apart = schema.path("properties").isObject() && !schema.path("properties").isEmpty()
                && !schema.has("allOf") && !schema.has("oneOf") && !schema.has("anyOf")
                && !schema.path("additionalProperties").isObject();
        if (!apart) {
            return "{{" + property("body", schema, needed) + "}}";
        }
        Set<String> wanted = required(schema);
        var fields = new ArrayList<String>();
        for (var field : schema.path("properties").properties()) {
            fields.add(TextNode.valueOf(field.getKey()) + ": {{"
                    + property(field.getKey(), field.getValue(), needed && wanted.contains(field.getKey())) + "}}");
        }
        return "{ " + String.join(", ", fields) + " }";
    }

    private String form(JsonNode schema) {
        Set<String> wanted = required(schema);
        var text = new StringBuilder();
        for (var field : schema.path("properties").properties()) {
            String id = property(field.getKey(), plain(field.getValue()), wanted.contains(field.getKey()));
            boolean list = field.getValue().path("type").asText().equals("array");
            text.append("{{#").append(id).append("}}&").append(Filling.percent(field.getKey())).append('=')
                    .append(list ? "{{.}}" : "{{" + id + "}}").append("{{/").append(id).append("}}");
        }
        return text.toString();
    }

    private static Set<String> required(JsonNode schema) {
        var names = new TreeSet<String>();
        schema.path("required").forEach(one -> names.add(one.asText()));
        return names;
    }
}
