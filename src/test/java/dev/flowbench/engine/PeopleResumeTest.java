package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Settings.ApprovalPolicy;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people are asked outlives the process: the same request, and what is left of its time. */
class PeopleResumeTest {
    private static final long SEEDS = 20;
    private static final Where RUN = new Where("run", Where.ROOT, 0, null, "", "", 0, 1);

    private static Workflow asks(boolean blocking, ApprovalPolicy.@Nullable OnTimeout onTimeout) {
        var policy = new ApprovalPolicy(true, null, null, List.of(), null, null, blocking, Duration.ofHours(1),
                onTimeout, Extras.NONE);
        return Flows.workflow(Flows.graph(
                List.of(Flows.node("ask", new Approval(new TemplateSource("Send {{value}}?"), policy,
                        Duration.ofHours(1))), Flows.llm("after", "{{a}}{{r}}")),
                "in.x -> ask.value", "ask.approved -> after.a", "ask.comment -> after.r", "after.result -> out.y"));
    }

    private static List<Event> upTo(Workflow flow, Class<? extends What> last, long seed) {
        List<Event> all = TestRun.of(flow).in("x", "hello").seed(seed).run().events();
        for (Event event : all) {
            if (last.isInstance(event.what())) {
                return new ArrayList<>(all.subList(0, (int) event.seq()));
            }
        }
        throw new AssertionError("not told");
    }

    private static void add(List<Event> events, Duration later, Where where, What what) {
        Event last = events.getLast();
        events.add(new Event(last.seq() + 1, last.at() + later.toNanos() / 1_000, where, what));
    }

    /** A run that was taken up again, and how long that took. */
    private record Resumed(TestRun run, Duration took) {}

    private static Resumed resume(Workflow flow, List<Event> events, TestRun.Person person,
            List<ApprovalDecided> decisions, long seed) {
        return resume(flow, events, person, decisions, _ -> {}, seed);
    }

    /** @param atOnce what is done to it as soon as it is there */
    private static Resumed resume(Workflow flow, List<Event> events, Consumer<Run> atOnce, long seed) {
        return resume(flow, events, NOBODY, List.of(), atOnce, seed);
    }

    private static Resumed resume(Workflow flow, List<Event> events, TestRun.Person person,
            List<ApprovalDecided> decisions, Consumer<Run> atOnce, long seed) {
        var journal = new MemoryJournal(ReplayTest.header(flow, seed), events);
        var time = new VirtualTime(seed);
        var told = new ArrayList<Event>();
        long from = time.nanos();
        What.RunFinished finished = time.run(() -> {
            try {
                var running = new TestRun.Running(told, time, person);
                Run run = new Engine(new EnginePorts(FakeModel.after(Duration.ofMinutes(2), FakeModel.ECHO),
                        Prices.free("test"), journal, time)).resume("run", "test", UnaryOperator.identity(),
                                decisions, running);
                running.began(run);
                atOnce.accept(run);
                return run.await();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        var run = new TestRun(flow, RandomFlows.documents(seed), List.copyOf(told), finished);
        EventChecks.check(run);
        assertThat(ReplayTest.replay(flow, run.events(), Prices.free("test"), seed).divergence()).isNull();
        return new Resumed(run, Duration.ofNanos(time.nanos() - from));
    }

    private static final TestRun.Person NOBODY = (run, request, time) -> {};

    @Test
    void whatIsLeftOfTheTimeGoesOn() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Workflow flow = asks(true, null);
            List<Event> events = upTo(flow, ApprovalRequested.class, seed);
            // Twice it was there for a while; days in between, in which nobody could answer.
            add(events, Duration.ofMinutes(25), RUN, new What.Suspended("test"));
            add(events, Duration.ofDays(3), RUN, new What.Resumed(2, "test"));
            add(events, Duration.ofMinutes(15), RUN, new What.Suspended("test"));
            Resumed resumed = resume(flow, events, NOBODY, List.of(), seed);
            assertThat(resumed.run.all(ApprovalDecided.class)).extracting(ApprovalDecided::verdict)
                    .containsExactly(Verdict.TIMED_OUT);
            assertThat(resumed.took).isEqualTo(Duration.ofMinutes(20));
        }
    }

    @Test
    void whatWasPutToOthersIsNotPutToThemAgain() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Workflow flow = asks(true, ApprovalPolicy.OnTimeout.ESCALATE);
            List<Event> events = upTo(flow, ApprovalRequested.class, seed);
            var asked = (ApprovalRequested) events.getLast().what();
            add(events, Duration.ofHours(1), events.getLast().where(),
                    new ApprovalDecided(asked.id(), Verdict.ESCALATE, null, "", "", asked.sha256()));
            add(events, Duration.ofMinutes(50), RUN, new What.Suspended("test"));
            Resumed resumed = resume(flow, events, NOBODY, List.of(), seed);
            assertThat(resumed.run.all(ApprovalDecided.class)).extracting(ApprovalDecided::verdict)
                    .containsExactly(Verdict.ESCALATE, Verdict.TIMED_OUT);
            assertThat(resumed.took).isEqualTo(Duration.ofMinutes(10));
        }
    }

    @Test
    void anOpenRequestIsShownAgainUnderItsId() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Workflow flow = asks(true, null);
            List<Event> events = upTo(flow, ApprovalRequested.class, seed);
            var asked = (ApprovalRequested) events.getLast().what();
            Resumed resumed = resume(flow, events, (run, request, time) -> {
                assertThat(request.id()).isEqualTo(asked.id());
                time.signal().await(Duration.ofMinutes(1));
                assertThat(run.decide(approve(request))).isTrue();
                assertThat(run.decide(approve(request))).isFalse();
            }, List.of(), seed);
            assertThat(resumed.run.all(ApprovalRequested.class)).containsExactly(asked);
            assertThat(resumed.run.status()).isEqualTo(RunStatus.DONE);
        }
    }

    private static ApprovalDecided approve(ApprovalRequested request) {
        return new ApprovalDecided(request.id(), Verdict.APPROVE, null, "Ada", "", request.sha256());
    }

    @Test
    void whatIsForLaterReviewIsDecidedAlsoAfterItsStep() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Workflow flow = asks(false, null);
            for (Class<? extends What> last : List.of(ApprovalRequested.class, What.StepCompleted.class)) {
                List<Event> events = upTo(flow, last, seed);
                Resumed live = resume(flow, events, (run, request, time) -> {
                    time.signal().await(Duration.ofMinutes(1));
                    assertThat(run.decide(approve(request))).isTrue();
                    assertThat(run.decide(approve(request))).isFalse();
                }, List.of(), seed);
                ApprovalRequested asked = live.run.all(ApprovalRequested.class).getFirst();
                assertThat(live.run.all(ApprovalDecided.class)).hasSize(1);
                // Decided while no process had it, and not a second time.
                Resumed before = resume(flow, events, (run, request, time) -> {
                    time.signal().await(Duration.ofMinutes(1));
                    assertThat(run.decide(approve(request))).isFalse();
                }, List.of(approve(asked)), seed);
                assertThat(before.run.all(ApprovalDecided.class)).hasSize(1);
                // Nor after another process took it up.
                List<Event> again = live.run.events();
                Resumed third = resume(flow, new ArrayList<>(again.subList(0, again.size() - 2)),
                        (run, request, time) -> assertThat(run.decide(approve(request))).isFalse(), List.of(), seed);
                assertThat(third.run.all(ApprovalDecided.class)).hasSize(1);
            }
        }
    }

    /** The first of two branches works for long before the second, which had asked, has its place again. */
    @Test
    void whatWasAskedCanBeDecidedBeforeTheRunComesToItAgain() {
        Workflow flow = Flows.workflow(Flows.graph(List.of(Flows.node("fan", new Parallel(
                List.of(new Branch("one", Flows.graph(List.of(question("q1"), Flows.llm("slow", "{{y}}")),
                        "in.x -> q1.value", "q1.approved -> slow.y", "slow.result -> out.result")),
                        new Branch("two", Flows.graph(List.of(question("q2")), "in.x -> q2.value",
                                "q2.approved -> out.result"))),
                null, null, null, null, 10, Duration.ofHours(9), 2, 1, null))), "in.x -> fan.x",
                "fan.result -> out.y"));
        for (long seed = 0; seed < SEEDS; seed++) {
            List<Event> all = TestRun.of(flow).in("x", "hello").with(FakeModel.after(Duration.ofMinutes(30),
                    FakeModel.ECHO)).seed(seed).with((run, request, time) -> {
                        time.signal().await(Duration.ofSeconds(request.id().contains("q1") ? 1 : 2));
                        assertThat(run.decide(approve(request))).isTrue();
                    }).run().events();
            int asked = (int) all.stream().filter(event -> event.what() instanceof ApprovalDecided).findFirst()
                    .orElseThrow().seq();
            List<Event> events = new ArrayList<>(all.subList(0, asked));
            ApprovalRequested second = events.stream().map(Event::what).filter(ApprovalRequested.class::isInstance)
                    .map(ApprovalRequested.class::cast).filter(request -> request.id().contains("q2")).findFirst()
                    .orElseThrow();
            var decided = new ArrayList<Boolean>();
            Resumed resumed = resume(flow, events, run -> {
                decided.add(run.decide(approve(second)));
                decided.add(run.decide(approve(second)));
            }, seed);
            assertThat(decided).containsExactly(true, false);
            assertThat(resumed.run.status()).isEqualTo(RunStatus.DONE);
            assertThat(resumed.run.all(ApprovalDecided.class)).hasSize(2);
        }
    }

    private static Node question(String id) {
        return Flows.node(id, new Approval(new TemplateSource("Send it?"), null, Duration.ofHours(5)));
    }
}
