package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.Transform;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Documents for tests and benchmarks. */
public final class Flows {
    private Flows() {}

    /** The document as a journal keeps it. */
    public static String text(Workflow workflow) {
        return new dev.flowbench.flow.file.DocumentWriter().write(workflow);
    }

    public static Workflow workflow(Graph graph) {
        return workflow(graph, null);
    }

    public static Workflow workflow(Graph graph, @Nullable Budget budget) {
        return new Workflow(1, "test", "Test", null, null, Map.of("m", new ModelSpec("openai", "test-model")), Map.of(),
                budget, graph, Layout.EMPTY, Extras.NONE);
    }

    public static Graph graph(List<Node> nodes, String... wires) {
        var all = new ArrayList<Wire>();
        for (String wire : wires) {
            all.add(Wire.parse(wire).orElseThrow(() -> new IllegalArgumentException(wire)));
        }
        return new Graph(nodes, all);
    }

    public static Node llm(String id, String prompt) {
        return new Node(id, new Llm("m", List.of(new Message(Message.Role.USER, prompt)), 100, null, null));
    }

    public static Node llm(String id, String prompt, JsonNode schema) {
        return new Node(id, new Llm("m", List.of(new Message(Message.Role.USER, prompt)), 100, null, schema));
    }

    public static Node template(String id, String text) {
        return new Node(id, new Transform(new TemplateSource(text), null, 100_000));
    }

    public static Node expression(String id, String text) {
        return new Node(id, new Transform(null, new ExpressionSource(text), 100_000));
    }

    public static Node node(String id, Kind kind) {
        return new Node(id, kind);
    }

    /** A chain of so many templates that pass a text on. */
    public static Workflow chain(int length) {
        var nodes = new ArrayList<Node>(length);
        var wires = new ArrayList<Wire>(length);
        for (int i = 0; i < length; i++) {
            nodes.add(template("n" + i, "{{x}}"));
            wires.add(i == 0 ? new Wire("in", "x", "n0", "x") : new Wire("n" + (i - 1), "result", "n" + i, "x"));
        }
        wires.add(new Wire("n" + (length - 1), "result", "out", "y"));
        return workflow(new Graph(nodes, wires));
    }

    /** A call of the model in so many frames, one in the other, of several kinds in turn. */
    public static Workflow nested(int depth) {
        Graph inner = graph(List.of(llm("deepest", "{{x}}")));
        for (int i = depth; i > 0; i--) {
            Node frame = switch (i % 3) {
                case 0 -> node("f" + i, new Chain(1_000_000, inner));
                case 1 -> node("f" + i, new Parallel(List.of(new Branch("b" + i, inner)), null, null, null, null, 1,
                        Duration.ofHours(1), null, null, null));
                default -> node("f" + i, new MapItems(1, 1, null, null, inner));
            };
            inner = frame.kind() instanceof MapItems
                    ? graph(List.of(expression("items" + i, "list"), frame),
                            "items" + i + ".result -> f" + i + ".items",
                            "in.x -> f" + i + ".x", "in.list -> f" + i + ".list")
                    : graph(List.of(frame), "in.x -> f" + i + ".x", "in.list -> f" + i + ".list");
        }
        return workflow(inner);
    }

    /** A loop of two pure steps a round that never passes. */
    public static Workflow loop(int rounds) {
        Graph generator = graph(List.of(template("draft", "{{task}} {{iteration}}")));
        Graph evaluator = graph(List.of(expression("judge", "verdict")));
        return workflow(graph(List.of(new Node("polish", new EvaluatorOptimizer(rounds, new Decimal("1"), rounds,
                generator, evaluator))), "in.x -> polish.task", "in.verdict -> polish.verdict",
                "polish.result -> out.y"));
    }

    /** So many branches that each ask the model once. */
    public static Workflow fan(int branches) {
        var all = new ArrayList<Branch>(branches);
        for (int i = 0; i < branches; i++) {
            all.add(new Branch("b" + i, graph(List.of(llm("n" + i, "{{x}}")))));
        }
        return workflow(graph(List.of(new Node("fan", new Parallel(all, null, null, null, null, branches,
                Duration.ofMinutes(1), null, null, null))), "in.x -> fan.x", "fan.agreement -> out.y"));
    }

    public static ObjectNode object(Object... keysAndValues) {
        return Details.of(keysAndValues);
    }

    public static ArrayNode list(Object... values) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Object value : values) {
            list.add(object("value", value).get("value"));
        }
        return list;
    }

    public static JsonNode text(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }
}
