package dev.flowbench.tool.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A file of the format's second version, Swagger 2, said in the words of the third. References stay as they are. */
final class SwaggerTwo {
    private static final Set<String> OF_PARAMETER = Set.of("name", "in", "required", "description", "collectionFormat",
            "allowEmptyValue");
    private static final Set<String> KEPT = Set.of("summary", "description", "operationId", "security", "deprecated");
    private static final String FORM = "application/x-www-form-urlencoded";

    private final JsonNode root;

    private SwaggerTwo(JsonNode root) {
        this.root = root;
    }

    static ObjectNode modern(JsonNode root) {
        return new SwaggerTwo(root).whole();
    }

    private ObjectNode whole() {
        // What is not said anew here, references still lead to.
        ObjectNode made = root instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        made.put("openapi", "3.0.0");
        if (root.path("host").isTextual()) {
            boolean plain = has(root.path("schemes"), "http") && !has(root.path("schemes"), "https");
            made.putArray("servers").addObject().put("url", (plain ? "http://" : "https://")
                    + root.path("host").textValue() + root.path("basePath").asText());
        }
        ObjectNode paths = made.putObject("paths");
        root.path("paths").properties().forEach(path -> paths.set(path.getKey(), item(path.getValue())));
        ObjectNode schemes = made.putObject("components").putObject("securitySchemes");
        root.path("securityDefinitions").properties().forEach(one -> schemes.set(one.getKey(), scheme(one.getValue())));
        return made;
    }

    private static boolean has(JsonNode words, String word) {
        for (JsonNode one : words) {
            if (one.asText().equals(word)) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode scheme(JsonNode old) {
        return old.path("type").asText().equals("basic")
                ? JsonNodeFactory.instance.objectNode().put("type", "http").put("scheme", "basic")
                : old;
    }

    private ObjectNode item(JsonNode given) {
        JsonNode old = Schemas.local(root, given);
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : old.properties()) {
            if (OpenApi.METHODS.contains(field.getKey()) && field.getValue().isObject()) {
                made.set(field.getKey(), operation(field.getValue(), old.path("parameters")));
            }
        }
        return made;
    }

    private ObjectNode operation(JsonNode old, JsonNode ofPath) {
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        old.properties().stream().filter(field -> KEPT.contains(field.getKey()))
                .forEach(field -> made.set(field.getKey(), field.getValue()));
        ArrayNode parameters = made.putArray("parameters");
        var form = new ArrayList<JsonNode>();
        for (JsonNode from : List.of(ofPath, old.path("parameters"))) {
            for (JsonNode one : from) {
                JsonNode parameter = Schemas.local(root, one);
                switch (parameter.path("in").asText()) {
                    case "body" -> body(made, parameter, old);
                    case "formData" -> form.add(parameter);
                    default -> parameters.add(parameter(parameter));
                }
            }
        }
        if (!form.isEmpty()) {
            form(made, form);
        }
        return made;
    }

    private void body(ObjectNode made, JsonNode parameter, JsonNode operation) {
        JsonNode types = operation.has("consumes") ? operation.path("consumes") : root.path("consumes");
        String type = types.isEmpty() || has(types, "application/json") ? "application/json" : types.path(0).asText();
        ObjectNode body = made.putObject("requestBody").put("required", parameter.path("required").asBoolean());
        body.putObject("content").putObject(type).set("schema", parameter.path("schema"));
    }

    private static void form(ObjectNode made, List<JsonNode> fields) {
        boolean files = fields.stream().anyMatch(field -> field.path("type").asText().equals("file"));
        boolean needed = fields.stream().anyMatch(field -> field.path("required").asBoolean());
        ObjectNode schema = made.putObject("requestBody").put("required", needed).putObject("content")
                .putObject(files ? "multipart/form-data" : FORM).putObject("schema").put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (JsonNode field : fields) {
            String name = field.path("name").asText();
            properties.set(name, schema(field).put("description", field.path("description").asText()));
            if (field.path("required").asBoolean()) {
                required.add(name);
            }
        }
    }

    private static ObjectNode parameter(JsonNode old) {
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        for (String field : List.of("name", "in", "required", "description")) {
            if (old.has(field)) {
                made.set(field, old.get(field));
            }
        }
        switch (old.path("collectionFormat").asText("csv")) {
            case "multi" -> made.put("explode", true);
            case "ssv" -> made.put("style", "spaceDelimited").put("explode", false);
            case "pipes" -> made.put("style", "pipeDelimited").put("explode", false);
            default -> made.put("explode", false);
        }
        made.set("schema", schema(old));
        return made;
    }

    private static ObjectNode schema(JsonNode parameter) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        parameter.properties().stream().filter(field -> !OF_PARAMETER.contains(field.getKey()))
                .forEach(field -> schema.set(field.getKey(), field.getValue()));
        return schema;
    }
}
