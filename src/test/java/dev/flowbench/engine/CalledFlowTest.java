package dev.flowbench.engine;

import static dev.flowbench.engine.Flows.graph;
import static dev.flowbench.engine.Flows.list;
import static dev.flowbench.engine.Flows.llm;
import static dev.flowbench.engine.Flows.object;
import static dev.flowbench.engine.Flows.template;
import static dev.flowbench.engine.Flows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.plan.PlanException;
import dev.flowbench.engine.plan.Planner;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.ToolDeclaration.SubflowTool;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A workflow that is called as a tool runs in the run of whoever calls it. */
class CalledFlowTest {
    private static final String FILE = "lib/research.flow.json";
    private static final long SEEDS = Long.getLong("flowbench.seeds", 2);

    /** Calls the other workflow twice, once beside a tool, and answers. */
    private static final ChatModel MODEL = (request, call) -> {
        if (!call.stepKey().contains("ops/turn#") || call.stepKey().contains("/flow/")) {
            return FakeModel.says("heard " + request.messages().getLast().text());
        }
        return switch (call.stepKey().replaceAll("ops/turn#(\\d+)/.*", "$1")) {
            case "1" -> calls(use("a", "research", object("topic", "ants")), use("b", "pay", object("text", "1")));
            case "2" -> calls(use("c", "research", object("topic", "bees")));
            default -> FakeModel.says("Done.");
        };
    };

    private static ToolUse use(String id, String tool, JsonNode arguments) {
        return new ToolUse(id, tool, arguments);
    }

    private static ModelReply calls(ToolUse... uses) {
        return new ModelReply("Calling.", new ModelReply.Usage(10, 5), ModelReply.Finish.TOOL_CALL, "fake", null, 0,
                List.of(uses));
    }

    private static ToolDeclaration declared(String file, @Nullable EffectClass effect) {
        return new ToolDeclaration("Looks something up.", null, effect, null, null, null, null, List.of(), null, null,
                new SubflowTool(file, null, Extras.NONE), Extras.NONE);
    }

    private static Workflow outer(Graph graph, Map<String, ToolDeclaration> tools) {
        Workflow plain = Flows.workflow(graph);
        return new Workflow(1, plain.id(), plain.name(), null, null, plain.models(), tools, Map.of(), null, graph,
                Layout.EMPTY, Extras.NONE);
    }

    private static Workflow agent(Settings.@Nullable ApprovalPolicy policy, int maxToolCalls) {
        return outer(graph(List.of(new Node("ops", new Agent("m", List.of(new Message(Message.Role.USER, "{{x}}")),
                List.of(new Agent.AgentTool("research", null, policy, Extras.NONE),
                        new Agent.AgentTool("pay", null, null, Extras.NONE)),
                40, maxToolCalls, 4000, 100, Agent.WhenFull.DROP_OLDEST, null, null))), "in.x -> ops.x",
                "ops.result -> out.y", "ops.steps -> out.steps"), Map.of("research", declared(FILE, null)));
    }

    private static Workflow step(String... arguments) {
        var given = new java.util.TreeMap<String, TemplateSource>();
        for (int i = 0; i < arguments.length; i += 2) {
            given.put(arguments[i], new TemplateSource(arguments[i + 1]));
        }
        return outer(graph(List.of(new Node("ask", new ToolCall("research", given, null, List.of(), null, null))),
                "in.x -> ask.x", "ask.result -> out.y"), Map.of("research", declared(FILE, null)));
    }

    private static Workflow inner(@Nullable Budget budget) {
        return inner(graph(List.of(llm("read", "{{topic}}"),
                new Node("note", new ToolCall("pay", Map.of("text", new TemplateSource("{{read}}")), null, List.of(),
                        null, null))),
                "read.result -> note.read", "note.result -> out.notes"), budget);
    }

    private static Workflow inner(Graph graph, @Nullable Budget budget) {
        return new Workflow(1, "research", "Research", null, object("type", "object", "required", list("topic"),
                "properties", object("topic", object("type", "string"))),
                Flows.workflow(graph).models(), Map.of(), budget, graph, Layout.EMPTY, Extras.NONE);
    }

    private static FakeTools tools() {
        var tools = new FakeTools();
        return tools.add("pay", EffectClass.NON_IDEMPOTENT, (_, call) -> tools.happens(call));
    }

    private static TestRun.Setup run(Workflow outer, Workflow inner, FakeTools tools) {
        return TestRun.of(outer).in("x", "Go.").with(MODEL).with(tools)
                .with(RunOptions.USUAL.withDocuments(Map.of(FILE, inner)));
    }

    @Test
    void anAgentCallsIt() {
        FakeTools tools = tools();
        TestRun run = run(agent(null, 8), inner(null), tools).run();
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.out("y")).isEqualTo(text("Done."));
        assertThat(tools.done().values()).containsExactly(1, 1, 1);
        assertThat(run.events().stream().map(event -> event.where().node() + " " + event.where().stepKey()).distinct())
                .contains("ops ops/turn#1/tool#1", "ops.research ops/turn#1/tool#1/flow/ops.research",
                        "ops.research.read ops/turn#1/tool#1/flow/ops.research/flow/ops.research.read",
                        "ops.research.note ops/turn#2/tool#1/flow/ops.research/flow/ops.research.note");
        assertThat(run.all(What.EffectStarted.class).stream().filter(started -> started.request().toString()
                .contains("heard ants"))).isNotEmpty();
    }

    @Test
    void aNodeCallsIt() {
        TestRun run = run(step("topic", "{{x}}"), inner(null), tools()).run();
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.out("y")).isEqualTo(object("notes", "done"));
    }

    @Test
    void argumentsAreHeldAgainstItsInputs() {
        TestRun run = run(step(), inner(null), tools()).run();
        assertThat(run.code()).isEqualTo(ErrorCode.BAD_ARGUMENTS);
        assertThat(run.error().message()).contains("research").contains("topic");
    }

    @Test
    void itCanOnlyDoSoOften() {
        FakeTools tools = tools();
        TestRun run = run(agent(null, 1), inner(graph(List.of(template("a", "{{topic}}"))), null), tools).run();
        assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    }

    @Test
    void itsBudgetIsAScope() {
        var budget = new Budget(null, null, null, null, 1L, null, null, null, null, Extras.NONE);
        TestRun run = run(step("topic", "{{x}}"), inner(budget), tools()).run();
        assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(run.all(What.CapTripped.class)).hasSize(1);
    }

    @Test
    void aPersonIsAskedBeforeItBegins() {
        var always = new Settings.ApprovalPolicy(true, null, null, List.of(), null, null, null, null, null,
                Extras.NONE);
        FakeTools tools = tools();
        TestRun run = run(agent(always, 8), inner(null), tools).with((running, request, _) -> {
            assertThat(request.action().path("tool").asText()).isEqualTo("research");
            running.decide(new ApprovalDecided(request.id(), ApprovalDecided.Verdict.REJECT, null, "Ada", "no",
                    request.sha256()));
        }).run();
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(tools.done()).hasSize(1);
        assertThat(run.events().stream().map(event -> event.where().stepKey()))
                .noneMatch(key -> key.contains("/flow/"));
    }

    @Test
    void aDeclarationCannotMakeItMoreHarmlessThanItIs() {
        Workflow outer = outer(agent(new Settings.ApprovalPolicy(null, null, null, List.of(EffectClass.NON_IDEMPOTENT),
                null, null, null, null, null, Extras.NONE), 8).graph(),
                Map.of("research", declared(FILE, EffectClass.READ)));
        var asked = new ArrayList<String>();
        run(outer, inner(null), tools()).with((running, request, _) -> {
            asked.add(request.action().path("tool").asText());
            running.decide(new ApprovalDecided(request.id(), ApprovalDecided.Verdict.APPROVE, null, "Ada", "",
                    request.sha256()));
        }).run();
        assertThat(asked).containsExactly("research", "research");
    }

    @Test
    void itsEffectIsThatOfItsSteps() throws PlanException {
        assertThat(effect(inner(null))).isEqualTo(EffectClass.MODEL);
        assertThat(effect(inner(graph(List.of(template("a", "{{topic}}"))), null))).isEqualTo(EffectClass.PURE);
    }

    private static EffectClass effect(Workflow inner) throws PlanException {
        GraphPlan plan = Planner.plan(step("topic", "x"), Map.of(FILE, inner));
        Work.Called called = ((Work.ToolWork) plan.nodes().getFirst().work()).tool().called();
        assertThat(called).isNotNull();
        return called.effect();
    }

    @Test
    void whatContainsItselfIsRefused() {
        Workflow self = outer(graph(List.of(new Node("again", new ToolCall("me", Map.of(), null, List.of(), null,
                null)))), Map.of("me", declared("research.flow.json", null)));
        assertThatThrownBy(() -> Planner.plan(step("topic", "x"), Map.of(FILE, self)))
                .isInstanceOf(PlanException.class).hasMessageContaining("contain each other");
        assertThatThrownBy(() -> Planner.plan(outer(graph(List.of(new Node("again", new ToolCall("me", Map.of(), null,
                List.of(), null, null)))), Map.of("me", declared("../x.flow.json", null)))))
                .isInstanceOf(PlanException.class).hasMessageContaining("not in this workspace");
    }

    @Test
    void aFewFilesCannotAskForBillions() {
        var documents = new java.util.TreeMap<String, Workflow>();
        for (int i = 0; i < 12; i++) {
            var nodes = new ArrayList<Node>();
            for (int j = 0; j < 10; j++) {
                nodes.add(new Node("n" + j, new ToolCall("t", Map.of(), null, List.of(), null, null)));
            }
            documents.put("d" + i + ".flow.json", outer(graph(nodes),
                    Map.of("t", declared("d" + (i + 1) + ".flow.json", null))));
        }
        documents.put("d12.flow.json", inner(graph(List.of(template("a", "b"))), null));
        assertThatThrownBy(() -> Planner.plan(documents.get("d0.flow.json"), documents))
                .isInstanceOf(PlanException.class).hasMessageContaining("1000 times");
    }

    @Test
    void leftAtAnyEventItEndsTheSameAndPaysOnce() {
        for (long seed = 0; seed < SEEDS; seed++) {
            for (Workflow workflow : List.of(agent(null, 8), step("topic", "{{x}}"))) {
                TestRun whole = run(workflow, inner(null), tools()).seed(seed).run();
                for (int end = 1; end < whole.events().size(); end++) {
                    List<Event> before = whole.events().subList(0, end);
                    FakeTools after = tools();
                    List<Event> events = resume(workflow, before, after, seed);
                    String place = "seed " + seed + ", left after " + end;
                    assertThat(((What.RunFinished) events.getLast().what()).outputs()).as(place)
                            .isEqualTo(whole.finished().outputs());
                    assertThat(after.done().values()).as(place).allMatch(times -> times == 1);
                    assertThat(after.done().keySet()).as(place).noneMatch(keys(before)::contains);
                }
            }
        }
    }

    private static Set<String> keys(List<Event> events) {
        var keys = new HashSet<String>();
        for (Event event : events) {
            if (event.what() instanceof What.EffectStarted started
                    && started.request() instanceof ToolRequest request) {
                keys.add(request.idempotencyKey());
            }
        }
        return keys;
    }

    private static List<Event> resume(Workflow workflow, List<Event> before, FakeTools tools, long seed) {
        var journal = new MemoryJournal(header(workflow, seed), before);
        var time = new VirtualTime(seed * 31 + before.size());
        TestRun.Person person = (run, request, _) -> run.decide(new ApprovalDecided(request.id(),
                ApprovalDecided.Verdict.HAPPENED, text("done"), "Ada", "", request.sha256()));
        var told = new ArrayList<Event>();
        time.run(() -> {
            try {
                var running = new TestRun.Running(told, time, person);
                Run run = new Engine(new EnginePorts(MODEL, tools, Memory.NONE, Prices.free("test"), journal, time))
                        .resume("run", "test", UnaryOperator.identity(), running);
                running.began(run);
                return run.await();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        return journal.events();
    }

    private static Journal.Header header(Workflow workflow, long seed) {
        return new Journal.Header("run", workflow.id(), workflow.displayName(), Flows.text(workflow),
                UsedDocuments.texts(Map.of(FILE, inner(null))), 0, true, seed, Engine.SEMANTICS, "", "", "",
                Journal.Header.NO_OPTIONS, false);
    }
}
