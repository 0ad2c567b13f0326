package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.Editor;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.Texts;
import dev.flowbench.flow.Workflow;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;

/**
 * The contract of the file format: a JSON Schema (2020-12) made from the shapes and their words. It describes all this
 * version knows and allows more, as the reader does.
 */
public final class PublishedSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String ID = "^[a-z][a-z0-9-]*$";
    private static final String WIRE = "^\\s*[A-Za-z_][\\w-]*\\.[A-Za-z_][\\w-]*(\\.[A-Za-z_]\\w*)*\\s*->"
            + "\\s*[A-Za-z_][\\w-]*\\.[A-Za-z_]\\w*\\s*$";

    private final ObjectNode definitions = JSON.objectNode();

    private PublishedSchema() {}

    /** {@return the schema as JSON} */
    public static JsonNode json() {
        return new PublishedSchema().schema();
    }

    /** {@return the schema as text, with a newline at the end} */
    public static String text() {
        return Json.write(json());
    }

    private ObjectNode schema() {
        ObjectNode schema = JSON.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "urn:flowbench:flow:" + Workflow.VERSION);
        ObjectNode workflow = record(Shape.of(Workflow.class));
        workflow.withObjectProperty("properties").withObjectProperty("flowbench").put("minimum", 1);
        workflow.withObjectProperty("properties").withObjectProperty("id").put("pattern", ID);
        schema.setAll(workflow);
        definitions.set("Graph", graph());
        definitions.set("Node", node());
        Shape.kinds().forEach(kind -> definitions.set(kind.kind(), kind(kind)));
        schema.set("$defs", definitions);
        return schema;
    }

    private ObjectNode graph() {
        ObjectNode graph = JSON.objectNode().put("title", word("Graph")).put("type", "object");
        graphKeys(graph.putObject("properties"));
        return graph;
    }

    private static void graphKeys(ObjectNode properties) {
        ObjectNode nodes = described(properties, "nodes", "Graph").put("type", "array");
        nodes.set("items", reference("Node"));
        described(properties, "wires", "Graph").put("type", "array").putObject("items").put("type", "string")
                .put("pattern", WIRE);
    }

    private ObjectNode node() {
        ObjectNode node = JSON.objectNode().put("title", word("Node")).put("type", "object");
        node.putArray("required").add("id").add("kind");
        ObjectNode properties = node.putObject("properties");
        described(properties, "id", "Node").put("type", "string").put("pattern", ID);
        ArrayNode kinds = described(properties, "kind", "Node").put("type", "string").putArray("examples");
        Shape.kinds().forEach(kind -> kinds.add(kind.kind()));
        properties.setAll((ObjectNode) record(Shape.of(Settings.class)).get("properties"));
        ArrayNode choice = node.putArray("allOf");
        for (Shape kind : Shape.kinds()) {
            ObjectNode one = choice.addObject();
            one.putObject("if").putObject("properties").putObject("kind").put("const", kind.kind());
            one.set("then", reference(kind.kind()));
        }
        return node;
    }

    private ObjectNode kind(Shape kind) {
        ObjectNode schema = record(kind);
        schema.put("description", Texts.summary(kind) + ". " + Texts.help(kind));
        List<FieldShape> slots = kind.childFields().stream().filter(field -> !field.isBranches()).toList();
        if (!slots.isEmpty()) {
            ObjectNode all = described(schema.withObjectProperty("properties"), "slots", "Node").put("type", "object");
            ArrayNode required = JSON.arrayNode();
            ObjectNode properties = all.putObject("properties");
            for (FieldShape slot : slots) {
                ObjectNode one = properties.putObject(slot.name());
                one.setAll(reference("Graph"));
                describe(one, kind, slot);
                if (slot.child() != null && slot.child().required()) {
                    required.add(slot.name());
                }
            }
            if (!required.isEmpty()) {
                all.set("required", required);
            }
        }
        return schema;
    }

    private ObjectNode record(Shape shape) {
        ObjectNode schema = JSON.objectNode();
        schema.put("title", Texts.title(shape));
        schema.put("type", "object");
        ArrayNode required = JSON.arrayNode();
        ObjectNode properties = JSON.objectNode();
        for (FieldShape field : shape.fields()) {
            if (field.inline()) {
                graphKeys(properties);
            } else if (field.component().getType() != Extras.class && (field.child() == null || field.isBranches())) {
                ObjectNode property = properties.putObject(field.name());
                property.setAll(type(field.type(), field));
                describe(property, shape, field);
                field.byDefault().ifPresent(value -> property.set("default", value));
                if (field.declared().required()) {
                    required.add(field.name());
                }
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.set("properties", properties);
        if (shape.type() == Branch.class) {
            properties.withObjectProperty("id").put("pattern", ID);
        }
        return schema;
    }

    private ObjectNode type(Type type, FieldShape field) {
        ObjectNode schema = JSON.objectNode();
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                schema.put("type", "array").set("items", type(arguments[0], field));
                return field.declared().required() ? schema.put("minItems", 1) : schema;
            }
            schema.put("type", "object").set("additionalProperties", type(arguments[1], field));
            return schema;
        }
        var plain = (Class<?>) type;
        if (plain == String.class || plain == TemplateSource.class || plain == ExpressionSource.class) {
            return schema.put("type", "string");
        } else if (plain == Boolean.class) {
            return schema.put("type", "boolean");
        } else if (plain == Duration.class) {
            schema.put("type", "string").put("format", "duration").putArray("examples").add("PT30S").add("PT2M");
            return schema;
        } else if (plain == JsonNode.class) {
            if (field.declared().editor() == Editor.SCHEMA) {
                schema.putArray("type").add("object").add("boolean");
            }
            return schema;
        } else if (plain == Layout.class) {
            schema.put("type", "object").putObject("additionalProperties").put("type", "array").put("minItems", 2)
                    .put("maxItems", 4).putObject("items").put("type", "integer");
            return schema;
        } else if (plain.isEnum()) {
            ArrayNode choices = schema.putArray("oneOf");
            for (Object constant : plain.getEnumConstants()) {
                choices.addObject().put("const", Scalar.name((Enum<?>) constant)).put("title",
                        Texts.title((Enum<?>) constant));
            }
            return schema;
        } else if (plain.isRecord() && plain != Decimal.class) {
            Shape shape = Shape.of(plain.asSubclass(Record.class));
            if (!definitions.has(shape.kind())) {
                definitions.putObject(shape.kind()); // Holds the place while its own fields are made.
                definitions.set(shape.kind(), record(shape));
            }
            return reference(shape.kind());
        }
        schema.put("type", plain == Decimal.class ? "number" : "integer");
        limit(schema, "minimum", field.declared().min());
        limit(schema, "maximum", field.declared().max());
        return schema;
    }

    private static void limit(ObjectNode schema, String key, double limit) {
        if (Double.isFinite(limit)) {
            schema.put(key, (long) limit);
        }
    }

    private static void describe(ObjectNode property, Shape owner, FieldShape field) {
        String unit = Texts.unit(field);
        property.put("title", Texts.title(owner, field));
        property.put("description", Texts.help(owner, field) + (unit.isEmpty() ? "" : " (" + unit + ")"));
    }

    private static ObjectNode described(ObjectNode properties, String key, String owner) {
        return properties.putObject(key).put("title", word(owner + "." + key))
                .put("description", Texts.word(owner + "." + key + ".help"));
    }

    private static String word(String key) {
        return Texts.word(key + ".title");
    }

    private static ObjectNode reference(String definition) {
        return JSON.objectNode().put("$ref", "#/$defs/" + definition);
    }
}
