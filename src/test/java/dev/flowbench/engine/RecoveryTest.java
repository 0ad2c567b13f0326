package dev.flowbench.engine;

import static dev.flowbench.engine.ApprovalGateTest.settings;
import static dev.flowbench.engine.Flows.graph;
import static dev.flowbench.engine.Flows.object;
import static dev.flowbench.engine.Flows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Settings.Recovery;
import dev.flowbench.flow.Settings.Recovery.Action;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.Transform;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is tried, in order, when a result stays wrong; and that it comes to an end. */
class RecoveryTest {
    private static final JsonNode SCHEMA = object("type", "object", "required", Flows.list("ok"));

    private final List<ModelRequest> asked = new ArrayList<>();

    private static Recovery recovery(Action action, @Nullable Integer times, @Nullable String text) {
        return new Recovery(action, times, action == Action.SIMPLIFIED_PROMPT && text != null
                ? new TemplateSource(text)
                : null, action == Action.FALLBACK_MODEL ? text : null, action == Action.FALLBACK_NODE ? text : null,
                action == Action.FALLBACK_VALUE && text != null ? text(text) : null, Extras.NONE);
    }

    private static Workflow flow(List<Node> nodes, String... wires) {
        return new Workflow(1, "test", "Test", null, null, Map.of("m", new ModelSpec("openai", "one"), "n",
                new ModelSpec("openai", "two")), Map.of(), null, graph(nodes, wires), Layout.EMPTY, Extras.NONE);
    }

    private static Kind llm() {
        return new Llm("m", List.of(new Message(Message.Role.USER, "{{x}}")), 100, new Decimal("0.7"), SCHEMA);
    }

    private static Workflow one(Recovery... ladder) {
        return flow(List.of(new Node("n", llm(), settings(null, List.of(ladder)), Extras.NONE)), "in.x -> n.x",
                "n.result -> out.y");
    }

    /** Answers right from its n-th answer on. */
    private ChatModel rightAt(int n) {
        return (request, call) -> {
            asked.add(request);
            return FakeModel.says(asked.size() < n ? "no" : "{\"ok\":true}");
        };
    }

    private TestRun run(Workflow flow, int right) {
        asked.clear();
        return TestRun.of(flow).in("x", "task").with(rightAt(right)).run();
    }

    @Test
    void theLadderIsClimbedInOrder() {
        Workflow flow = one(recovery(Action.REPAIR, 1, null), recovery(Action.COOLER_RETRY, null, null),
                recovery(Action.SIMPLIFIED_PROMPT, null, "Just {{x}}"), recovery(Action.FALLBACK_MODEL, null, "n"),
                recovery(Action.FALLBACK_VALUE, null, "none"));
        assertThat(run(flow, 5).out("y")).isEqualTo(object("ok", true));
        assertThat(asked).extracting(ModelRequest::temperature).containsExactly(0.7, 0.7, 0.0, 0.0, 0.7);
        assertThat(asked).extracting(ModelRequest::model).containsExactly("one", "one", "one", "one", "two");
        assertThat(asked).extracting(request -> request.messages().size()).containsExactly(1, 3, 1, 1, 1);
        assertThat(asked).extracting(request -> request.messages().getFirst().text()).containsExactly("task", "task",
                "task", "Just task", "Just task");
        TestRun none = run(flow, 100);
        assertThat(none.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(none.out("y")).isEqualTo(text("none"));
        assertThat(asked).hasSize(5);
        assertThat(none.decisions(What.Choice.RETRY)).extracting(d -> d.path("how").asText())
                .containsExactly("cooler", "simplified");
    }

    @Test
    void aStepAsksAtMostSixTimes() {
        TestRun run = run(one(recovery(Action.REPAIR, 5, null), recovery(Action.COOLER_RETRY, 3, null),
                recovery(Action.FALLBACK_MODEL, null, "n")), 100);
        assertThat(run.code()).isEqualTo(ErrorCode.OUTPUT_INVALID);
        assertThat(asked).hasSize(6);
    }

    @Test
    void aModelThatTakesNoTemperatureIsAskedAsBefore() {
        asked.clear();
        ChatModel model = (request, call) -> {
            asked.add(request);
            if (request.temperature() != null && request.temperature() == 0) {
                throw FakeModel.fails(ErrorCode.BAD_REQUEST);
            }
            return FakeModel.says(asked.size() < 3 ? "no" : "{\"ok\":true}");
        };
        TestRun run = TestRun.of(one(recovery(Action.COOLER_RETRY, null, null))).in("x", "task").with(model).run();
        assertThat(run.out("y")).isEqualTo(object("ok", true));
        assertThat(asked).extracting(ModelRequest::temperature).containsExactly(0.7, 0.0, 0.7);
    }

    @Test
    void whatWasInterruptedIsTriedAgainAndCountsAsNoTry() {
        asked.clear();
        ChatModel model = (request, call) -> {
            asked.add(request);
            if (asked.size() <= 8) {
                throw FakeModel.fails(ErrorCode.INTERRUPTED);
            }
            return FakeModel.says("{\"ok\":true}");
        };
        TestRun run = TestRun.of(one()).in("x", "task").with(model).run();
        assertThat(run.out("y")).isEqualTo(object("ok", true));
        assertThat(run.micros()).isZero();
    }

    private static Workflow withStandIn(Kind standIn, String... more) {
        return flow(List.of(
                new Node("n", llm(), settings(null, List.of(recovery(Action.FALLBACK_NODE, null, "other"),
                        recovery(Action.FALLBACK_VALUE, null, "none"))), Extras.NONE),
                new Node("other", standIn)),
                more.length == 0
                        ? new String[]{"in.x -> n.x", "n.result -> out.y"}
                        : more);
    }

    @Test
    void anotherNodeStandsInWithTheSameInputs() {
        for (long seed = 0; seed < 20; seed++) {
            TestRun run = TestRun.of(withStandIn(new Transform(new TemplateSource("for {{x}}"), null, 1000)))
                    .in("x", "task").with(rightAt(1000)).seed(seed).run();
            assertThat(run.out("y")).isEqualTo(text("for task"));
            assertThat(run.events().stream().filter(event -> event.what() instanceof What.StepStarted)
                    .map(event -> event.where().stepKey())).containsExactly("n", "other");
        }
        TestRun whole = TestRun.of(withStandIn(new Transform(new TemplateSource("for {{x}}"), null, 1000)))
                .in("x", "task").with((request, call) -> FakeModel.says("{\"ok\":1}")).run();
        assertThat(whole.events()).noneMatch(event -> "other".equals(event.where().node()));
    }

    @Test
    void whereTheStandInFailsTheNextIsTried() {
        TestRun run = TestRun.of(withStandIn(llm())).in("x", "task").with(rightAt(1000)).run();
        assertThat(run.out("y")).isEqualTo(text("none"));
    }

    @Test
    void aStandInIsNotWired() {
        assertThatThrownBy(() -> TestRun.of(withStandIn(llm(), "in.x -> n.x", "in.x -> other.x", "n.result -> out.y"))
                .in("x", "task").run()).hasMessageContaining("fallback node");
    }

    private TestRun withPerson(Kind kind, TestRun.Person person, int right) {
        asked.clear();
        return TestRun.of(flow(List.of(new Node("n", kind, settings(null, List.of(recovery(Action.PERSON, null,
                null))), Extras.NONE)), "in.x -> n.x", "n.result -> out.y")).in("x", "task").with(rightAt(right))
                .with(person).run();
    }

    private static TestRun.Person says(Verdict verdict, @Nullable JsonNode value) {
        return (run, request, time) -> {
            assertThat(request.about()).isEqualTo(What.ApprovalRequested.About.FAULT);
            assertThat(run.decide(new ApprovalDecided(request.id(), verdict, value, "Ada", "",
                    value == null ? request.sha256() : Canonical.sha256(value)))).isTrue();
        };
    }

    @Test
    void aPersonLetsItBeTriedAgainOrGivesTheResultOrLetsItFail() {
        TestRun again = withPerson(llm(), says(Verdict.APPROVE, null), 3);
        assertThat(again.out("y")).isEqualTo(object("ok", true));
        assertThat(again.all(ApprovalDecided.class)).hasSize(2);
        assertThat(again.finished().spent().steps()).isEqualTo(1);
        assertThat(withPerson(llm(), says(Verdict.EDIT, text("mine")), 100).out("y")).isEqualTo(text("mine"));
        assertThat(withPerson(llm(), says(Verdict.REJECT, null), 100).code()).isEqualTo(ErrorCode.OUTPUT_INVALID);
    }

    @Test
    void aWholeFrameIsTriedAgain() {
        Kind chain = new Chain(5, graph(List.of(new Node("inner", llm(), settings(null, List.of(recovery(Action.FAIL,
                null, null))), Extras.NONE)), "in.x -> inner.x"));
        TestRun run = withPerson(chain, says(Verdict.APPROVE, null), 2);
        assertThat(run.out("y")).isEqualTo(object("ok", true));
        assertThat(run.events().stream().filter(event -> event.what() instanceof What.StepStarted)
                .map(event -> event.where().stepKey())).containsExactly("n", "n/body/inner", "n~2/body/inner");
    }

    @Test
    void theOwnCapOfAStepHoldsOverAllThatAPersonLetsBeTriedAgain() {
        Settings settings = settings(null, List.of(recovery(Action.PERSON, null, null)));
        // Room for the first answer and its repairs, not for a second round of them.
        Settings capped = settings
                .withBudget(new Budget(2000L, null, null, null, null, null, null, null, Budget.AtCap.FAIL,
                        Extras.NONE));
        int[] asks = {0};
        TestRun run = TestRun.of(flow(List.of(new Node("n", llm(), capped, Extras.NONE)), "in.x -> n.x",
                "n.result -> out.y")).in("x", "task")
                .with((request, call) -> new ModelReply("no", new ModelReply.Usage(20, 80), ModelReply.Finish.STOP,
                        "fake", null, 0))
                .with((live, request, time) -> says(++asks[0] < 30 ? Verdict.APPROVE : Verdict.REJECT, null)
                        .asked(live, request, time))
                .run();
        assertThat(run.code()).isEqualTo(ErrorCode.BUDGET_EXHAUSTED);
        assertThat(run.finished().spent().tokens()).isLessThanOrEqualTo(2000);
    }
}
