package dev.flowbench.engine;

import static dev.flowbench.engine.Flows.graph;
import static dev.flowbench.engine.Flows.list;
import static dev.flowbench.engine.Flows.object;
import static dev.flowbench.engine.Flows.template;
import static dev.flowbench.engine.Flows.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.ToolDeclaration.SubflowTool;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A tool that stands in for one that fails: the same for nodes and agents. */
class FallbackToolTest {
    private static final String FILE = "other.flow.json";
    private static final Settings.Retry ONCE = new Settings.Retry(1, null, null, Extras.NONE);
    private static final Settings.ApprovalPolicy ALWAYS = new Settings.ApprovalPolicy(true, null, null, List.of(), null,
            null, null, null, null, Extras.NONE);

    /** Calls the first tool once, and says what it heard. */
    private static final ChatModel MODEL = (request, call) -> call.stepKey().contains("turn#1/")
            ? new ModelReply("Calling.", new ModelReply.Usage(10, 5), ModelReply.Finish.TOOL_CALL, "fake", null, 0,
                    List.of(new ToolUse("a", "first", object("text", "ants"))))
            : FakeModel.says(request.messages().getLast().text());

    private static ToolDeclaration declared(@Nullable String fallback, Settings.@Nullable Retry retry,
            @Nullable Duration timeout) {
        return new ToolDeclaration(null, null, null, null, timeout, retry, fallback, List.of(), null, null, null,
                Extras.NONE);
    }

    private static Workflow flow(Node node, String wire, Map<String, ToolDeclaration> tools) {
        Workflow plain = Flows.workflow(graph(List.of(node), "in.x -> " + node.id() + ".x", wire));
        return new Workflow(1, plain.id(), plain.name(), null, null, plain.models(), new TreeMap<>(tools), Map.of(),
                null,
                plain.graph(), Layout.EMPTY, Extras.NONE);
    }

    private static Workflow step(Map<String, ToolDeclaration> tools, Settings settings, @Nullable Duration timeout) {
        return flow(new Node("ask", new ToolCall("first", Map.of("text", new TemplateSource("{{x}}")), null, List.of(),
                null, timeout), settings, Extras.NONE), "ask.result -> out.y", tools);
    }

    private static Workflow agent(Map<String, ToolDeclaration> tools, Settings.@Nullable ApprovalPolicy policy) {
        return flow(new Node("ops", new Agent("m", List.of(new Message(Message.Role.USER, "{{x}}")),
                List.of(new Agent.AgentTool("first", null, policy, Extras.NONE)), 10, 6, 4000, 100,
                Agent.WhenFull.DROP_OLDEST, null, null)), "ops.result -> out.y", tools);
    }

    private static List<Workflow> both(Map<String, ToolDeclaration> tools) {
        return List.of(step(tools, Settings.NONE, null), agent(tools, null));
    }

    private static Map<String, ToolDeclaration> chain() {
        return Map.of("first", declared("second", ONCE, null), "second", declared("third", ONCE, null));
    }

    private static FakeTools tools(EffectClass effect, ErrorCode first) {
        var tools = new FakeTools();
        return tools.add("first", effect, (_, _) -> {
            throw FakeTools.fails(first);
        }).add("second", EffectClass.READ, (_, _) -> text("from the second"))
                .add("third", EffectClass.NON_IDEMPOTENT, (_, call) -> tools.happens(call));
    }

    private static List<String> called(TestRun run) {
        return run.all(What.EffectStarted.class).stream().map(What.EffectStarted::request)
                .filter(ToolRequest.class::isInstance).map(request -> ((ToolRequest) request).tool()).toList();
    }

    @Test
    void nodesAndAgentsCallWhatStandsIn() {
        for (Workflow workflow : both(chain())) {
            TestRun run = TestRun.of(workflow).in("x", "ants").with(MODEL).with(tools(EffectClass.READ,
                    ErrorCode.TOOL_ERROR)).run();
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            assertThat(run.out("y")).isEqualTo(text("from the second"));
            assertThat(called(run)).containsExactly("first", "second");
            assertThat(run.all(What.Decided.class).stream()
                    .filter(decided -> decided.choice() == What.Choice.FALLBACK).map(What.Decided::detail))
                    .containsExactly(object("from", "first", "to", "second", "error", "TOOL_ERROR"));
            assertThat(run.events().stream().map(event -> event.where().stepKey()))
                    .anyMatch(key -> key.endsWith("/fallback/tool"));
        }
    }

    @Test
    void thereMayBeSeveralAndTheLastErrorCounts() {
        FakeTools tools = tools(EffectClass.READ, ErrorCode.NET_LOST).add("second", EffectClass.IDEMPOTENT, (_, _) -> {
            throw FakeTools.fails(ErrorCode.TIMEOUT);
        });
        for (Workflow workflow : both(chain())) {
            TestRun run = TestRun.of(workflow).in("x", "ants").with(MODEL).with(tools).run();
            assertThat(run.out("y")).isEqualTo(text("done"));
            assertThat(called(run)).containsExactly("first", "second", "third");
        }
        tools.add("third", EffectClass.READ, (_, _) -> {
            throw FakeTools.fails(ErrorCode.AUTH);
        });
        TestRun run = TestRun.of(step(chain(), Settings.NONE, null)).in("x", "ants").with(tools).run();
        assertThat(run.code()).isEqualTo(ErrorCode.AUTH);
    }

    @Test
    void whatMayHaveBeenDoneIsNotDoneInAnotherWay() {
        for (Workflow workflow : both(chain())) {
            var asked = new ArrayList<String>();
            TestRun run = TestRun.of(workflow).in("x", "ants").with(MODEL)
                    .with(tools(EffectClass.NON_IDEMPOTENT, ErrorCode.NET_LOST)).with((running, request, _) -> {
                        asked.add(request.action().path("tool").asText());
                        running.decide(new ApprovalDecided(request.id(), ApprovalDecided.Verdict.REJECT, null, "Ada",
                                "", request.sha256()));
                    }).run();
            assertThat(run.code()).isEqualTo(ErrorCode.TOOL_UNKNOWN);
            assertThat(asked).containsExactly("first");
            assertThat(called(run)).containsExactly("first");
            // Where nothing was sent, nothing was done.
            run = TestRun.of(workflow).in("x", "ants").with(MODEL)
                    .with(tools(EffectClass.NON_IDEMPOTENT, ErrorCode.NET_CONNECT)).run();
            assertThat(called(run)).containsExactly("first", "second");
            // It says that it failed: who knows how far it came.
            run = TestRun.of(workflow).in("x", "ants").with(MODEL)
                    .with(tools(EffectClass.NON_IDEMPOTENT, ErrorCode.TOOL_ERROR)).run();
            assertThat(called(run)).containsExactly("first");
        }
    }

    @Test
    void whatWasRefusedIsNotTriedByAnother() {
        for (ErrorCode code : List.of(ErrorCode.NOT_GRANTED, ErrorCode.BAD_ARGUMENTS)) {
            TestRun run = TestRun.of(step(chain(), Settings.NONE, null)).in("x", "ants")
                    .with(tools(EffectClass.READ, code)).run();
            assertThat(run.code()).isEqualTo(code);
            assertThat(called(run)).containsExactly("first");
        }
    }

    @Test
    void aPersonIsAskedAboutEachOfThem() {
        var asked = new ArrayList<String>();
        TestRun run = TestRun.of(agent(chain(), ALWAYS)).in("x", "ants").with(MODEL)
                .with(tools(EffectClass.READ, ErrorCode.TOOL_ERROR)).with((running, request, _) -> {
                    asked.add(request.action().path("tool").asText());
                    running.decide(new ApprovalDecided(request.id(), ApprovalDecided.Verdict.APPROVE, null, "Ada", "",
                            request.sha256()));
                }).run();
        assertThat(run.out("y")).isEqualTo(text("from the second"));
        assertThat(asked).containsExactly("first", "second");
    }

    @Test
    void aDryRunDoesNothingInPlaceOfWhatFailed() {
        FakeTools tools = tools(EffectClass.READ, ErrorCode.TOOL_ERROR);
        TestRun run = TestRun.of(step(Map.of("first", declared("third", ONCE, null)), Settings.NONE, null))
                .in("x", "ants").with(tools).with(RunOptions.USUAL.withDryRun(true)).run();
        assertThat(tools.done()).isEmpty();
        assertThat(run.all(What.EffectHeld.class)).hasSize(1);
    }

    @Test
    void anotherWorkflowMayStandIn() {
        var other = new Workflow(1, "other", "Other", null, object("type", "object", "required", list("text"),
                "properties", object("text", object("type", "string"))), Map.of(), Map.of(), Map.of(), null,
                graph(List.of(template("say", "no {{text}}"))), Layout.EMPTY, Extras.NONE);
        var flow = new ToolDeclaration(null, null, null, null, null, null, null, List.of(), null, null,
                new SubflowTool(FILE, null, Extras.NONE), Extras.NONE);
        for (Workflow workflow : both(Map.of("first", declared("flow", ONCE, null), "flow", flow))) {
            TestRun run = TestRun.of(workflow).in("x", "ants").with(MODEL)
                    .with(tools(EffectClass.READ, ErrorCode.TOOL_ERROR))
                    .with(RunOptions.USUAL.withDocuments(Map.of(FILE, other))).run();
            assertThat(run.out("y")).isEqualTo(text("no ants"));
        }
    }

    @Test
    void theDeclarationSaysHowOftenAndHowLong() {
        var times = new ArrayList<Duration>();
        FakeTools tools = new FakeTools().add("first", EffectClass.READ, (_, call) -> {
            times.add(call.timeLeft());
            throw FakeTools.fails(ErrorCode.NET_CONNECT);
        });
        var twice = Map.of("first", declared(null, new Settings.Retry(2, null, null, Extras.NONE),
                Duration.ofSeconds(90)));
        TestRun.of(agent(twice, null)).in("x", "ants").with(MODEL).with(tools).run();
        assertThat(times).hasSize(2).allMatch(time -> time.toSeconds() > 80 && time.toSeconds() <= 90);
        times.clear();
        TestRun.of(step(twice, Settings.NONE, null)).in("x", "ants").with(tools).run();
        assertThat(times).hasSize(2).allMatch(time -> time.toSeconds() > 80 && time.toSeconds() <= 90);
        times.clear();
        // What the node says goes before.
        var settings = new Settings(null, null, null, null, ONCE, null, List.of(), List.of(), Map.of(), null, null);
        TestRun.of(step(twice, settings, Duration.ofSeconds(10))).in("x", "ants").with(tools).run();
        assertThat(times).hasSize(1).allMatch(time -> time.toSeconds() <= 10);
    }

    @Test
    void aPersonMayLetItAllBeTriedAgain() {
        var person = new Settings.Recovery(Settings.Recovery.Action.PERSON, null, null, null, null, null, Extras.NONE);
        var settings = new Settings(null, null, null, null, null, null, List.of(person), List.of(), Map.of(), null,
                null);
        var tries = new int[1];
        FakeTools tools = tools(EffectClass.READ, ErrorCode.TOOL_ERROR).add("second", EffectClass.READ, (_, _) -> {
            if (tries[0]++ == 0) {
                throw FakeTools.fails(ErrorCode.TOOL_ERROR);
            }
            return text("now");
        });
        TestRun run = TestRun.of(step(Map.of("first", declared("second", ONCE, null)), settings, null)).in("x", "ants")
                .with(tools).with((running, request, _) -> running.decide(new ApprovalDecided(request.id(),
                        ApprovalDecided.Verdict.APPROVE, null, "Ada", "", request.sha256())))
                .run();
        assertThat(run.out("y")).isEqualTo(text("now"));
        assertThat(called(run)).containsExactly("first", "second", "first", "second");
    }

    @Test
    void leftAtAnyEventItEndsTheSame() {
        for (Workflow workflow : both(chain())) {
            FakeTools world = failing();
            TestRun whole = TestRun.of(workflow).in("x", "ants").with(MODEL).with(world).run();
            assertThat(called(whole)).containsExactly("first", "second", "third");
            assertThat(replay(workflow, whole.events()).divergence()).isNull();
            for (int end = 1; end < whole.events().size(); end++) {
                FakeTools after = failing();
                var journal = new MemoryJournal(header(workflow), whole.events().subList(0, end));
                resume(journal, after, end);
                assertThat(((What.RunFinished) journal.events().getLast().what()).outputs()).as("left after " + end)
                        .isEqualTo(whole.finished().outputs());
                assertThat(after.done().values()).as("left after " + end).allMatch(times -> times == 1);
            }
        }
    }

    private static FakeTools failing() {
        return tools(EffectClass.READ, ErrorCode.NET_LOST).add("second", EffectClass.READ, (_, _) -> {
            throw FakeTools.fails(ErrorCode.TIMEOUT);
        });
    }

    private static void resume(MemoryJournal journal, FakeTools tools, int seed) {
        var time = new VirtualTime(seed);
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
    }

    private static ReplayReport replay(Workflow workflow, List<Event> events) {
        try {
            return new Engine(new EnginePorts(MODEL, failing(), Memory.NONE, Prices.free("test"), Journal.none(),
                    new VirtualTime(1))).replay(header(workflow), events, workflow);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Journal.Header header(Workflow workflow) {
        return new Journal.Header("run", workflow.id(), workflow.displayName(), Flows.text(workflow), Map.of(), 0, true,
                1,
                Engine.SEMANTICS, "", "", "", Journal.Header.NO_OPTIONS, false);
    }

    @Test
    void howFarItIsIsHeardWithoutSecretsAndNotKept() {
        var heard = new ArrayList<String>();
        FakeTools tools = new FakeTools().add("first", EffectClass.READ, (_, call) -> {
            call.progress("1 of 2 · hush");
            call.progress("2 of 2");
            return text("done");
        });
        var time = new VirtualTime(1);
        var events = new ArrayList<JsonNode>();
        time.run(() -> {
            try {
                Run run = new Engine(new EnginePorts(MODEL, tools, Memory.NONE, Prices.free("test"), Journal.none(),
                        time).with(secret -> secret.replace("hush", "***"))).start(
                                new RunRequest("run", step(Map.of(), Settings.NONE, null), "{}", "hash",
                                        Map.of("x", text("ants")), true, 1, "", RunOptions.USUAL),
                                new RunListener() {
                                    @Override
                                    public void event(Event event) {
                                        events.add(text(event.toString()));
                                    }

                                    @Override
                                    public void progress(dev.flowbench.engine.event.Progress progress) {
                                        heard.add(progress.node() + ": " + progress.text() + " " + progress.as());
                                    }
                                });
                return run.await();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(heard).containsExactly("ask: 1 of 2 · *** LINE", "ask: 2 of 2 LINE");
        assertThat(events).noneMatch(event -> event.asText().contains("1 of 2"));
    }
}
