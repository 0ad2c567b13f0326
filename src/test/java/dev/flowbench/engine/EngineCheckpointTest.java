package dev.flowbench.engine;

import static dev.flowbench.engine.Flows.graph;
import static dev.flowbench.engine.Flows.list;
import static dev.flowbench.engine.Flows.llm;
import static dev.flowbench.engine.Flows.node;
import static dev.flowbench.engine.Flows.object;
import static dev.flowbench.engine.Flows.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Checkpoint;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules between phases. */
class EngineCheckpointTest {
    private static Node checkpoint(Checkpoint.@Nullable OnFail onFail, @Nullable Integer retries) {
        return node("check", new Checkpoint(object("type", "string", "minLength", 3),
                List.of(new Settings.Assertion(new ExpressionSource("value.startsWith('good')"), "It is not good.",
                        Extras.NONE)),
                onFail, retries));
    }

    private static Workflow flow(Checkpoint.@Nullable OnFail onFail, @Nullable Integer retries) {
        return workflow(graph(List.of(llm("draft", "{{x}}"), checkpoint(onFail, retries)), "in.x -> draft.x",
                "draft.result -> check.value", "check.value -> out.y"));
    }

    private static Workflow chained(@Nullable Integer retries) {
        return workflow(graph(List.of(node("phase", new Chain(100, graph(
                List.of(llm("draft", "{{x}}"), checkpoint(Checkpoint.OnFail.RETRY, retries)), "in.x -> draft.x",
                "draft.result -> check.value", "check.value -> out.result")))), "in.x -> phase.x",
                "phase.result -> out.y"));
    }

    /** Answers "good" from that call on. */
    private static ChatModel goodFrom(int call) {
        var calls = new AtomicInteger();
        return (request, _) -> FakeModel.says(calls.incrementAndGet() >= call ? "good" : "b");
    }

    private static List<String> keys(TestRun run, String node) {
        return run.events().stream().map(Event::where).filter(where -> node.equals(where.node()))
                .map(where -> where.stepKey()).distinct().toList();
    }

    @Test
    void aValueThatKeepsTheRulesPasses() {
        TestRun run = TestRun.of(flow(null, null)).in("x", "good").run();
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(String.valueOf(run.out("y"))).isEqualTo("\"good\"");
        assertThat(run.decisions(What.Choice.CHECKPOINT))
                .containsExactly(object("passed", true, "violations", list()));
    }

    @Test
    void oneThatDoesNotFailsItsFrameAndSaysWhy() {
        TestRun run = TestRun.of(flow(null, null)).in("x", "b").run();
        assertThat(run.code()).isEqualTo(ErrorCode.CHECKPOINT);
        assertThat(run.error().message()).contains("\"check\"").contains("It is not good.");
        assertThat(run.decisions(What.Choice.CHECKPOINT).getFirst().path("violations").size()).isEqualTo(2);
    }

    @Test
    void thePhaseIsDoneAgainUnderKeysOfItsOwn() {
        TestRun run = TestRun.of(chained(null)).in("x", "v").with(goodFrom(3)).run();
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(keys(run, "draft")).containsExactly("phase/body/draft", "phase/body~2/draft",
                "phase/body~3/draft");
        TestRun root = TestRun.of(flow(Checkpoint.OnFail.RETRY, 2)).in("x", "v").with(goodFrom(3)).run();
        assertThat(root.status()).isEqualTo(RunStatus.DONE);
        assertThat(keys(root, "draft")).containsExactly("draft", "~2/draft", "~3/draft");
    }

    @Test
    void itIsDoneAgainOnlySoOften() {
        TestRun run = TestRun.of(chained(1)).in("x", "v").with(goodFrom(9)).run();
        assertThat(run.code()).isEqualTo(ErrorCode.CHECKPOINT);
        assertThat(run.error().message()).contains("2 tries");
        assertThat(keys(run, "draft")).hasSize(2);
        assertThat(TestRun.of(flow(Checkpoint.OnFail.RETRY, 0)).in("x", "v").with(goodFrom(9)).run().code())
                .isEqualTo(ErrorCode.CHECKPOINT);
    }

    @Test
    void onlyTheItemItStandsInIsDoneAgain() {
        Workflow flow = workflow(graph(List.of(node("m", new MapItems(10, 2, null, null, graph(
                List.of(llm("draft", "{{item}}"), checkpoint(Checkpoint.OnFail.RETRY, 5)),
                "draft.result -> check.value",
                "check.value -> out.result")))), "in.items -> m.items", "m.results -> out.y"));
        ChatModel model = (request, call) -> FakeModel
                .says(call.stepKey().contains("#1") || call.stepKey().contains("~3") ? "good" : "b");
        TestRun run = TestRun.of(flow).in("items", list("a", "b")).with(model).run();
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(keys(run, "draft")).containsExactlyInAnyOrder("m/body#1/draft", "m/body#2/draft",
                "m/body#2~2/draft", "m/body#2~3/draft");
        assertThat(Objects.requireNonNull(run.out("y")).size()).isEqualTo(2);
    }

    private static TestRun asked(Verdict verdict, @Nullable JsonNode value) {
        return TestRun.of(flow(Checkpoint.OnFail.ASK, null)).in("x", "b").with((begun, request, time) -> {
            var _ = time.signal().await(Duration.ofMinutes(5));
            begun.decide(new What.ApprovalDecided(request.id(), verdict, value, "Ada", "well",
                    value == null ? request.sha256() : Canonical.sha256(value)));
        }).run();
    }

    @Test
    void aPersonIsAskedAndLetsItPassOrMendsItOrStopsIt() {
        TestRun passes = asked(Verdict.APPROVE, null);
        assertThat(passes.status()).isEqualTo(RunStatus.DONE);
        assertThat(passes.out("y")).isEqualTo(Flows.text("b"));
        What.ApprovalRequested request = passes.all(What.ApprovalRequested.class).getFirst();
        assertThat(request.about()).isEqualTo(What.ApprovalRequested.About.FAULT);
        assertThat(request.reason()).contains("It is not good.");
        assertThat(request.action()).isEqualTo(Flows.text("b"));

        assertThat(asked(Verdict.EDIT, Flows.text("good enough")).out("y")).isEqualTo(Flows.text("good enough"));

        TestRun stopped = asked(Verdict.REJECT, null);
        assertThat(stopped.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(stopped.error().message()).contains("\"check\"").contains("well");
    }
}
