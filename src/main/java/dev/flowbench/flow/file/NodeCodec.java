package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.NoteCard;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.UnknownKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node as one object, in this order: id, kind, title, the kind's own fields, the other settings, lists of branches,
 * {@code slots}, extras. What is large and nested stands last, so that a node's caps are read beside its name.
 */
final class NodeCodec implements Codec {
    static final String ID = "id";
    static final String KIND = "kind";
    static final String TITLE = "title";
    static final String SLOTS = "slots";

    private final Codecs codecs;

    NodeCodec(Codecs codecs) {
        this.codecs = codecs;
    }

    /** Whether the node bears on the behaviour. */
    static boolean means(Node node) {
        return !(node.kind() instanceof NoteCard);
    }

    @Override
    public Decoded decode(JsonNode json, At at, Report report) {
        if (!json.isObject()) {
            report.wrongType(at, "node", json);
            return new Decoded(null, json);
        }
        @Nullable String id = json.path(ID).textValue();
        if (id == null) {
            report.error(at, json.has(ID) ? "NODE_ID_NO_TEXT" : "NODE_WITHOUT_ID");
            return new Decoded(null, json);
        }
        At here = at.ofNode(id);
        @Nullable String name = json.path(KIND).textValue();
        if (name == null) {
            report.error(here, json.has(KIND) ? "NODE_KIND_NO_TEXT" : "NODE_WITHOUT_KIND", id);
            return new Decoded(null, json);
        }
        var keys = new Keys(json);
        keys.left().remove(ID);
        keys.left().remove(KIND);
        Optional<Shape> shape = Shape.ofKind(name);
        if (shape.isEmpty()) {
            return new Decoded(new Node(id, new UnknownKind(name), Settings.NONE, keys.extras()), null);
        }
        var settings = (Settings) fields(Shape.of(Settings.class), keys, here, report);
        var kind = (Kind) fields(shape.get(), keys, here, report);
        return new Decoded(new Node(id, kind, settings, keys.extras()), null);
    }

    private Record fields(Shape shape, Keys keys, At at, Report report) {
        RecordCodec record = codecs.ofRecord(shape.type());
        @Nullable Object[] values = new @Nullable Object[shape.fields().size()];
        for (FieldShape field : shape.fields()) {
            if (!isSlot(field)) {
                values[field.index()] = record.decode(field, keys, at, report);
            }
        }
        @Nullable JsonNode slots = keys.left().get(SLOTS);
        if (slots != null && shape.isFrame()) {
            keys.took(SLOTS, slots(shape, slots, values, at.child(SLOTS), report));
        }
        return shape.build(values);
    }

    private Decoded slots(Shape shape, JsonNode slots, @Nullable Object[] values, At at, Report report) {
        if (!slots.isObject()) {
            report.wrongType(at, "object", slots);
            return new Decoded(null, slots);
        }
        var keys = new Keys(slots);
        for (FieldShape field : shape.fields()) {
            @Nullable JsonNode slot = isSlot(field) ? keys.left().get(field.name()) : null;
            if (slot != null) {
                Decoded decoded = codecs.of(Graph.class).decode(slot, at.child(field.name()), report);
                keys.took(field.name(), decoded);
                values[field.index()] = decoded.value();
            }
        }
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        keys.left().forEach(rest::set);
        return new Decoded(slots, rest.isEmpty() ? null : rest);
    }

    private static boolean isSlot(FieldShape field) {
        return field.child() != null && !field.isBranches();
    }

    @Override
    public JsonNode encode(Object value, Style style) {
        var node = (Node) value;
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put(ID, node.id());
        object.put(KIND, node.kind().kindName());
        if (!(node.kind() instanceof UnknownKind)) {
            known(node, object, style);
        }
        Keys.write(node.extras(), object, style);
        return object;
    }

    private void known(Node node, ObjectNode object, Style style) {
        Shape common = Shape.of(Settings.class);
        RecordCodec settings = codecs.ofRecord(Settings.class);
        Shape shape = Shape.of(node.kind());
        var own = (Record) node.kind();
        RecordCodec kind = codecs.ofRecord(shape.type());
        common.field(TITLE).ifPresent(title -> settings.encode(title, node.settings(), object, style));
        shape.fields().stream().filter(field -> field.child() == null)
                .forEach(field -> kind.encode(field, own, object, style));
        common.fields().stream().filter(field -> !field.name().equals(TITLE))
                .forEach(field -> settings.encode(field, node.settings(), object, style));
        shape.childFields().stream().filter(FieldShape::isBranches)
                .forEach(field -> kind.encode(field, own, object, style));
        ObjectNode slots = JsonNodeFactory.instance.objectNode();
        shape.childFields().stream().filter(NodeCodec::isSlot)
                .forEach(field -> kind.encode(field, own, slots, style));
        if (!slots.isEmpty()) {
            object.set(SLOTS, slots);
        }
    }
}
