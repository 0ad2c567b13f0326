package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Settings.ApprovalPolicy;
import dev.flowbench.flow.Settings.Recovery;
import dev.flowbench.flow.Settings.Recovery.Action;
import dev.flowbench.flow.StateField;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Documents drawn from a seed in which people are asked in every way there is, beside gates, ladders of recovery, state that
 * is written and read, and a world that fails often enough for breakers to open; and people who answer as they like, late,
 * or never.
 */
final class RandomPeople {
    private static final JsonNode SCHEMA = Flows.object("type", "object", "required", Flows.list("ok"));
    private static final Duration LIMIT = Duration.ofHours(1);

    private final SplittableRandom random;
    /** Of its own: what has caps is drawn without another flow coming of it. */
    private final SplittableRandom caps;
    private int ids;

    private RandomPeople(long seed) {
        this.random = new SplittableRandom(seed);
        this.caps = new SplittableRandom(~seed);
    }

    static Workflow workflow(long seed) {
        return new RandomPeople(seed).document();
    }

    private Workflow document() {
        Graph graph = graph(0, 2 + random.nextInt(2));
        var state = new LinkedHashMap<String, StateField>();
        state.put("log", new StateField(Flows.object("type", "array"), StateField.Merge.APPEND, Flows.list(),
                Extras.NONE));
        state.put("seen", new StateField(null, StateField.Merge.UNION, null, Extras.NONE));
        return new Workflow(1, "people", "People", null, null, Map.of("m", new ModelSpec("openai", "one"), "n",
                new ModelSpec("openai", "two")), state, null, graph, Layout.EMPTY, Extras.NONE);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private Graph graph(int depth, int length) {
        var nodes = new ArrayList<Node>();
        var wires = new ArrayList<Wire>();
        String from = Graph.IN;
        String port = "x";
        for (int i = 0; i < length; i++) {
            Node node = depth < 2 && chance(depth == 0 ? 60 : 20) ? frame(depth + 1) : leaf();
            if (node.kind() instanceof MapItems) {
                Node items = Flows.expression("items" + ids++, "['a', 'b', 'c']");
                nodes.add(items);
                wires.add(new Wire(from, port, items.id(), Wire.WHEN));
                wires.add(new Wire(items.id(), Kind.RESULT, node.id(), "items"));
            }
            nodes.add(node);
            wires.add(new Wire(from, port, node.id(),
                    node.kind() instanceof Approval || node.kind() instanceof Gate ? Kind.VALUE : "x"));
            from = node.id();
            port = switch (node.kind()) {
                case Approval _ -> chance(90) ? "approved" : "rejected";
                case Gate _ -> "pass";
                case MapItems _ -> "results";
                default -> Kind.RESULT;
            };
        }
        wires.add(new Wire(from, port, Graph.OUT, depth == 0 ? "y" : Kind.RESULT));
        return new Graph(nodes, wires);
    }

    private Node frame(int depth) {
        String id = "f" + ids++;
        Kind kind = switch (random.nextInt(4)) {
            case 0 -> new Chain(50, graph(depth, 1 + random.nextInt(3)));
            case 1 -> new MapItems(5, 1 + random.nextInt(3), chance(50) ? 2 : 0, null,
                    graph(depth, 1 + random.nextInt(2)));
            default -> {
                var branches = new ArrayList<Branch>();
                for (int i = 2 + random.nextInt(2); i > 0; i--) {
                    branches.add(new Branch("b" + ids++, graph(depth, 1 + random.nextInt(3))));
                }
                yield new Parallel(branches, null, null, null, null, 10, chance(15) ? Duration.ofSeconds(2) : null,
                        1 + random.nextInt(2), chance(50) ? 1 + random.nextInt(2) : null, null);
            }
        };
        List<Recovery> ladder = chance(30)
                ? List.of(chance(60) ? recovery(Action.PERSON) : recovery(Action.FALLBACK_VALUE))
                : List.of();
        return new Node(id, kind, settings(ladder, Map.of(), List.of(), null), Extras.NONE);
    }

    private Node leaf() {
        String id = "n" + ids++;
        Map<String, ExpressionSource> writes = chance(40)
                ? Map.of(chance(50) ? "log" : "seen", new ExpressionSource("['" + id + "', string(result)]"))
                : Map.of();
        List<String> reads = chance(40) ? List.of("log", "seen") : List.of();
        String text = reads.isEmpty() ? "{{x}}" : "{{x}} {{state.log}} {{#state.seen}}{{state.seen}}{{/state.seen}}";
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Node(id, new Approval(new TemplateSource("Go on?"), chance(50) ? policy() : null, LIMIT));
            case 2 -> new Node(id, new Gate(new ExpressionSource(chance(70) ? "true" : "false"),
                    Gate.Otherwise.values()[random.nextInt(3)], null));
            case 3, 4, 5 -> new Node(id,
                    new ToolCall(List.of("look", "put", "send").get(random.nextInt(3)),
                            Map.of("text", new TemplateSource(text)), null, List.of(), 100_000, Duration.ofMinutes(1)),
                    settings(ladder(false), writes, reads, chance(60) ? policy() : null), Extras.NONE);
            default -> new Node(id,
                    new Llm("m", List.of(new Message(Message.Role.USER, text)), 50, null, chance(50) ? SCHEMA : null),
                    settings(ladder(true), writes, reads, chance(30) ? policy() : null), Extras.NONE);
        };
    }

    private ApprovalPolicy policy() {
        boolean always = chance(60);
        return new ApprovalPolicy(always ? true : null, null, !always && chance(50) ? Decimal.of(0.0000001) : null,
                chance(50) ? List.of(EffectClass.NON_IDEMPOTENT, EffectClass.MODEL) : List.of(),
                null, !always ? 2 : null, chance(75) ? null : false, chance(50) ? LIMIT : null,
                chance(40) ? ApprovalPolicy.OnTimeout.ESCALATE : null, Extras.NONE);
    }

    private List<Recovery> ladder(boolean model) {
        var ladder = new ArrayList<Recovery>();
        if (model) {
            for (Action action : List.of(Action.REPAIR, Action.COOLER_RETRY, Action.SIMPLIFIED_PROMPT,
                    Action.FALLBACK_MODEL)) {
                if (chance(30)) {
                    ladder.add(recovery(action));
                }
            }
        }
        if (chance(50)) {
            ladder.add(recovery(List.of(Action.PERSON, Action.PERSON, Action.FALLBACK_VALUE, Action.FAIL)
                    .get(random.nextInt(4))));
        }
        return ladder;
    }

    private static Recovery recovery(Action action) {
        return new Recovery(action, null, action == Action.SIMPLIFIED_PROMPT ? new TemplateSource("Just {{x}}") : null,
                action == Action.FALLBACK_MODEL ? "n" : null, null,
                action == Action.FALLBACK_VALUE ? Flows.text("instead") : null, Extras.NONE);
    }

    private Settings settings(List<Recovery> ladder, Map<String, ExpressionSource> writes, List<String> reads,
            @Nullable ApprovalPolicy policy) {
        var retry = chance(50)
                ? new Settings.Retry(1 + random.nextInt(3), Duration.ofMillis(5), Duration.ofMillis(50), Extras.NONE)
                : null;
        Budget budget = caps.nextInt(100) < 6
                ? new Budget(caps.nextBoolean() ? 50L + caps.nextInt(600) : null, null, null, null,
                        1L + caps.nextInt(6), null, null, null, caps.nextBoolean() ? Budget.AtCap.FAIL : null,
                        Extras.NONE)
                : null;
        return new Settings(null, null, budget, caps.nextInt(100) < 4 ? Duration.ofMillis(40) : null, retry, null,
                ladder, reads, writes, policy, null);
    }

    /** Fails in a third of all seeds often enough that its breaker opens. */
    static ChatModel model(long world) {
        return (request, call) -> {
            var random = new SplittableRandom((world * 31 + call.stepKey().hashCode()) * 31 + call.attempt());
            call.sleep(Duration.ofMillis(random.nextInt(30)));
            if (random.nextInt(100) < faults(world)) {
                throw switch (random.nextInt(4)) {
                    case 0 -> FakeModel.asksToWait(Duration.ofMillis(random.nextInt(100)));
                    case 1 -> FakeModel.fails(ErrorCode.NET_LOST);
                    case 2 -> FakeModel.fails(ErrorCode.PROVIDER_ERROR);
                    default -> FakeModel.fails(ErrorCode.NET_CONNECT);
                };
            }
            String text = request.schema() == null || random.nextInt(100) < 50
                    ? "{\"ok\": " + random.nextInt(3) + "}"
                    : "no";
            return new ModelReply(text, new ModelReply.Usage(1, 1), ModelReply.Finish.STOP, "fake", null, 0);
        };
    }

    private static int faults(long world) {
        return world % 3 == 0 ? 70 : 15;
    }

    static FakeTools tools(long world) {
        var tools = new FakeTools();
        var attempts = new ConcurrentHashMap<String, Integer>();
        FakeTools.Deed deed = (arguments, call) -> deed(
                (world * 37 + call.stepKey().hashCode()) * 31 + attempts.merge(call.stepKey(), 1, Integer::sum),
                faults(world), arguments);
        return tools.add("look", EffectClass.READ, deed).add("put", EffectClass.IDEMPOTENT, deed).add("send",
                EffectClass.NON_IDEMPOTENT, deed);
    }

    private static JsonNode deed(long seed, int faults, JsonNode arguments) throws ToolException {
        var random = new SplittableRandom(seed);
        if (random.nextInt(100) < faults) {
            throw FakeTools.fails(random.nextBoolean() ? ErrorCode.NET_LOST : ErrorCode.PROVIDER_ERROR);
        }
        return Flows.text("did " + arguments.path("text").asText().length());
    }

    /** Answers within three hours; where there is a limit, that may be too late. */
    static TestRun.Person person(long seed) {
        return (run, request, time) -> answer(seed, run, request, time);
    }

    private static void answer(long seed, Run run, ApprovalRequested request, Scheduler time) {
        var random = new SplittableRandom(seed * 31 + request.id().hashCode());
        do {
            var _ = time.signal().await(Duration.ofMinutes(random.nextInt(90)));
        } while (random.nextInt(100) < 40);
        Verdict verdict = switch (random.nextInt(8)) {
            case 0, 1 -> Verdict.EDIT;
            case 2 -> Verdict.REJECT;
            case 3 -> request.about() == ApprovalRequested.About.UNKNOWN ? Verdict.HAPPENED : Verdict.APPROVE;
            default -> Verdict.APPROVE;
        };
        @Nullable JsonNode value = switch (verdict) {
            case EDIT -> edited(request.action());
            case HAPPENED -> Flows.text("it happened");
            case APPROVE, REJECT, TIMED_OUT, ESCALATE -> null;
        };
        boolean _ = run.decide(new ApprovalDecided(request.id(), verdict, value, "Ada", "",
                value != null && verdict == Verdict.EDIT ? Canonical.sha256(value) : request.sha256()));
    }

    private static JsonNode edited(JsonNode action) {
        if (action instanceof ObjectNode object && object.path("arguments").isObject()) {
            ObjectNode copy = object.deepCopy();
            copy.withObject("arguments").put("text", "edited");
            return copy;
        }
        return Flows.text("edited");
    }
}
