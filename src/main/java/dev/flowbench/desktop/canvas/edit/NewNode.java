package dev.flowbench.desktop.canvas.edit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.NoteCard;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.Texts;
import dev.flowbench.flow.Transform;
import dev.flowbench.flow.Workflow;
import java.lang.reflect.ParameterizedType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a node of a kind as it begins: its defaults, its required children empty, two ways where one is none. */
public final class NewNode {
    private NewNode() {}

    /**
     * A new node for a document, with an id of its own and a title that says the same: {@code model-call-2},
     * {@code Model call 2}.
     *
     * @throws IllegalArgumentException if there is no such kind
     */
    public static Node of(Workflow workflow, String kindName) {
        Shape shape = Shape.ofKind(kindName).orElseThrow(() -> new IllegalArgumentException("no kind " + kindName));
        @Nullable Object[] values = new Object[shape.fields().size()];
        for (FieldShape field : shape.fields()) values[field.index()] = first(workflow, field);
        Kind kind = (Kind) shape.build(values);
        String title = Texts.title(shape);
        String wish = wish(title, kindName);
        String id = new Ids(workflow).fresh(wish);
        Node node = new Node(id, kind instanceof Transform t && t.template() == null
                ? new Transform(new TemplateSource(""), null, t.maxChars())
                : kind);
        // A note is read by its text.
        return kind instanceof NoteCard
                ? node
                : node.with(Settings.NONE.withTitle(title + id.substring(wish.length()).replace('-', ' ')));
    }

    /** A title as an id; the kind's name where nothing of the title can stand in one. */
    private static String wish(String title, String kindName) {
        String id = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|-+$", "");
        return id.isEmpty() ? kindName : id;
    }

    private static @Nullable Object first(Workflow workflow, FieldShape field) {
        Class<?> type = field.component().getType();
        if (field.isBranches()) return branches(field.name());
        if (type == Graph.class) return field.child() != null && field.child().required() ? Graph.EMPTY : null;
        if (List.class.isAssignableFrom(type)) return list(field);
        if (Map.class.isAssignableFrom(type)) return Map.of();
        if (field.name().equals("model") && type == String.class && field.declared().required()) {
            return workflow.models().keySet().stream().findFirst().orElse(null);
        }
        // A choice with a default says nothing until it is another one, so that the file stays short.
        return field.byDefault().filter(_ -> field.declared().required() || field.declared().cap())
                .map(json -> value(json, type)).orElse(null);
    }

    private static List<?> list(FieldShape field) {
        if (!(field.type() instanceof ParameterizedType of)) return List.of();
        if (of.getActualTypeArguments()[0] == Message.class) return List.of(new Message(Message.Role.USER, ""));
        if (of.getActualTypeArguments()[0] == Router.Route.class) {
            return List.of(new Router.Route("first", null, null, Extras.NONE),
                    new Router.Route("second", null, null, Extras.NONE));
        }
        return List.of();
    }

    private static List<Branch> branches(String list) {
        String one = list.equals("branches") ? "branch" : list.equals("workers") ? "worker" : "tier";
        return List.of(new Branch(one + "-1", Graph.EMPTY), new Branch(one + "-2", Graph.EMPTY));
    }

    private static @Nullable Object value(JsonNode json, Class<?> type) {
        if (type == Integer.class) return json.asInt();
        if (type == Long.class) return json.asLong();
        if (type == Decimal.class) return new Decimal(json.asText());
        if (type == Boolean.class) return json.asBoolean();
        if (type == Duration.class) return Duration.parse(json.asText());
        if (type == String.class) return json.asText();
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                if (constant.toString().toLowerCase(Locale.ROOT).replace('_', '-').equals(json.asText()))
                    return constant;
            }
        }
        return null;
    }
}
