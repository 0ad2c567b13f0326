package dev.flowbench.engine;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Checkpoint;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Handoff;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Orchestrator;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Documents, models and prices drawn from a seed: nested patterns, small budgets, faults of every kind. */
final class RandomFlows {
    private static final Settings.Retry QUICK = new Settings.Retry(3, Duration.ofMillis(5), Duration.ofMillis(20),
            Extras.NONE);

    private final SplittableRandom random;
    private int ids;
    private int room;
    /** Whether no other document may be used. */
    private boolean closed;

    private RandomFlows(long seed) {
        this.random = new SplittableRandom(seed);
        this.room = 4 + random.nextInt(14);
    }

    static Workflow workflow(long seed) {
        var flows = new RandomFlows(seed);
        Graph graph = flows.graph(0);
        return Flows.workflow(graph, flows.chance(50) ? flows.budget(4) : null);
    }

    /** The other documents that a workflow of that seed may use. */
    static Map<String, Workflow> documents(long seed) {
        var flows = new RandomFlows(seed * 31 + 7);
        flows.room = Math.min(flows.room, 5);
        flows.closed = true;
        Graph graph = flows.graph(2);
        return Map.of("other.flow.json", Flows.workflow(graph, flows.chance(40) ? flows.budget(2) : null));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String id(String prefix) {
        return prefix + ids++;
    }

    private Graph graph(int depth) {
        int size = 1 + random.nextInt(3);
        var nodes = new ArrayList<Node>();
        var wires = new ArrayList<Wire>();
        for (int i = 0; i < size; i++) {
            Node node = node(depth);
            if (node.kind() instanceof MapItems) {
                Node items = Flows.expression(id("items"), chance(90) ? "['a', 'b', 'c']" : "[]");
                nodes.add(items);
                wires.add(new Wire(items.id(), Kind.RESULT, node.id(), "items"));
            }
            for (String port : ports(node.kind())) {
                wires.add(wire(nodes, node, port));
                if (chance(10)) {
                    wires.add(wire(nodes, node, port));
                }
            }
            if (!nodes.isEmpty() && chance(10)) {
                wires.add(wire(nodes, node, Wire.WHEN));
            }
            nodes.add(node);
        }
        if (chance(70)) {
            Node last = nodes.getLast();
            wires.add(new Wire(last.id(), output(last), Graph.OUT, depth == 0 && chance(50) ? "y" : "result"));
            if (nodes.size() > 1 && chance(30)) {
                wires.add(new Wire(nodes.getFirst().id(), output(nodes.getFirst()), Graph.OUT, "z"));
            }
        }
        return new Graph(nodes, wires);
    }

    private Wire wire(List<Node> before, Node to, String port) {
        if (before.isEmpty() || chance(25)) {
            return new Wire(Graph.IN, "x", to.id(), port);
        }
        Node from = before.get(random.nextInt(before.size()));
        return new Wire(from.id(), output(from), to.id(), port);
    }

    private static List<String> ports(Kind kind) {
        return switch (kind) {
            case Gate _,Router _ -> List.of(Kind.VALUE, "x");
            case EvaluatorOptimizer _,Handoff _,Orchestrator _ -> List.of("task", "x");
            case Checkpoint _ -> List.of(Kind.VALUE);
            default -> List.of("x");
        };
    }

    private String output(Node node) {
        return switch (node.kind()) {
            case Gate gate -> gate.orElse() == Gate.Otherwise.FAIL && chance(30) ? "fail" : "pass";
            case Router _ -> List.of("a", "b", "default").get(random.nextInt(3));
            case MapItems _ -> "results";
            case Checkpoint _ -> Kind.VALUE;
            default -> Kind.RESULT;
        };
    }

    private Node node(int depth) {
        room--;
        Kind kind = depth < 4 && room > 0 && chance(45) ? frame(depth + 1) : leaf();
        return new Node(id("n"), kind, settings(kind.isFrame()), Extras.NONE);
    }

    private Kind leaf() {
        return switch (random.nextInt(11)) {
            case 10 -> new Checkpoint(null,
                    List.of(new Settings.Assertion(new ExpressionSource(chance(70) ? "value != 'answer 0'" : "false"),
                            null, Extras.NONE)),
                    chance(70) ? Checkpoint.OnFail.RETRY : Checkpoint.OnFail.STOP, random.nextInt(3));
            case 0, 1 -> Flows.template("t", "{{x}}").kind();
            case 2 -> new Gate(new ExpressionSource(chance(50) ? "true" : "false"),
                    Gate.Otherwise.values()[random.nextInt(3)], null);
            case 3 -> new Router(
                    List.of(new Router.Route("a", "first", chance(50) ? new ExpressionSource("false") : null,
                            Extras.NONE), new Router.Route("b", null, null, Extras.NONE)),
                    chance(70) ? "m" : null, null,
                    chance(30) ? Decimal.of(0.5) : null, 30, null);
            case 4 -> new Llm("m", List.of(new Message(Message.Role.USER, "{{x}}")), 1 + random.nextInt(50), null,
                    Flows.object("type", "object", "required", Flows.list("score"), "properties",
                            Flows.object("score", Flows.object("type", "number"))));
            default -> new Llm("m", List.of(new Message(Message.Role.USER, "{{x}} {{#never}}{{never}}{{/never}}")),
                    1 + random.nextInt(50), null, null);
        };
    }

    private Kind frame(int depth) {
        return switch (random.nextInt(8)) {
            case 7 -> closed ? leaf() : new Subflow("other.flow.json", null, List.of(), 10_000);
            case 6 -> orchestrator(depth);
            case 4 -> new MapItems(4, 1 + random.nextInt(3), chance(30) ? 2 : null,
                    chance(30) ? new ExpressionSource("item") : null, graph(depth));
            case 5 -> {
                int size = 1 + random.nextInt(3);
                var tiers = new ArrayList<Branch>();
                for (int i = 0; i < size; i++) {
                    tiers.add(new Branch(id("t"), chance(50)
                            ? graph(depth)
                            : Flows.graph(List.of(
                                    Flows.expression(id("up"), "{'escalateTo': 'next', 'reason': 'hard'}")))));
                }
                yield new Handoff(random.nextInt(3), tiers);
            }
            case 0 -> new Chain(chance(20) ? 1 + random.nextInt(6) : 1000, graph(depth));
            case 1 ->
                new EvaluatorOptimizer(1 + random.nextInt(3), Decimal.of(0.8), 1 + random.nextInt(3), graph(depth),
                        judge());
            case 2 -> {
                int votes = 2 + random.nextInt(4);
                yield new Parallel(List.of(new Branch(id("b"), graph(depth))), votes,
                        Parallel.Rule.values()[random.nextInt(4)], 2, null, 10, timeout(), null, concurrency(), null);
            }
            default -> {
                int size = 1 + random.nextInt(3);
                var branches = new ArrayList<Branch>();
                for (int i = 0; i < size; i++) {
                    branches.add(new Branch(id("b"), graph(depth)));
                }
                yield new Parallel(branches, null, null, null, null, 10, timeout(), chance(50) ? 1 : null,
                        concurrency(),
                        chance(30) ? Flows.graph(List.of(Flows.llm(id("agg"), "{{results}}"))) : null);
            }
        };
    }

    private Kind orchestrator(int depth) {
        String plan = chance(10)
                ? "{'subtasks': [{'id': 'a', 'worker': 'nobody', 'task': 't'}]}"
                : "{'subtasks': [{'id': 'a', 'worker': 'w1', 'task': 't'}, {'id': 'b', 'worker': 'w2', 'task': 't', "
                        + "'needs': ['a']}, {'id': 'c', 'worker': 'w1', 'task': 't'}]}";
        Graph planner = chance(90) ? Flows.graph(List.of(Flows.expression(id("plan"), plan))) : graph(depth);
        // A worker sees its task alone.
        Graph one = Flows.graph(List.of(Flows.llm(id("work"), "{{task}}")));
        Graph inner = graph(depth);
        var wires = new ArrayList<Wire>();
        Node wrap = new Node(id("wrap"), new Chain(1000, inner), settings(true), Extras.NONE);
        wires.add(new Wire(Graph.IN, "task", wrap.id(), "x"));
        Graph other = new Graph(List.of(wrap), wires);
        return new Orchestrator(chance(20) ? 2 : 5, 1 + random.nextInt(4), 1 + random.nextInt(3), planner,
                List.of(new Branch("w1", one), new Branch("w2", other)),
                chance(80) ? Flows.graph(List.of(Flows.llm(id("syn"), "{{results}}"))) : graph(depth),
                chance(30) ? graph(depth) : null);
    }

    private Graph judge() {
        return Flows.graph(List.of(Flows.llm(id("judge"), "{{candidate}}",
                Flows.object("type", "object", "required", Flows.list("score"), "properties",
                        Flows.object("score", Flows.object("type", "number"))))));
    }

    private Duration timeout() {
        return Duration.ofMillis(chance(50) ? 60_000 : 1 + random.nextInt(60));
    }

    private @Nullable Integer concurrency() {
        return chance(50) ? null : 1 + random.nextInt(3);
    }

    private Settings settings(boolean frame) {
        List<Settings.Recovery> onFailure = chance(15)
                ? List.of(new Settings.Recovery(Settings.Recovery.Action.FALLBACK_VALUE, null, null, null, null,
                        TextNode.valueOf("instead"), Extras.NONE))
                : List.of();
        return new Settings(null, null, chance(frame ? 40 : 10) ? budget(frame ? 2 : 1) : null,
                chance(10) ? Duration.ofMillis(1 + random.nextInt(40)) : null, chance(50) ? QUICK : null, null,
                onFailure,
                List.of(), Map.of(), null, chance(4) ? true : null);
    }

    private Budget budget(int scale) {
        return new Budget(chance(30) ? (long) random.nextInt(400 * scale) : null,
                chance(15) ? (long) random.nextInt(300 * scale) : null,
                chance(15) ? (long) random.nextInt(100 * scale) : null,
                chance(30) ? Decimal.of(random.nextInt(1000 * scale) / 1e6) : null,
                chance(30) ? (long) random.nextInt(8 * scale) : null, null,
                chance(20) ? (long) random.nextInt(2 * scale) : null,
                chance(20) ? Duration.ofMillis(random.nextInt(60 * scale)) : null,
                Budget.AtCap.values()[random.nextInt(4)], Extras.NONE);
    }

    /** Answers within its bound, or fails, as seed, step and attempt draw. */
    static ChatModel model(int faultPercent) {
        return model(faultPercent, random -> Duration.ofMillis(random.nextInt(20)));
    }

    /** The same, as fast as is said. */
    static ChatModel model(int faultPercent, Function<SplittableRandom, Duration> latency) {
        return (request, call) -> {
            var random = new SplittableRandom((call.seed() * 31 + call.stepKey().hashCode()) * 31 + call.attempt());
            if (random.nextInt(100) < 90) {
                call.sleep(latency.apply(random));
            }
            if (random.nextInt(100) < faultPercent) {
                throw fault(random);
            }
            long input = 1 + random.nextInt((int) bound(request));
            long output = 1 + random.nextInt(request.maxOutputTokens());
            ModelReply.Usage usage = random.nextInt(100) < 90 ? new ModelReply.Usage(input, output) : null;
            ModelReply.Finish finish = random.nextInt(100) < 95
                    ? ModelReply.Finish.STOP
                    : ModelReply.Finish.values()[random.nextInt(3)];
            String text = "answer " + random.nextInt(2);
            if (request.schema() != null) {
                text = random.nextInt(100) < 80
                        ? "{\"score\": 0." + random.nextInt(10)
                                + ", \"route\": \"a\", \"reason\": \"r\", \"confidence\": 0."
                                + random.nextInt(10) + "}"
                        : "not JSON";
            }
            return new ModelReply(text, usage, finish, "fake", null, 0);
        };
    }

    private static long bound(ModelRequest request) {
        return FakeModel.ECHO.inputBound(request);
    }

    private static ModelException fault(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> FakeModel.asksToWait(Duration.ofMillis(random.nextInt(30)));
            case 1 -> FakeModel.fails(ErrorCode.NET_LOST);
            case 2 -> FakeModel.fails(ErrorCode.NET_CONNECT);
            case 3 -> FakeModel.fails(ErrorCode.AUTH);
            case 4 -> new ModelException(ErrorCode.PROVIDER_ERROR, "It broke.", "Wait.", -1, "half an ans",
                    new ModelReply.Usage(1, 1), null);
            default -> FakeModel.fails(ErrorCode.BAD_REQUEST);
        };
    }

    static Prices prices() {
        return new Prices() {
            @Override
            public String table() {
                return "test";
            }

            @Override
            public Optional<Price> price(String provider, String model) {
                return Optional.of(new Price(333_333, 100_000, 500_001, 1_999_999));
            }
        };
    }
}
