package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.UnknownKind;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Workflows of every kind and field, made from the shapes and a seed. They round-trip; they need not make sense. */
final class RandomWorkflows {
    private static final List<String> JSON = List.of("0.70", "1e3", "1E400", "-0", "12", "12345678901234567890",
            "\"a\\nb\"",
            "null", "true", "[]", "{}", "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}",
            "[1,[2,\"x\"]]",
            "{\"nodes\":[\"a -> b\"],\"wires\":5}");
    private static final List<String> TEXTS = List.of("", "x", "Zwei\nZeilen \"so\" \\ \u0007", "\ud83d\ude00",
            "\ud800",
            "{{a}} und {{b.c}}", "a".repeat(200));

    private final Random random;
    private int ids;

    RandomWorkflows(long seed) {
        this.random = new Random(seed);
    }

    Workflow workflow() {
        Workflow w = (Workflow) record(Shape.of(Workflow.class), 0);
        return new Workflow(1, "w", w.name(), w.note(), w.inputs(), w.models(), w.tools(), w.state(), w.budget(),
                w.graph(),
                w.layout(),
                w.extras());
    }

    /** A node of that kind, with about half of its fields set. */
    Node node(Shape kind, int depth) {
        return new Node("n-" + ids++, (Kind) record(kind, depth), (Settings) record(Shape.of(Settings.class), depth),
                extras());
    }

    private Node node(int depth) {
        List<Shape> kinds = Shape.kinds();
        int pick = random.nextInt(kinds.size() + 1);
        return pick == kinds.size()
                ? new Node("n-" + ids++, new UnknownKind("teleport"), Settings.NONE, extras())
                : node(kinds.get(pick), depth);
    }

    private Record record(Shape shape, int depth) {
        Object[] values = new Object[shape.fields().size()];
        for (FieldShape field : shape.fields()) {
            boolean must = !RecordCodec.isNullable(field);
            values[field.index()] = must || random.nextBoolean() ? value(field.type(), depth) : null;
        }
        return shape.build(values);
    }

    private Object value(Type type, int depth) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? list(() -> value(arguments[0], depth))
                    : map(() -> value(arguments[1], depth));
        }
        Class<?> plain = (Class<?>) type;
        if (plain == String.class) {
            return text();
        } else if (plain == TemplateSource.class) {
            return new TemplateSource(text());
        } else if (plain == ExpressionSource.class) {
            return new ExpressionSource(text());
        } else if (plain == Integer.class || plain == int.class) {
            return random.nextInt();
        } else if (plain == Long.class) {
            return random.nextBoolean() ? random.nextLong() : random.nextLong(100);
        } else if (plain == Boolean.class) {
            return random.nextBoolean();
        } else if (plain == Decimal.class) {
            return new Decimal(List.of("0.70", "1", "1e3", "0.5", "-0").get(random.nextInt(5)));
        } else if (plain == Duration.class) {
            return Duration.ofMillis(random.nextInt(10_000_000));
        } else if (plain == JsonNode.class) {
            return json();
        } else if (plain == Extras.class) {
            return extras();
        } else if (plain == Graph.class) {
            return graph(depth + 1);
        } else if (plain == Layout.class) {
            Map<String, Layout.Box> boxes = new LinkedHashMap<>();
            map(() -> random.nextBoolean()
                    ? new Layout.Box(random.nextInt(900), -random.nextInt(900))
                    : new Layout.Box(1, 2, 3, 4)).forEach((key, box) -> boxes.put(key, (Layout.Box) box));
            return new Layout(boxes);
        } else if (plain == Branch.class) {
            return new Branch("b-" + ids++, random.nextBoolean() ? text() : null, null, null, graph(depth + 1),
                    extras());
        } else if (plain.isEnum()) {
            return plain.getEnumConstants()[random.nextInt(plain.getEnumConstants().length)];
        }
        return record(Shape.of(plain.asSubclass(Record.class)), depth);
    }

    private Graph graph(int depth) {
        List<Node> nodes = new ArrayList<>();
        for (int i = depth > 4 ? 0 : random.nextInt(4); i > 0; i--) {
            nodes.add(node(depth));
        }
        List<Wire> wires = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            wires.add(
                    new Wire("in", "a", random.nextBoolean() ? List.of() : List.of("b", "c"), "n-" + random.nextInt(9),
                            "text"));
        }
        return new Graph(nodes, wires);
    }

    private List<Object> list(Supplier<Object> each) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            list.add(each.get());
        }
        return list;
    }

    private Map<String, Object> map(Supplier<Object> each) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            map.put("key" + random.nextInt(99), each.get());
        }
        return map;
    }

    private Extras extras() {
        if (random.nextInt(3) > 0) {
            return Extras.NONE;
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        map(this::json).forEach((key, value) -> values.put("x-" + key, (JsonNode) value));
        return Extras.of(values);
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private JsonNode json() {
        try {
            return Json.read(JSON.get(random.nextInt(JSON.size())));
        } catch (UnreadableDocument e) {
            throw new IllegalStateException(e);
        }
    }
}
