package dev.flowbench.engine;

import static dev.flowbench.engine.Flows.graph;
import static dev.flowbench.engine.Flows.llm;
import static dev.flowbench.engine.Flows.node;
import static dev.flowbench.engine.Flows.object;
import static dev.flowbench.engine.Flows.text;
import static dev.flowbench.engine.Flows.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.plan.PlanException;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Settings.ApprovalPolicy;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A person is asked in the middle of a run: what is decided counts once, and thinking costs no time of the run's. */
class EngineApprovalsTest {
    private static final JsonNode DRAFT = object("b", 2, "a", "x");

    private static Workflow asks(@Nullable ApprovalPolicy policy) {
        return workflow(graph(
                List.of(node("ask", new Approval(new TemplateSource("Send {{value}}?"), policy, Duration.ofHours(24)))),
                "in.x -> ask.value", "ask.approved -> out.yes", "ask.rejected -> out.no",
                "ask.comment -> out.comment"));
    }

    private static ApprovalPolicy policy(@Nullable Duration limit, ApprovalPolicy.@Nullable OnTimeout onTimeout) {
        return new ApprovalPolicy(true, null, null, List.of(), null, null, null, limit, onTimeout, Extras.NONE);
    }

    private static TestRun.Setup asked(Workflow flow, Function<ApprovalRequested, ApprovalDecided> answer) {
        return TestRun.of(flow).in("x", DRAFT).with((run, request, time) -> {
            time.signal().await(Duration.ofMinutes(5));
            assertThat(run.decide(answer.apply(request))).isTrue();
        });
    }

    private static ApprovalDecided answer(ApprovalRequested request, Verdict verdict, @Nullable JsonNode value) {
        return new ApprovalDecided(request.id(), verdict, value, "Ada", "said so",
                value == null ? request.sha256() : Canonical.sha256(value));
    }

    private static ApprovalDecided approve(ApprovalRequested request) {
        return new ApprovalDecided(request.id(), Verdict.APPROVE, null, "Ada", "fine", request.sha256());
    }

    @Test
    void theValuePassesAsItWasApproved() {
        for (long seed = 0; seed < 100; seed++) {
            TestRun run = asked(asks(null), EngineApprovalsTest::approve).seed(seed).run();
            assertThat(run.out("yes")).isEqualTo(DRAFT);
            assertThat(run.out("no")).isNull();
            assertThat(run.out("comment")).isEqualTo(text("fine"));
            ApprovalRequested asked = run.all(ApprovalRequested.class).getFirst();
            assertThat(asked.question()).startsWith("Send ");
            assertThat(asked.sha256()).isEqualTo(Canonical.sha256(object("a", "x", "b", 2)));
            assertThat(asked.limitMillis()).isEqualTo(Duration.ofHours(24).toMillis());
        }
    }

    @Test
    void anEditedValueIsWhatPasses() {
        TestRun run = asked(asks(null), request -> answer(request, Verdict.EDIT, text("better"))).run();
        assertThat(run.out("yes")).isEqualTo(text("better"));
        assertThat(run.all(ApprovalDecided.class).getFirst().sha256()).isEqualTo(Canonical.sha256(text("better")));
    }

    @Test
    void whatIsRejectedLeavesByTheOtherPort() {
        TestRun run = asked(asks(null), request -> answer(request, Verdict.REJECT, null)).run();
        assertThat(run.out("yes")).isNull();
        assertThat(run.out("no")).isEqualTo(DRAFT);
    }

    @Test
    void whatWasDecidedFirstCounts() {
        for (long seed = 0; seed < 100; seed++) {
            var counted = new AtomicInteger();
            TestRun run = TestRun.of(asks(null)).in("x", DRAFT).seed(seed).with((one, request, time) -> {
                for (Verdict verdict : List.of(Verdict.APPROVE, Verdict.REJECT, Verdict.APPROVE)) {
                    time.fork("another", () -> {
                        if (one.decide(answer(request, verdict, null))) {
                            counted.incrementAndGet();
                        }
                    });
                }
            }).run();
            assertThat(counted).hasValue(1);
            assertThat(run.all(ApprovalDecided.class)).hasSize(1);
            assertThat(run.out("yes") != null)
                    .isEqualTo(run.all(ApprovalDecided.class).getFirst().verdict() == Verdict.APPROVE);
        }
    }

    @Test
    void otherBytesAreNotDecidedOn() {
        TestRun run = TestRun.of(asks(null)).in("x", DRAFT).with((one, request, time) -> {
            String other = Canonical.sha256(text("other"));
            assertThat(one.decide(new ApprovalDecided(request.id(), Verdict.APPROVE, null, "", "", other))).isFalse();
            assertThat(one.decide(new ApprovalDecided("other", Verdict.APPROVE, null, "", "", request.sha256())))
                    .isFalse();
            assertThat(one.decide(new ApprovalDecided(request.id(), Verdict.EDIT, text("x"), "", "", other)))
                    .isFalse();
            assertThat(one.decide(answer(request, Verdict.HAPPENED, text("x")))).isFalse();
            assertThat(one.decide(answer(request, Verdict.TIMED_OUT, null))).isFalse();
            assertThat(one.decide(approve(request))).isTrue();
            assertThat(one.decide(approve(request))).isFalse();
        }).run();
        assertThat(run.out("yes")).isEqualTo(DRAFT);
    }

    @Test
    void whenNobodyAnswersInTimeItIsDenied() {
        for (long seed = 0; seed < 20; seed++) {
            TestRun run = TestRun.of(asks(policy(Duration.ofHours(1), null))).in("x", DRAFT).seed(seed).run();
            assertThat(run.out("no")).isEqualTo(DRAFT);
            assertThat(run.all(ApprovalDecided.class)).extracting(ApprovalDecided::verdict)
                    .containsExactly(Verdict.TIMED_OUT);
            assertThat(run.micros()).isEqualTo(Duration.ofHours(1).toNanos() / 1_000);
        }
    }

    @Test
    void orItIsPutToWhoMayDecideMore() {
        Workflow flow = asks(policy(Duration.ofHours(1), ApprovalPolicy.OnTimeout.ESCALATE));
        for (long seed = 0; seed < 20; seed++) {
            TestRun late = TestRun.of(flow).in("x", DRAFT).seed(seed).with((one, request, time) -> {
                time.signal().await(Duration.ofMinutes(90));
                assertThat(one.decide(approve(request))).isTrue();
            }).run();
            assertThat(late.all(ApprovalDecided.class)).extracting(ApprovalDecided::verdict)
                    .containsExactly(Verdict.ESCALATE, Verdict.APPROVE);
            assertThat(late.out("yes")).isEqualTo(DRAFT);
            TestRun never = TestRun.of(flow).in("x", DRAFT).seed(seed).run();
            assertThat(never.all(ApprovalDecided.class)).extracting(ApprovalDecided::verdict)
                    .containsExactly(Verdict.ESCALATE, Verdict.TIMED_OUT);
            assertThat(never.out("no")).isEqualTo(DRAFT);
        }
    }

    @Test
    void allCanBeDecidedBeforehand() {
        for (RunOptions.Asking asking : List.of(RunOptions.Asking.APPROVE, RunOptions.Asking.DENY)) {
            TestRun run = TestRun.of(asks(null)).in("x", DRAFT).with(RunOptions.USUAL.with(asking)).run();
            ApprovalDecided decided = run.all(ApprovalDecided.class).getFirst();
            assertThat(decided.person()).isEqualTo(
                    asking == RunOptions.Asking.APPROVE ? "--approve all" : "--approve deny");
            assertThat(run.out(asking == RunOptions.Asking.APPROVE ? "yes" : "no")).isEqualTo(DRAFT);
        }
    }

    @Test
    void aStopDoesNotWaitForAnybody() {
        for (long seed = 0; seed < 100; seed++) {
            long at = 1 + seed % 3;
            TestRun run = TestRun.of(asks(null)).in("x", DRAFT).run(new VirtualTime(seed),
                    running -> running.cancelAt(at));
            assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
            assertThat(run.micros()).isZero();
        }
    }

    @Test
    void whilePeopleThinkNoTimeOfTheRunIsUsed() {
        Workflow flow = workflow(asks(null).graph(), new Budget(null, null, null, null, null, null, null,
                Duration.ofSeconds(10), null, Extras.NONE));
        for (long seed = 0; seed < 20; seed++) {
            TestRun run = asked(flow, EngineApprovalsTest::approve).seed(seed).run();
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            assertThat(run.micros()).isEqualTo(Duration.ofMinutes(5).toNanos() / 1_000);
        }
    }

    private static Workflow many(int branches, int atOnce) {
        var all = new ArrayList<Branch>();
        for (int i = 0; i < branches; i++) {
            all.add(new Branch("b" + i, i == 0
                    ? graph(List.of(node("ask", new Approval(null, null, Duration.ofHours(24)))),
                            "in.x -> ask.value", "ask.approved -> out.result")
                    : graph(List.of(llm("n" + i, "{{x}}")))));
        }
        return workflow(graph(List.of(node("fan", new Parallel(all, null, null, null, null, branches,
                Duration.ofMinutes(10), null, atOnce, null))), "in.x -> fan.x", "fan.result -> out.y"));
    }

    @Test
    void whoWaitsForAPersonHoldsNoPlaceAndNoTime() {
        for (long seed = 0; seed < 30; seed++) {
            TestRun run = asked(many(4, 1), EngineApprovalsTest::approve).seed(seed)
                    .with(FakeModel.after(Duration.ofSeconds(20), FakeModel.ECHO)).run();
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            assertThat(run.micros()).isEqualTo(Duration.ofMinutes(5).toNanos() / 1_000);
        }
    }

    @Test
    void aRunThatWaitsForPeopleOnlyIsPutAwayOnceTheRestIsDone() {
        for (long seed = 0; seed < 60; seed++) {
            var time = new VirtualTime(seed);
            var events = new ArrayList<What>();
            What.RunFinished finished = time.run(() -> {
                try {
                    return new Engine(new EnginePorts(FakeModel.after(Duration.ofSeconds(20), FakeModel.ECHO),
                            Prices.free("test"), Journal.none(), time)).start(
                                    new RunRequest("run", many(4, 2), "{}", "hash", Map.of("x", DRAFT), true, 1, "",
                                            RunOptions.USUAL.with(RunOptions.Asking.SUSPEND)),
                                    event -> events.add(event.what()))
                            .await();
                } catch (PlanException | JournalException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(finished.status()).isEqualTo(RunStatus.WAITING);
            assertThat(events).last().isInstanceOf(What.Suspended.class);
            assertThat(events).filteredOn(What.EffectCompleted.class::isInstance).hasSize(3);
        }
    }
}
