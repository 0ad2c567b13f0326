package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people decide of a run that nobody has under way: it is kept with the run, and counts. */
class AfterwardsTest {
    private final FakeTools tools = new FakeTools();
    private RunsInMemory runs = new RunsInMemory();
    private boolean lost;

    {
        tools.add("send", EffectClass.NON_IDEMPOTENT, (_, call) -> tools.happens(call));
    }

    private interface Doing<T> {
        T with(Engine engine) throws Exception;
    }

    private <T> T live(Doing<T> what) {
        var time = new VirtualTime(3);
        ChatModel model = (request, _) -> {
            if (lost && FakeModel.last(request).startsWith("one")) {
                throw FakeModel.fails(ErrorCode.NET_LOST);
            }
            return FakeModel.says("<" + FakeModel.last(request) + ">", 3, 2);
        };
        return time.run(() -> {
            try {
                return what.with(new Engine(new EnginePorts(model, tools, Memory.NONE, Prices.free("test"), runs,
                        time)));
            } catch (Exception e) {
                throw new AssertionError(e.getMessage(), e);
            }
        });
    }

    private static Node asks(String id, String text) {
        return new Node(id, new Llm("m", List.of(new Message(Message.Role.USER, text)), 100, null, null),
                new Settings(null, null, null, null, new Settings.Retry(1, null, null, Extras.NONE), null, List.of(),
                        List.of(), Map.of(), null, null),
                Extras.NONE);
    }

    /** Two calls, of which both fit only where nothing is lost. */
    private static Workflow two() {
        return Flows.workflow(Flows.graph(List.of(asks("first", "one {{x}}"), asks("second", "two {{x}}")),
                "in.x -> first.x", "in.x -> second.x", "first.result -> out.a", "second.result -> out.b"))
                .with(new Budget(200L, null, null, null, null, null, null, null, null, Extras.NONE));
    }

    private What.RunFinished start(Workflow flow, RunOptions options) {
        return live(engine -> engine.start(new RunRequest("run", flow, Flows.text(flow), "hash",
                Map.of("x", Flows.text("hello")), true, 1, "", options), RunListener.NONE).await());
    }

    private List<Uncertain> release(@Nullable String step) {
        return live(engine -> engine.release("run", step, "Ada", "not on the bill"));
    }

    private boolean review(ApprovalDecided decision) {
        return live(engine -> engine.review("run", decision));
    }

    private void holds(Workflow flow) {
        EventChecks.of(flow).upTo(runs.events("run"));
        ReplayReport replay = live(
                engine -> engine.replay(runs.header("run").orElseThrow(), runs.events("run"), flow));
        assertThat(replay.divergence()).isNull();
    }

    @Test
    void whatIsUncertainIsReleasedOfARunThatHasEnded() {
        lost = true;
        Workflow flow = two();
        start(flow, RunOptions.USUAL);
        List<Uncertain> uncertain = Uncertain.of(runs.events("run"));
        assertThat(uncertain).extracting(Uncertain::stepKey).containsExactly("first");
        Amount booked = uncertain.getFirst().booked();
        assertThat(booked.tokens()).isGreaterThan(100);
        assertThat(release("second")).isEmpty();

        List<Uncertain> released = release("first");
        assertThat(released).isEqualTo(uncertain);
        Event told = runs.events("run").getLast();
        assertThat(told.what()).isInstanceOfSatisfying(What.Decided.class, decided -> {
            assertThat(decided.choice()).isEqualTo(What.Choice.RELEASE);
            assertThat(decided.detail().path("person").asText()).isEqualTo("Ada");
            assertThat(decided.detail().path("comment").asText()).isEqualTo("not on the bill");
            assertThat(What.released(decided).tokens()).isEqualTo(booked.tokens());
        });
        holds(flow);
        assertThat(release(null)).as("once").isEmpty();
        assertThat(runs.events("run").getLast()).isEqualTo(told);
    }

    @Test
    void whatWasUnderWayWhenTheProcessEndedIsReleasedAndTheRunFindsTheRoom() {
        Workflow flow = two();
        start(flow, RunOptions.USUAL);
        int sent = 0;
        for (Event event : runs.events("run")) {
            if (event.what() instanceof What.EffectStarted) {
                sent = (int) event.seq();
                break;
            }
        }
        RunsInMemory died = runs.leftAfter("run", sent);
        // Nobody releases it: the lost call fills the budget.
        runs = died.leftAfter("run", sent);
        live(engine -> engine.resume("run", "test", UnaryOperator.identity(), RunListener.NONE).await());
        assertThat(((What.RunFinished) runs.events("run").getLast().what()).status()).isEqualTo(RunStatus.PARTIAL);

        runs = died;
        assertThat(release(null)).hasSize(1);
        What.RunFinished end = live(
                engine -> engine.resume("run", "test", UnaryOperator.identity(), RunListener.NONE).await());
        assertThat(end.status()).isEqualTo(RunStatus.DONE);
        assertThat(end.spent().tokens()).isEqualTo(10);
        holds(flow);
    }

    @Test
    void aReviewIsDecidedAfterTheEnd() {
        var later = new Settings.ApprovalPolicy(true, null, null, List.of(), null, null, false, null, null,
                Extras.NONE);
        Workflow flow = Flows.workflow(Flows.graph(
                List.of(Flows.node("ask", new Approval(new TemplateSource("Well?"), later, Duration.ofHours(1)))),
                "in.x -> ask.value", "ask.approved -> out.y"));
        assertThat(start(flow, RunOptions.USUAL).status()).isEqualTo(RunStatus.DONE);
        var lie = new ApprovalDecided("ask?1", Verdict.APPROVE, null, "Eve", "", Canonical.sha256(Flows.text("other")));
        var no = new ApprovalDecided("ask?1", Verdict.REJECT, null, "Ada", "too short",
                Canonical.sha256(Flows.text("hello")));
        assertThat(review(lie)).isFalse();
        assertThat(review(no)).isTrue();
        assertThat(review(no)).as("once").isFalse();
        assertThat(runs.events("run").getLast().what()).isEqualTo(no);
        holds(flow);
    }

    @Test
    void aDryRunIsCommittedOnceAlsoWhereThatRunWasDeleted() {
        Workflow flow = Flows.workflow(Flows.graph(
                List.of(new Node("mail", new ToolCall("send", Map.of("text", new TemplateSource("{{x}}")), null,
                        List.of(), 100, Duration.ofSeconds(5)))),
                "in.x -> mail.x", "mail.result -> out.y"));
        start(flow, RunOptions.USUAL.withDryRun(true));
        CommitRequest all = CommitRequest.all(DryRun.of(runs.events("run")), "Ada");
        live(engine -> engine.commit(all, RunListener.NONE).await());
        assertThat(tools.done()).hasSize(1);
        assertThat(new ArrayList<>(runs.events("run")).getLast().what())
                .isInstanceOfSatisfying(What.Decided.class, decided -> {
                    assertThat(decided.choice()).isEqualTo(What.Choice.COMMIT);
                    assertThat(decided.detail().path("person").asText()).isEqualTo("Ada");
                });
        runs.delete("run-commit");
        assertThatThrownBy(() -> live(engine -> engine.commit(all, RunListener.NONE).await()))
                .hasRootCauseInstanceOf(JournalException.class).hasMessageContaining("deleted");
        assertThat(tools.done()).hasSize(1);
        holds(flow);
    }

    @Test
    void timeInWhichAPersonThinksIsNoActiveTime() {
        Workflow flow = Flows.workflow(Flows.graph(
                List.of(Flows.node("ask", new Approval(new TemplateSource("Well?"), null, Duration.ofHours(9))),
                        Flows.llm("slow", "{{x}}"), Flows.llm("slower", "{{x}}")),
                "in.x -> ask.value", "ask.approved -> slow.x", "slow.result -> slower.x", "slower.result -> out.y"))
                .with(new Budget(null, null, null, null, null, null, null, Duration.ofSeconds(10), null,
                        Extras.NONE));
        for (long seed = 0; seed < 20; seed++) {
            TestRun run = TestRun.of(flow).in("x", "hello").seed(seed)
                    .with(FakeModel.after(Duration.ofSeconds(6), FakeModel.ECHO))
                    .with((TestRun.Person) (begun, request, time) -> {
                        var _ = time.signal().await(Duration.ofHours(1));
                        begun.decide(new ApprovalDecided(request.id(), Verdict.APPROVE, null, "Ada", "",
                                request.sha256()));
                    }).run();
            assertThat(run.all(What.CapTripped.class)).hasSize(1);
            assertThat(Duration.ofNanos(run.micros() * 1_000)).isGreaterThanOrEqualTo(Duration.ofSeconds(3_610));
        }
    }
}
