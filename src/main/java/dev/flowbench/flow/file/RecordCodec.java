package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Workflow;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A record as an object: its fields in order, then its extras. A field that is not set has no key. */
final class RecordCodec implements Codec {
    /** What people read and what the canvas shows: no part of the meaning. */
    static final Set<String> WORDS = Set.of("title", "note", "layout");

    private final Shape shape;
    private final Codecs codecs;
    /** By the field's index; reflection takes its time to say it. */
    private final boolean[] nullable;

    RecordCodec(Shape shape, Codecs codecs) {
        this.shape = shape;
        this.codecs = codecs;
        this.nullable = new boolean[shape.fields().size()];
        shape.fields().forEach(field -> nullable[field.index()] = isNullable(field));
    }

    @Override
    public Decoded decode(JsonNode json, At at, Report report) {
        if (!json.isObject()) {
            report.wrongType(at, "object", json);
            return new Decoded(null, json);
        }
        var keys = new Keys(json);
        @Nullable Object[] values = new @Nullable Object[shape.fields().size()];
        boolean whole = true;
        for (FieldShape field : shape.fields()) {
            values[field.index()] = decode(field, keys, at, report);
            if (values[field.index()] == null && !nullable[field.index()]) {
                if (!json.has(field.name())) {
                    report.error(at, "MISSING", field.name());
                }
                whole = false;
            }
        }
        if (!whole) {
            return new Decoded(null, json);
        }
        shape.field("extras").ifPresent(extras -> values[extras.index()] = keys.extras());
        return new Decoded(shape.build(values), null);
    }

    /** Takes one field's key; null where it is not there, or not of the field's type. */
    @Nullable Object decode(FieldShape field, Keys keys, At at, Report report) {
        Class<?> type = field.component().getType();
        if (type == Extras.class) {
            return Extras.NONE;
        }
        if (field.inline()) {
            return ((GraphCodec) codecs.of(Graph.class)).decode(keys, at, report);
        }
        @Nullable JsonNode json = keys.left().get(field.name());
        @Nullable Object value = null;
        if (json != null) {
            Decoded decoded = codecs.of(field.type()).decode(json, at.child(field.name()), report);
            keys.took(field.name(), decoded);
            value = decoded.value();
        }
        return value != null ? value : absent(field, type);
    }

    private @Nullable Object absent(FieldShape field, Class<?> type) {
        if (type == List.class) {
            return List.of();
        } else if (type == Map.class) {
            return Map.of();
        } else if (type == Layout.class) {
            return Layout.EMPTY;
        } else if (shape.type() == Workflow.class && !nullable[field.index()]) {
            return type == int.class ? 0 : ""; // A workflow opens even without id and version; the checks say so.
        }
        return null;
    }

    static boolean isNullable(FieldShape field) {
        return field.component().getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    @Override
    public JsonNode encode(Object value, Style style) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        Extras extras = Extras.NONE;
        for (FieldShape field : shape.fields()) {
            if (field.get((Record) value) instanceof Extras some) {
                extras = some;
            } else {
                encode(field, (Record) value, object, style);
            }
        }
        Keys.write(extras, object, style);
        return object;
    }

    /** Writes one field, where it is set. */
    void encode(FieldShape field, Record owner, ObjectNode to, Style style) {
        @Nullable Object value = field.get(owner);
        if (value == null || style == Style.MEANING && isWords(field)) {
            return;
        }
        if (field.inline()) {
            ((GraphCodec) codecs.of(Graph.class)).encode((Graph) value, to, style);
        } else if (!isEmpty(field, value)) {
            to.set(field.name(), codecs.of(field.type()).encode(value, style));
        }
    }

    private boolean isWords(FieldShape field) {
        return WORDS.contains(field.name()) || shape.type() == Workflow.class && field.name().equals("name");
    }

    private boolean isEmpty(FieldShape field, Object value) {
        return switch (value) {
            case Collection<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            case Layout layout -> layout.boxes().isEmpty();
            case Integer number -> shape.type() == Workflow.class && number == 0;
            case String text -> shape.type() == Workflow.class && text.isEmpty() && !nullable[field.index()];
            default -> false;
        };
    }
}
