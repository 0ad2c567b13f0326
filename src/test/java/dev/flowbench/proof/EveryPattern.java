package dev.flowbench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.engine.Flows;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Checkpoint;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Handoff;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Orchestrator;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A workflow with every pattern, whose model and tools answer by step key alone: whatever happens to its process on the
 * way, it comes to the same end.
 */
final class EveryPattern {
    private static final Pattern ROUND = Pattern.compile("#(\\d+)/[a-z-]+$");

    private EveryPattern() {}

    static Map<String, JsonNode> inputs() {
        return Map.of("x", Flows.text("hello"), "list", Flows.list("a", "b", "c", "d", "e"),
                "subtasks", Flows.object("subtasks", Flows.list(
                        Flows.object("id", "a", "worker", "reads", "task", "t"),
                        Flows.object("id", "b", "worker", "counts", "task", "u", "needs", Flows.list("a")),
                        Flows.object("id", "c", "worker", "reads", "task", "v"))),
                "up", Flows.object("escalateTo", "second", "reason", "hard"));
    }

    static Workflow workflow() {
        Graph item = Flows.graph(List.of(Flows.llm("sum", "{{item}}"), tool("note-it", "note", "{{sum}}")),
                "sum.result -> note-it.sum", "note-it.result -> out.result");
        Node items = Flows.expression("items", "list");
        Node each = Flows.node("each", new MapItems(10, 3, null, null, item));
        Node both = Flows.node("both", new Parallel(
                List.of(new Branch("left", Flows.graph(List.of(Flows.llm("west", "{{x}}")))),
                        new Branch("right", Flows.graph(List.of(Flows.llm("east", "{{x}}"),
                                Flows.template("both-t", "{{east}}!")), "east.result -> both-t.east"))),
                null, null, null, null, 10, Duration.ofMinutes(1), null, null,
                Flows.graph(List.of(Flows.llm("together", "{{results}}")))));
        Node vote = Flows.node("vote", new Parallel(
                List.of(new Branch("juror", Flows.graph(List.of(Flows.template("verdict", "yes"))))), 3,
                Parallel.Rule.UNANIMITY, null, null, 10, Duration.ofMinutes(1), null, null, null));
        Node polish = Flows.node("polish", new EvaluatorOptimizer(4, Decimal.of(0.8), 4,
                Flows.graph(List.of(Flows.llm("draft", "{{task}} {{iteration}}"))),
                Flows.graph(List.of(Flows.llm("judge", "{{candidate}}", Flows.object("type", "object", "required",
                        Flows.list("score"), "properties", Flows.object("score", Flows.object("type", "number"))))))));
        Node desk = Flows.node("desk", new Orchestrator(5, 6, 2,
                Flows.graph(List.of(Flows.expression("plan", "subtasks"))),
                List.of(new Branch("reads", Flows.graph(List.of(Flows.llm("read", "{{task}}")))),
                        new Branch("counts", Flows.graph(List.of(Flows.llm("count", "{{task}}"))))),
                Flows.graph(List.of(Flows.llm("write", "{{results}}"))), null));
        Node tiers = Flows.node("tiers", new Handoff(2, List.of(
                new Branch("first", Flows.graph(List.of(
                        Flows.expression("raise", "up")))),
                new Branch("second", Flows.graph(List.of(Flows.llm("expert", "{{task}}")))))));
        Node sort = Flows.node("sort", new Router(List.of(
                new Router.Route("known", "one", new ExpressionSource("value != ''"), Extras.NONE),
                new Router.Route("other", "two", null, Extras.NONE)), null, null, null, 30, null));
        Node sure = Flows.node("sure", new Checkpoint(null, List.of(
                new Settings.Assertion(new ExpressionSource("value != ''"), null, Extras.NONE)),
                Checkpoint.OnFail.STOP, 1));
        Node ops = Flows.node("ops", new Agent("m", List.of(new Message(Message.Role.USER, "{{x}}")),
                List.of(new Agent.AgentTool("look", null, null, Extras.NONE),
                        new Agent.AgentTool("note", null, null, Extras.NONE),
                        new Agent.AgentTool("pay", null, always(), Extras.NONE)),
                20, 12, 16_000, 200, null, null, null));
        Node ask = Flows.node("ask", new Approval(new TemplateSource("May it go out?"), null, Duration.ofHours(1)));
        Node book = tool("book", "pay", "{{approved}}");
        Node last = Flows.node("last", new Chain(20, Flows.graph(List.of(Flows.llm("letter", "{{task}} {{more}}"),
                tool("mail", "pay", "{{letter}}")), "letter.result -> mail.letter")));
        return Flows.workflow(Flows.graph(
                List.of(items, each, both, vote, polish, desk, tiers, sort, sure, ops, ask, book, last),
                "in.list -> items.list", "items.result -> each.items", "in.x -> both.x", "in.x -> vote.x",
                "both.result -> polish.task", "in.x -> desk.task", "in.subtasks -> desk.subtasks", "in.up -> tiers.up",
                "desk.result -> tiers.task",
                "tiers.result -> sort.value", "sort.known -> sure.value", "sure.value -> ops.x",
                "ops.result -> ask.value", "ask.approved -> book.approved", "polish.result -> last.task",
                "book.result -> last.more", "each.results -> out.items", "vote.result -> out.vote",
                "ops.steps -> out.steps", "polish.score -> out.score", "last.result -> out.last"));
    }

    private static Settings.ApprovalPolicy always() {
        return new Settings.ApprovalPolicy(true, null, null, List.of(), null, null, null, null, null, Extras.NONE);
    }

    private static Node tool(String id, String tool, String text) {
        return Flows.node(id, new ToolCall(tool, Map.of("text", new TemplateSource(text)), null, List.of(), 10_000,
                Duration.ofMinutes(1)));
    }

    /** Answers after a moment, as the step's key says. */
    static ChatModel model(World world, CrashPoints points, int process) {
        return new ChatModel() {
            @Override
            public ModelReply call(ModelRequest request, Call call) throws ModelException {
                points.at("send");
                world.happens(new World.Deed(process, "model", call.run(), call.stepKey(),
                        Integer.toString(call.attempt())));
                call.sleep(Duration.ofNanos(new SplittableRandom(call.stepKey().hashCode()).nextInt(4_000_000)));
                ModelReply reply = reply(call);
                points.at("result");
                return reply;
            }
        };
    }

    private static ModelReply reply(ChatModel.Call call) {
        Matcher matcher = ROUND.matcher(call.stepKey());
        int round = matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
        if (call.node().equals("judge")) {
            return says("{\"score\": 0." + (2 + 2 * round) + ", \"feedback\": \"more\"}");
        }
        if (call.node().equals("ops")) {
            return switch (round) {
                case 1 -> calls("look", "a", "pay", "one");
                case 2 -> calls("note", "b");
                case 3 -> calls("pay", "two");
                default -> says("It is done.");
            };
        }
        return says(call.stepKey() + " says so");
    }

    private static ModelReply says(String text) {
        return new ModelReply(text, new ModelReply.Usage(3, 2), ModelReply.Finish.STOP, "fake", null, 0);
    }

    private static ModelReply calls(String... toolAndText) {
        var uses = new ArrayList<ToolUse>();
        for (int i = 0; i < toolAndText.length; i += 2) {
            uses.add(new ToolUse("c" + i, toolAndText[i], Flows.object("text", toolAndText[i + 1])));
        }
        return new ModelReply("", new ModelReply.Usage(3, 2), ModelReply.Finish.TOOL_CALL, "fake", null, 0, uses);
    }

    /** What a tool gives, whoever says that it happened. */
    static JsonNode done(String tool) {
        return JsonNodeFactory.instance.textNode(tool + ": done");
    }

    static Tools tools(World world, CrashPoints points, int process) {
        List<Tool> all = List.of(tool("look", EffectClass.READ, world, points, process),
                tool("note", EffectClass.IDEMPOTENT, world, points, process),
                tool("pay", EffectClass.NON_IDEMPOTENT, world, points, process));
        return () -> all;
    }

    private static Tool tool(String name, EffectClass effect, World world, CrashPoints points, int process) {
        var parameters = Flows.object("type", "object", "required", Flows.list("text"), "properties",
                Flows.object("text", Flows.object("type", "string")));
        var definition = new Tool.Definition(name, "Does " + name + '.', parameters, null, effect, false);
        return new Tool() {
            @Override
            public Definition definition() {
                return definition;
            }

            @Override
            public JsonNode call(JsonNode arguments, Call call) {
                points.at("do");
                world.happens(new World.Deed(process, name, call.run(), call.stepKey(), call.idempotencyKey()));
                points.at("done");
                return done(name);
            }
        };
    }
}
