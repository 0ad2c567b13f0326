package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.ToolUse;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Workflow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgentFrameTest {
    private static final long SEEDS = 40;

    private final FakeTools tools = new FakeTools();

    AgentFrameTest() {
        tools.add("look", EffectClass.READ, (arguments, _) -> Flows.object("found", arguments.path("text").asText()))
                .add("pay", EffectClass.NON_IDEMPOTENT, (_, call) -> tools.happens(call));
    }

    private record Shape(int steps, int calls, int context, Agent.@Nullable WhenFull rule, @Nullable Graph planner,
            @Nullable Graph evaluator, @Nullable Budget budget) {}

    private static final Shape USUAL = new Shape(12, 8, 16_000, null, null, null, null);

    private static Workflow agent(Shape shape) {
        var kind = new Agent("m", List.of(new Message(Message.Role.SYSTEM, "You are an agent."),
                new Message(Message.Role.USER, "{{x}}")),
                List.of(new Agent.AgentTool("look", null, null, Extras.NONE),
                        new Agent.AgentTool("pay", null, null, Extras.NONE)),
                shape.steps(), shape.calls(), shape.context(), 200, shape.rule(), shape.planner(), shape.evaluator());
        Node plain = new Node("ops", kind);
        Node node = shape.budget() == null ? plain : plain.with(Settings.NONE.withBudget(shape.budget()));
        return Flows.workflow(Flows.graph(List.of(node), "in.x -> ops.x", "ops.result -> out.result",
                "ops.status -> out.status", "ops.steps -> out.steps"));
    }

    private TestRun run(Shape shape, ChatModel model) {
        return TestRun.of(agent(shape)).in("x", "Find it.").with(model).with(tools).run();
    }

    private static ModelReply calls(String text, Object... toolAndText) {
        var uses = new ArrayList<ToolUse>();
        for (int i = 0; i < toolAndText.length; i += 2) {
            uses.add(new ToolUse("c" + i, String.valueOf(toolAndText[i]), toolAndText[i + 1] instanceof JsonNode json
                    ? json
                    : Flows.object("text", toolAndText[i + 1])));
        }
        return new ModelReply(text, new ModelReply.Usage(10, 5), ModelReply.Finish.TOOL_CALL, "fake", null, 0, uses);
    }

    /** Looks for something else in every turn, and answers after so many. */
    private static ChatModel looks(int turns) {
        return (request, call) -> {
            int turn = Integer.parseInt(call.stepKey().replaceAll(".*turn#(\\d+)/.*", "$1"));
            return turn > turns ? FakeModel.says("Found it.") : calls("Turn " + turn, "look", "place " + turn);
        };
    }

    private static List<ModelRequest> requests(TestRun run) {
        return run.all(What.EffectStarted.class).stream().map(What.EffectStarted::request)
                .filter(ModelRequest.class::isInstance).map(ModelRequest.class::cast).toList();
    }

    private static String status(TestRun run) {
        return Objects.requireNonNull(run.out("status")).asText();
    }

    @Test
    void turnsAndCallsAreStepsOfTheirOwn() {
        for (long seed = 0; seed < SEEDS; seed++) {
            TestRun run = TestRun.of(agent(USUAL)).in("x", "Find it.").with(looks(2)).with(tools).seed(seed).run();
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            assertThat(run.out("result")).isEqualTo(Flows.text("Found it."));
            assertThat(status(run)).isEqualTo("done");
            assertThat(run.out("steps")).hasSize(2);
            assertThat(run.events().stream().filter(e -> e.what() instanceof What.StepStarted)
                    .map(e -> e.where().stepKey())).containsExactly("ops", "ops/turn#1/model", "ops/turn#1/tool#1",
                            "ops/turn#2/model", "ops/turn#2/tool#1", "ops/turn#3/model");
            assertThat(run.finished().spent().steps()).isEqualTo(5);
            assertThat(run.finished().spent().toolCalls()).isEqualTo(2);
            assertThat(requests(run).getLast().messages().getLast().text()).isEqualTo("{\"found\":\"place 2\"}");
        }
    }

    @Test
    void aToolGetsItsSettingsFromTheDocumentAndNotFromTheModel() {
        JsonNode notes = Flows.object("folder", "notes");
        var given = new ArrayList<@Nullable JsonNode>();
        tools.add("read", EffectClass.READ, (_, call) -> {
            given.add(call.config());
            return Flows.text("read");
        });
        var kind = new Agent("m", List.of(new Message(Message.Role.USER, "{{x}}")),
                List.of(new Agent.AgentTool("read", notes, null, Extras.NONE),
                        new Agent.AgentTool("look", null, null, Extras.NONE)),
                12, 8, 16_000, 200, null, null, null);
        TestRun run = TestRun.of(Flows.workflow(Flows.graph(List.of(new Node("ops", kind)), "in.x -> ops.x",
                "ops.result -> out.result"))).in("x", "Find it.").with(tools)
                .with((_, call) -> call.stepKey().startsWith("ops/turn#1/")
                        ? calls("", "read", Flows.object("text", "a"))
                        : FakeModel.says("Done."))
                .run();
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(given).containsExactly(notes);
    }

    @Test
    void capOnStepsAndOnCallsEndsWithWhatThereIs() {
        TestRun steps = run(new Shape(5, 50, 16_000, null, null, null, null), looks(99));
        assertThat(steps.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(status(steps)).isEqualTo("partial");
        assertThat(steps.out("result")).isEqualTo(Flows.text("Turn 3"));
        assertThat(steps.finished().spent().steps()).isEqualTo(5);
        TestRun calls = run(new Shape(50, 3, 16_000, null, null, null, null), looks(99));
        assertThat(status(calls)).isEqualTo("partial");
        assertThat(calls.finished().spent().toolCalls()).isEqualTo(3);
    }

    @Test
    void wrapUpIsALastCallForWhichRoomWasKept() {
        Budget budget = new Budget(null, null, null, null, 6L, null, null, null, Budget.AtCap.WRAP_UP, Extras.NONE);
        TestRun run = run(new Shape(50, 50, 16_000, null, null, null, budget), (request, call) -> {
            if (call.stepKey().equals("ops/wrap-up/model")) {
                assertThat(request.tools()).isEmpty();
                return FakeModel.says("Half of it.");
            }
            return looks(99).call(request, call);
        });
        assertThat(run.out("result")).isEqualTo(Flows.text("Half of it."));
        assertThat(status(run)).isEqualTo("partial");
        assertThat(run.finished().spent().steps()).isEqualTo(6);
    }

    @Test
    void malformedCallsAreMendedInLayers() {
        TestRun cooler = run(USUAL, (request, call) -> call.stepKey().startsWith("ops/turn#2/")
                ? FakeModel.says("Done.")
                : call.attempt() == 1
                        ? calls("", "look", Flows.object("text", 7), "fly", "away")
                        : calls("", "look", "there"));
        assertThat(cooler.status()).isEqualTo(RunStatus.DONE);
        assertThat(requests(cooler).get(1).temperature()).isEqualTo(0.0);
        assertThat(requests(cooler).get(1).messages()).hasSize(5);
        assertThat(cooler.all(What.OutputRejected.class)).hasSize(1);
        TestRun never = run(USUAL, (_, _) -> calls("", "fly", "away"));
        assertThat(never.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(status(never)).isEqualTo("could-not-complete");
        assertThat(never.all(What.OutputRejected.class)).extracting(What.OutputRejected::repairs)
                .containsExactly(true, true, false);
        assertThat(tools.arguments()).hasSize(1);
    }

    @Test
    void malformedCallsAreMendedAsOftenAsTheDocumentSays() {
        for (int times = 1; times <= 5; times++) {
            Workflow plain = agent(USUAL);
            var repair = new Settings.Recovery(Settings.Recovery.Action.REPAIR, times, null, null, null, null,
                    Extras.NONE);
            Workflow flow = plain.withNode("ops", node -> node.with(new Settings(null, null, null, null, null, null,
                    List.of(repair), List.of(), Map.of(), null, null)));
            TestRun run = TestRun.of(flow).in("x", "Find it.").with((_, _) -> calls("", "fly", "away")).with(tools)
                    .run();
            // As it is, that often told what is wrong, and once more something simpler; six calls at most.
            assertThat(run.all(What.OutputRejected.class)).as("%s repairs", times).hasSize(Math.min(6, times + 2));
        }
    }

    @Test
    void callsCutOffByTheirLengthAreNeverMade() {
        run(USUAL, (request, call) -> call.attempt() == 1 && call.stepKey().contains("#1/")
                ? new ModelReply("", new ModelReply.Usage(1, 1), ModelReply.Finish.LENGTH, "fake", null, 0,
                        calls("", "pay", "all").toolCalls())
                : FakeModel.says("No."));
        assertThat(tools.done()).isEmpty();
    }

    @Test
    void theSameCallThreeTimesIsALoop() {
        TestRun run = run(USUAL, (_, _) -> calls("Again.", "look", "here"));
        assertThat(run.decisions(What.Choice.GUARD)).extracting(d -> d.path("reason").asText())
                .containsExactly("repeatedCall");
        assertThat(tools.arguments()).hasSize(2);
        assertThat(run.out("result")).isEqualTo(Flows.text("Again."));
    }

    @Test
    void pollingMayRepeatAndSideEffectsMayAnswerTheSame() {
        tools.add(new Tool.Definition("pay", "Pays.", Flows.object("type", "object"), null,
                EffectClass.NON_IDEMPOTENT, false).ownWords(), (_, call) -> tools.happens(call))
                .add(new Tool.Definition("look", "Asks.", Flows.object("type", "object"), null, EffectClass.READ, true),
                        (_, _) -> Flows.text("not yet"));
        TestRun polls = run(USUAL, (request, call) -> call.stepKey().contains("turn#6/")
                ? FakeModel.says("Enough.")
                : calls("", "look", "it"));
        assertThat(status(polls)).isEqualTo("done");
        TestRun pays = run(USUAL, (request, call) -> call.stepKey().contains("turn#5/")
                ? FakeModel.says("Paid.")
                : calls("", "pay", call.stepKey()));
        assertThat(status(pays)).isEqualTo("done");
        assertThat(tools.done().values()).containsExactly(1, 1, 1, 1);
    }

    @Test
    void nothingNewForThreeTurnsIsALoop() {
        tools.add("look", EffectClass.READ, (_, _) -> Flows.text("nothing"));
        TestRun run = run(USUAL, (request, call) -> calls("", "look", call.stepKey()));
        assertThat(run.decisions(What.Choice.GUARD)).extracting(d -> d.path("reason").asText())
                .containsExactly("noProgress");
        assertThat(tools.arguments()).hasSize(3);
    }

    @Test
    void aToolThatFailsIsToldToTheModel() {
        tools.add("look", EffectClass.READ, (_, _) -> {
            throw FakeTools.fails(ErrorCode.TOOL_ERROR);
        });
        TestRun run = run(USUAL, looks(1));
        assertThat(status(run)).isEqualTo("done");
        assertThat(Objects.requireNonNull(run.out("steps")).path(0).path("ok").asBoolean(true)).isFalse();
        assertThat(requests(run).getLast().messages().getLast().text()).contains("The fake tool failed.");
    }

    @Test
    void planComesFirstAndTheEvaluatorEndsIt() {
        Graph planner = Flows.graph(List.of(Flows.template("plan", "Plan for {{task}}")));
        Graph evaluator = Flows.graph(List.of(Flows.expression("judge",
                "{'done': observation.contains('place 2'), 'feedback': 'More.', 'result': draft + '!'}")));
        TestRun run = run(new Shape(30, 8, 16_000, null, planner, evaluator, null), looks(9));
        assertThat(run.decisions(What.Choice.PLAN)).hasSize(1);
        assertThat(requests(run).getFirst().messages().getLast().text()).contains("Plan for Find it.");
        assertThat(requests(run).getLast().messages().getLast().text()).contains("More.");
        assertThat(run.out("result")).isEqualTo(Flows.text("Turn 2!"));
    }

    @Test
    void aScoreThatGetsNoBetterEndsWithTheBestDraft() {
        Graph evaluator = Flows.graph(List.of(Flows.expression("judge",
                "{'score': draft == 'Turn 2' ? 0.6 : 0.3, 'feedback': ''}")));
        TestRun run = run(new Shape(40, 20, 16_000, null, null, evaluator, null), looks(9));
        assertThat(run.out("result")).isEqualTo(Flows.text("Turn 2"));
        assertThat(status(run)).isEqualTo("partial");
    }

    @Test
    void aFullContextIsBroughtUnderItsCapByItsRule() {
        tools.add("look", EffectClass.READ,
                (arguments, _) -> Flows.object("name", arguments.get("text"), "body", "b".repeat(600)));
        for (Agent.WhenFull rule : Agent.WhenFull.values()) {
            TestRun run = run(new Shape(60, 30, 1_200, rule, null, null, null),
                    (request, call) -> call.stepKey().endsWith("summary")
                            ? FakeModel.says("All was b.")
                            : looks(20).call(request, call));
            assertThat(status(run)).as(rule.name()).isEqualTo("done");
            assertThat(run.decisions(What.Choice.CONTEXT)).as(rule.name()).isNotEmpty()
                    .allSatisfy(told -> assertThat(told.path("rule").asText()).isEqualTo(rule.name()));
            assertThat(requests(run)).allSatisfy(request -> {
                assertThat(FakeModel.ECHO.inputBound(request) / 3).isLessThanOrEqualTo(1_200);
                assertThat(request.messages().getFirst().text())
                        .startsWith(request.tools().isEmpty() ? "Summarise" : "You are an agent.");
            });
        }
    }

    @Test
    void theJournalGrowsWithTheTurnsAndReadsBackWhole() throws Exception {
        long fifty = bytes(50);
        long hundred = bytes(100);
        assertThat(hundred / (double) fifty).isBetween(1.8, 2.2);
    }

    private long bytes(int turns) throws Exception {
        TestRun run = run(new Shape(500, 500, 1_000_000, null, null, null, null), looks(turns));
        assertThat(status(run)).isEqualTo("done");
        var text = new StringBuilder();
        run.events().forEach(event -> text.append(EventJson.line(event)).append('\n'));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        var read = new ArrayList<Event>();
        EventJson.readLines(bytes, 0, bytes.length, read::add);
        assertThat(read).isEqualTo(run.events());
        return bytes.length;
    }

    @Test
    void aPersonMayRefuseACallAndTheModelHearsOfIt() {
        var policy = new Settings.ApprovalPolicy(true, null, null, List.of(), null, null, null, null, null,
                Extras.NONE);
        Workflow workflow = Flows.workflow(Flows.graph(List.of(new Node("ops", new Agent("m",
                List.of(new Message(Message.Role.USER, "{{x}}")),
                List.of(new Agent.AgentTool("look", null, null, Extras.NONE),
                        new Agent.AgentTool("pay", null, policy, Extras.NONE)),
                12, 8, 16_000, 200, null, null, null))), "in.x -> ops.x", "ops.result -> out.result",
                "ops.steps -> out.steps"));
        TestRun run = TestRun.of(workflow).in("x", "Go.").with(tools)
                .with((ChatModel) (_,
                        call) -> call.stepKey().contains("#1/") ? calls("", "pay", "all") : FakeModel.says("Not paid."))
                .with((TestRun.Person) (one, request, _) -> {
                    assertThat(request.action().path("arguments").path("text").asText()).isEqualTo("all");
                    one.decide(new What.ApprovalDecided(request.id(), What.ApprovalDecided.Verdict.REJECT, null, "Ada",
                            "", request.sha256()));
                }).run();
        assertThat(tools.done()).isEmpty();
        assertThat(run.out("result")).isEqualTo(Flows.text("Not paid."));
        assertThat(Objects.requireNonNull(run.out("steps")).path(0).path("ok").asBoolean(true)).isFalse();
    }

    @Test
    void aDryRunCollectsWhatAnAgentWouldDo() {
        TestRun run = TestRun.of(agent(USUAL)).in("x", "Pay.").with(tools)
                .with((ChatModel) (_, call) -> call.stepKey().contains("#3/")
                        ? FakeModel.says("Paid.")
                        : calls("", "pay", call.stepKey()))
                .with(RunOptions.USUAL.withDryRun(true)).run();
        assertThat(tools.done()).isEmpty();
        assertThat(run.all(What.EffectHeld.class)).extracting(What.EffectHeld::id)
                .containsExactly("ops/turn#1/tool#1", "ops/turn#2/tool#1");
        assertThat(status(run)).isEqualTo("done");
    }

    @Test
    void cancelAtEveryEventLeavesNothingDoneTwice() {
        int events = run(USUAL, looks(3)).events().size();
        for (int at = 1; at < events; at++) {
            int stop = at;
            TestRun.of(agent(USUAL)).in("x", "Find it.").with(looks(3)).with(tools).seed(at).run(new VirtualTime(at),
                    running -> running.cancelAt(stop));
        }
    }
}
