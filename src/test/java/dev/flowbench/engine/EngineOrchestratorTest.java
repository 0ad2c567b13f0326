package dev.flowbench.engine;

import static dev.flowbench.engine.Flows.expression;
import static dev.flowbench.engine.Flows.graph;
import static dev.flowbench.engine.Flows.llm;
import static dev.flowbench.engine.Flows.node;
import static dev.flowbench.engine.Flows.object;
import static dev.flowbench.engine.Flows.template;
import static dev.flowbench.engine.Flows.text;
import static dev.flowbench.engine.Flows.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Orchestrator;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Plans, workers and what becomes of both. */
class EngineOrchestratorTest {
    private static final ChatModel FAILS_ON_BAD = (request, call) -> {
        if (FakeModel.last(request).contains("bad")) {
            throw FakeModel.fails(ErrorCode.BAD_REQUEST);
        }
        return FakeModel.says(FakeModel.last(request));
    };

    private static String task(String id, String task, String... needs) {
        return "{'id': '" + id + "', 'worker': 'search', 'task': '" + task + "', 'needs': ["
                + String.join(", ", List.of(needs).stream().map(need -> "'" + need + "'").toList())
                + "], 'reason': 'r'}";
    }

    private static Orchestrator kind(int maxPlan, int maxSpawns, int atOnce, @Nullable Graph fallback,
            String... subtasks) {
        return new Orchestrator(maxPlan, maxSpawns, atOnce,
                graph(List.of(expression("plan", "{'subtasks': [" + String.join(", ", subtasks) + "]}"))),
                List.of(new Branch("search", graph(List.of(llm("w", "{{task}} {{needs}}"))))),
                graph(List.of(template("syn", "{{results}}"))), fallback);
    }

    private static Workflow flow(Orchestrator kind, @Nullable Budget budget) {
        return workflow(graph(List.of(new Node("o", kind, Settings.NONE.withBudget(budget), Extras.NONE)),
                "in.x -> o.task", "o.result -> out.y", "o.plan -> out.plan", "o.divergence -> out.divergence"));
    }

    private static TestRun.Setup of(Workflow flow) {
        return TestRun.of(flow).in("x", "task");
    }

    private static TestRun.Setup of(String... subtasks) {
        return of(flow(kind(8, 12, 4, null, subtasks), null));
    }

    private static Budget steps(long steps, Budget.AtCap atCap) {
        return new Budget(null, null, null, null, steps, null, null, null, atCap, Extras.NONE);
    }

    private static List<String> begun(TestRun run) {
        return run.decisions(What.Choice.ITEM).stream().map(item -> item.path("key").asText()).toList();
    }

    @Test
    void workersRunInTheOrderOfTheirNeeds() {
        for (long seed = 0; seed < 50; seed++) {
            TestRun run = of(task("c", "three", "a", "b"), task("a", "one"), task("b", "two", "a")).seed(seed).run();
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            assertThat(begun(run)).containsExactly("a", "b", "c");
            assertThat(Objects.requireNonNull(run.out("y")).asText()).contains("\"succeeded\"")
                    .contains("two {\\\"a\\\":\\\"one {}\\\"}");
            assertThat(run.finished().spent().spawns()).isEqualTo(3);
            assertThat(run.out("divergence")).isEqualTo(object("planned", 3, "ran", 3, "failed", 0, "skipped", 0,
                    "share", 0.0));
        }
    }

    @Test
    void thePlanIsAnEventOfItsOwn() {
        TestRun run = of(task("a", "one")).run();
        assertThat(run.decisions(What.Choice.PLAN)).hasSize(1);
        assertThat(run.decisions(What.Choice.PLAN).getFirst().at("/subtasks/0/id")).isEqualTo(text("a"));
        assertThat(Objects.requireNonNull(run.out("plan")).at("/subtasks/0/worker")).isEqualTo(text("search"));
    }

    @Test
    void aWorkerSeesItsOwnTaskAndNothingElse() {
        var kind = new Orchestrator(8, 12, 4,
                graph(List.of(expression("plan", "{'subtasks': [" + task("a", "one") + "]}"))),
                List.of(new Branch("search", graph(List.of(template("w",
                        "{{task}}{{#x}} sees {{x}}{{/x}}{{#workers}} sees {{workers}}{{/workers}}"))))),
                graph(List.of(expression("syn", "results[0].value"))), null);
        TestRun run = TestRun.of(workflow(graph(List.of(node("o", kind)), "in.x -> o.task", "in.x -> o.x",
                "o.result -> out.y"))).in("x", "whole").run();
        assertThat(run.out("y")).isEqualTo(text("one"));
    }

    @Test
    void noMoreRunAtOnceThanTheDocumentSays() {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        ChatModel model = (_, call) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            call.sleep(Duration.ofMillis(10));
            now.decrementAndGet();
            return FakeModel.says("done");
        };
        of(flow(kind(8, 12, 2, null, task("a", "1"), task("b", "2"), task("c", "3"), task("d", "4")), null))
                .with(model).run();
        assertThat(most.get()).isEqualTo(2);
    }

    @Test
    void aSubtaskThatFailsStopsOnlyThoseThatNeedIt() {
        TestRun run = of(task("a", "bad"), task("b", "two"), task("c", "three", "a"), task("d", "four", "c"),
                task("e", "five", "b")).with(FAILS_ON_BAD).run();
        assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(begun(run)).containsExactlyInAnyOrder("a", "b", "e");
        assertThat(run.out("divergence")).isEqualTo(object("planned", 5, "ran", 3, "failed", 1, "skipped", 2,
                "share", 0.6));
        List<JsonNode> guards = run.decisions(What.Choice.GUARD);
        assertThat(guards).hasSize(1);
        assertThat(guards.getFirst().path("reason")).isEqualTo(text("divergence"));
        assertThat(Objects.requireNonNull(run.finished().partial()).message()).contains("3 of 5")
                .contains("The fake model failed.");
        assertThat(of(task("a", "bad")).with(FAILS_ON_BAD).run().code()).isEqualTo(ErrorCode.TOO_FEW);
    }

    @Test
    void smallDivergenceIsNoFinding() {
        TestRun run = of(task("a", "bad"), task("b", "2"), task("c", "3"), task("d", "4")).with(FAILS_ON_BAD).run();
        assertThat(run.decisions(What.Choice.GUARD)).isEmpty();
        assertThat(Objects.requireNonNull(run.out("divergence")).path("share").asDouble()).isEqualTo(0.25);
    }

    @Test
    void aPlanThatCannotBeCarriedOutIsRefusedWithAllThatIsWrong() {
        TestRun run = of(task("a", "1"), task("a", "2"), task("b", "3", "z"),
                "{'id': 'c', 'worker': 'cook', 'task': 't'}").run();
        assertThat(run.code()).isEqualTo(ErrorCode.OUTPUT_INVALID);
        assertThat(run.error().message()).contains("two subtasks have the id \"a\"").contains("\"z\"")
                .contains("\"cook\"").contains("search");
        TestRun circle = of(task("a", "1", "b"), task("b", "2", "a"), task("c", "3", "c")).run();
        assertThat(circle.error().message()).contains("wait for each other: a, b, c");
        TestRun shape = of("{'id': 'a'}").run();
        assertThat(shape.code()).isEqualTo(ErrorCode.OUTPUT_INVALID);
        assertThat(shape.all(What.EffectStarted.class)).isEmpty();
    }

    @Test
    void aPlanThatIsTooLongGoesToTheFallbackOrIsCut() {
        String[] long3 = {task("a", "1"), task("b", "2"), task("c", "3")};
        TestRun cut = of(flow(kind(2, 12, 4, null, long3), null)).run();
        assertThat(cut.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(begun(cut)).containsExactly("a", "b");
        assertThat(Objects.requireNonNull(cut.finished().partial()).reason()).isEqualTo("plan");
        TestRun instead = of(flow(kind(2, 12, 4, graph(List.of(template("simple", "simply {{task}}"))), long3), null))
                .run();
        assertThat(instead.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(instead.out("y")).isEqualTo(text("simply task"));
        assertThat(begun(instead)).isEmpty();
        assertThat(Objects.requireNonNull(instead.finished().partial()).message()).contains("fallback");
    }

    @Test
    void theCapOnWorkersEndsItWithWhatThereIs() {
        TestRun run = of(flow(kind(8, 2, 1, null, task("a", "1"), task("b", "2"), task("c", "3")), null)).run();
        assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(run.out("y")).isEqualTo(object("a", "1 {}", "b", "2 {}"));
        assertThat(Objects.requireNonNull(run.out("divergence")).path("skipped").asInt()).isEqualTo(1);
        assertThat(Objects.requireNonNull(run.finished().partial()).reason()).isEqualTo("spawns");
        assertThat(run.finished().spent().spawns()).isEqualTo(2);
    }

    @Test
    void workersOfWorkersCountInEveryScopeAroundThem() {
        Orchestrator inner = kind(8, 12, 4, null, task("a", "1"), task("b", "2"));
        var outer = new Orchestrator(8, 3, 1,
                graph(List.of(expression("outer-plan", "{'subtasks': [" + task("p", "1") + ", " + task("q", "2")
                        + "]}"))),
                List.of(new Branch("search", graph(List.of(node("inner", inner)), "in.task -> inner.task"))),
                graph(List.of(template("outer-syn", "{{results}}"))), null);
        TestRun run = of(flow(outer, null)).run();
        assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(run.finished().spent().spawns()).isEqualTo(3);
        assertThat(Objects.requireNonNull(run.finished().partial()).reason()).isEqualTo("spawns");
    }

    @Test
    void aBudgetThatSaysSoKeepsRoomForTheLastCall() {
        var subtasks = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            subtasks.add(task("s" + i, "t" + i));
        }
        Orchestrator kind = kind(8, 12, 1, null, subtasks.toArray(String[]::new));
        TestRun wrapped = of(flow(kind, steps(4, Budget.AtCap.WRAP_UP))).run();
        assertThat(wrapped.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(wrapped.of("syn", What.StepCompleted.class)).hasSize(1);
        assertThat(Objects.requireNonNull(wrapped.out("y")).asText()).contains("t0 {}").contains("skipped");
        assertThat(wrapped.finished().spent().steps()).isEqualTo(4);
        TestRun partial = of(flow(kind, steps(4, Budget.AtCap.PARTIAL))).run();
        assertThat(partial.of("syn", What.StepStarted.class)).isEmpty();
        assertThat(partial.out("y")).isEqualTo(object("s0", "t0 {}", "s1", "t1 {}", "s2", "t2 {}"));
        // Nothing can be kept of so little.
        assertThat(of(flow(kind, steps(1, Budget.AtCap.WRAP_UP))).run().status()).isNotEqualTo(RunStatus.DONE);
    }

    @Test
    void aRunIsStoppedAmongItsWorkers() {
        ChatModel slow = FakeModel.after(Duration.ofSeconds(1), FakeModel.ECHO);
        String[] subtasks = {task("a", "1"), task("b", "2", "a"), task("c", "3")};
        int events = of(subtasks).with(slow).run().events().size();
        for (int at = 1; at < events; at++) {
            int seq = at;
            TestRun run = of(subtasks).with(slow).run(new VirtualTime(at), running -> running.cancelAt(seq));
            assertThat(run.status()).isIn(RunStatus.CANCELLED, RunStatus.DONE);
        }
    }
}
