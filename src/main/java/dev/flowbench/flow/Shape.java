package dev.flowbench.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a record of the document, derived once from its declaration: its fields in order, its children, and for a
 * node kind its name and shelf. Reader, writer, published schema, checks, inspector and palette work from shapes, so that
 * what a kind declares stands in one place.
 */
public final class Shape {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return new Shape(type.asSubclass(Record.class));
        }
    };
    private static final Field NOTHING_SAID = nothingSaid();
    private static final List<Shape> KINDS = Arrays.stream(Kind.class.getPermittedSubclasses())
            .filter(type -> type != UnknownKind.class)
            .map(SHAPES::get)
            .toList();

    private final Class<? extends Record> type;
    private final Constructor<? extends Record> constructor;
    private final List<FieldShape> fields;
    private final List<FieldShape> childFields;
    private final @Nullable Declares declares;
    /** Asked at every step: an annotation answers through a proxy. */
    private final String kind;

    private Shape(Class<? extends Record> type) {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        try {
            this.constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
        var all = new ArrayList<FieldShape>(components.length);
        for (int i = 0; i < components.length; i++) {
            RecordComponent c = components[i];
            @Nullable Field said = c.getAnnotation(Field.class);
            all.add(new FieldShape(c, i, said == null ? NOTHING_SAID : said, c.getAnnotation(Child.class),
                    c.isAnnotationPresent(Inline.class)));
        }
        this.fields = List.copyOf(all);
        this.childFields = fields.stream().filter(field -> field.child() != null).toList();
        this.declares = type.getAnnotation(Declares.class);
        this.kind = declares == null ? type.getSimpleName() : declares.kind();
    }

    private record Blank(@Field int field) {}

    private static Field nothingSaid() {
        @Nullable Field field = Blank.class.getRecordComponents()[0].getAnnotation(Field.class);
        if (field == null) {
            throw new IllegalStateException("annotation is not kept");
        }
        return field;
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + text, e);
        }
    }

    /** The shape of any record of the document. */
    public static Shape of(Class<? extends Record> type) {
        return SHAPES.get(type);
    }

    /** The shape of a node's kind. */
    public static Shape of(Kind kind) {
        return SHAPES.get(kind.getClass());
    }

    /** All node kinds, in the order of the palette. */
    public static List<Shape> kinds() {
        return KINDS;
    }

    /** The kind of that name in the file. */
    public static Optional<Shape> ofKind(String name) {
        return KINDS.stream().filter(shape -> shape.kind().equals(name)).findFirst();
    }

    public Class<? extends Record> type() {
        return type;
    }

    /** All fields in the order of the file. */
    public List<FieldShape> fields() {
        return fields;
    }

    public Optional<FieldShape> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** The name of the kind in the file; for a record that is no kind its simple name. */
    public String kind() {
        return kind;
    }

    public Declares.Group group() {
        return declares == null ? Declares.Group.REMARK : declares.group();
    }

    public EffectClass effect() {
        return declares == null ? EffectClass.PURE : declares.effect();
    }

    /** Whether the kind can hold graphs. */
    public boolean isFrame() {
        return !childFields.isEmpty();
    }

    /** The fields that hold graphs, in order. */
    public List<FieldShape> childFields() {
        return childFields;
    }

    /** The field that a child of that kind stands in: its slot, or the list its branch stands in. */
    public Optional<FieldShape> childField(Kind kind, String child) {
        for (FieldShape field : childFields()) {
            if (field.isBranches()
                    ? branches(field, (Record) kind).stream().anyMatch(branch -> branch.id().equals(child))
                    : field.name().equals(child)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** The branches of a list field. */
    @SuppressWarnings("unchecked") // a child field that is a list is declared as List<Branch>
    public List<Branch> branches(FieldShape field, Record owner) {
        @Nullable Object value = field.get(owner);
        return value == null ? List.of() : (List<Branch>) value;
    }

    Map<String, Graph> children(Kind kind) {
        if (!isFrame()) {
            return Map.of();
        }
        var children = new LinkedHashMap<String, Graph>();
        for (FieldShape field : childFields()) {
            if (field.isBranches()) {
                branches(field, (Record) kind).forEach(branch -> children.put(branch.id(), branch.graph()));
            } else if (field.get((Record) kind) instanceof Graph graph) {
                children.put(field.name(), graph);
            }
        }
        return children;
    }

    Kind withChild(Kind kind, String child, @Nullable Graph graph) {
        for (FieldShape field : childFields()) {
            if (field.isBranches()) {
                List<Branch> now = branches(field, (Record) kind);
                if (now.stream().anyMatch(branch -> branch.id().equals(child))) {
                    Stream<Branch> changed = graph == null
                            ? now.stream().filter(branch -> !branch.id().equals(child))
                            : now.stream().map(branch -> branch.id().equals(child) ? branch.with(graph) : branch);
                    return (Kind) with((Record) kind, field.name(), changed.toList());
                }
            } else if (field.name().equals(child)) {
                return (Kind) with((Record) kind, child, graph);
            }
        }
        return kind;
    }

    /**
     * A record with one field replaced.
     *
     * @throws IllegalArgumentException if there is no such field, or the value is not of its type
     */
    public Record with(Record owner, String field, @Nullable Object value) {
        FieldShape shape = field(field)
                .orElseThrow(() -> new IllegalArgumentException(type.getSimpleName() + " has no " + field));
        @Nullable Object[] values = fields.stream().map(each -> each.get(owner)).toArray();
        values[shape.index()] = value;
        return build(values);
    }

    /** A record of these component values, in order. */
    public Record build(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot make a " + type.getSimpleName(), e);
        }
    }
}
