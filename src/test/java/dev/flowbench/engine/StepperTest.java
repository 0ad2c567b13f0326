package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.RunOptions.Breakpoint;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A run stands still where it is told to, and goes on step by step, the same whoever comes first. */
class StepperTest {
    private static final long SEEDS = Long.getLong("flowbench.seeds", 30);
    private static final RunOptions PAUSED = RunOptions.USUAL.with(List.of(), true);

    /** first, then a frame of two, then last. */
    private static Workflow framed() {
        return Flows.workflow(Flows.graph(List.of(Flows.llm("first", "{{x}}"),
                new Node("frame", new Chain(10, Flows.graph(List.of(Flows.llm("a", "{{x}}a"), Flows.llm("b", "{{y}}b")),
                        "in.x -> a.x", "a.result -> b.y"))),
                Flows.llm("last", "{{x}}!")),
                "in.x -> first.x", "first.result -> frame.x", "frame.result -> last.x", "last.result -> out.y"));
    }

    private static TestRun.Driver each(How... hows) {
        var next = new AtomicInteger();
        return (run, stood) -> {
            int i = next.getAndIncrement();
            run.proceed(i < hows.length ? hows[i] : How.Steps.RUN);
        };
    }

    private static RunOptions breaks(Breakpoint... places) {
        return RunOptions.USUAL.with(List.of(places), false);
    }

    /** The steps that stood first, each time the run stood. */
    private static List<String> stood(TestRun run) {
        return run.events().stream().filter(event -> event.what() instanceof What.Stood stood && stood.first())
                .map(event -> event.where().stepKey() + (((What.Stood) event.what()).after() ? "!" : "")).toList();
    }

    private static List<String> begun(List<Event> events) {
        return events.stream().filter(event -> event.what() instanceof What.StepStarted)
                .map(event -> event.where().stepKey()).toList();
    }

    /** The steps that were taken, and what came of them. */
    private static List<String> taken(TestRun run) {
        return run.events().stream()
                .filter(event -> event.what() instanceof What.StepStarted || event.what() instanceof What.StepCompleted)
                .map(event -> event.where().stepKey() + " " + event.what()).toList();
    }

    private static RunOptions options(long seed) {
        return RunOptions.USUAL.withDocuments(RandomFlows.documents(seed));
    }

    private static TestRun.Setup setup(long seed) {
        return TestRun.of(RandomFlows.workflow(seed)).in("x", "hello").with(RandomFlows.model(15))
                .with(RandomFlows.prices()).with(options(seed)).seed(seed);
    }

    @Test
    void theSameStepsAreTakenInTheSameOrderWhoeverComesFirst() {
        How[] ways = {How.Steps.INTO, How.Steps.OVER, How.Steps.INTO, How.Steps.OUT};
        for (long seed = 0; seed < SEEDS; seed++) {
            for (int kind = 0; kind < 2; kind++) {
                List<String> before = List.of();
                for (long order = 0; order < 4; order++) {
                    var count = new AtomicInteger();
                    int step = kind;
                    TestRun run = setup(seed).with(options(seed).with(List.of(), true))
                            .stepping((live, stood) -> live
                                    .proceed(step == 0 ? How.Steps.INTO : ways[count.getAndIncrement() % ways.length]))
                            .run(new VirtualTime(seed * 101 + order, 40), _ -> {});
                    ReplayReport report = ReplayTest.replay(run.workflow(), run.events(), RandomFlows.prices(), seed);
                    assertThat(report.divergence()).as("seed %s, order %s", seed, order).isNull();
                    assertThat(report.whole()).isTrue();
                    if (order > 0 && kind == 0) {
                        assertThat(taken(run)).as("seed %s, order %s", seed, order).isEqualTo(before);
                    }
                    before = taken(run);
                }
            }
        }
    }

    @Test
    void intoGoesStepByStepIntoFrames() {
        for (long seed = 0; seed < SEEDS; seed++) {
            TestRun run = TestRun.of(framed()).in("x", "hi").with(PAUSED)
                    .stepping((live, stood) -> live.proceed(How.Steps.INTO)).seed(seed).run();
            assertThat(stood(run)).containsExactly("first", "frame", "frame/body/a", "frame/body/b", "last");
            assertThat(run.out("y")).isEqualTo(Flows.text("hiab!"));
        }
    }

    @Test
    void overOutAndToGoAsFarAsTheySay() {
        for (long seed = 0; seed < SEEDS; seed++) {
            assertThat(stood(stepped(seed, How.Steps.OVER, How.Steps.OVER, How.Steps.OVER)))
                    .containsExactly("first", "frame", "last");
            assertThat(stood(stepped(seed, How.Steps.OVER, How.Steps.INTO, How.Steps.OUT, How.Steps.INTO)))
                    .containsExactly("first", "frame", "frame/body/a", "last");
            assertThat(stood(stepped(seed, How.Steps.OUT))).containsExactly("first");
            assertThat(stood(stepped(seed, new How.To("b"), How.Steps.INTO)))
                    .containsExactly("first", "frame/body/b", "last");
            assertThat(stood(stepped(seed, How.Steps.RUN))).containsExactly("first");
        }
    }

    private static TestRun stepped(long seed, How... hows) {
        return TestRun.of(framed()).in("x", "hi").with(PAUSED).stepping(each(hows)).seed(seed).run();
    }

    @Test
    void ofSeveralTheFirstOfTheDocumentGoesAndTheOthersStay() {
        var branches = new ArrayList<Branch>();
        for (String id : List.of("z", "m", "a")) {
            branches.add(new Branch(id, Flows.graph(List.of(Flows.llm(id + "1", "{{x}}"), Flows.llm(id + "2", "{{y}}")),
                    "in.x -> " + id + "1.x", id + "1.result -> " + id + "2.y")));
        }
        Workflow workflow = Flows.workflow(Flows.graph(List.of(new Node("fan", new Parallel(branches, null, null, null,
                null, 3, null, null, null, null))), "in.x -> fan.x", "fan.z -> out.y"));
        for (long seed = 0; seed < SEEDS; seed++) {
            TestRun run = TestRun.of(workflow).in("x", "hi").with(PAUSED)
                    .stepping((live, stood) -> live.proceed(How.Steps.INTO))
                    .seed(seed).run();
            assertThat(run.events().stream().filter(event -> event.what() instanceof What.StepStarted)
                    .map(event -> event.where().node())).containsExactly("fan", "z1", "z2", "m1", "m2", "a1", "a2");
        }
    }

    @Test
    void aBreakpointStopsInALoopWhenItsConditionHolds() {
        Workflow loop = Flows.loop(5);
        for (long seed = 0; seed < SEEDS; seed++) {
            var verdict = Flows.object("score", 0.1, "feedback", "no");
            TestRun run = TestRun.of(loop).in("x", "hi").in("verdict", verdict)
                    .with(breaks(new Breakpoint("draft", false, "iteration == 3"),
                            new Breakpoint("judge", true, "result.score < 0.5")))
                    .seed(seed).stepping((live, stood) -> live.proceed(How.Steps.RUN)).run();
            assertThat(stood(run)).contains("polish/generator#3/draft", "polish/evaluator#1/judge!")
                    .doesNotContain("polish/generator#2/draft");
            assertThat(run.of("judge", What.StepCompleted.class)).hasSize(
                    (int) stood(run).stream().filter(key -> key.endsWith("judge!")).count());
        }
    }

    @Test
    void aConditionThatCannotBeWorkedOutStandsAndSaysSo() {
        TestRun run = TestRun.of(framed()).in("x", "hi").with(breaks(new Breakpoint("a", false, "nobody > 3")))
                .stepping(each()).run();
        assertThat(run.all(What.Paused.class)).hasSize(1);
        assertThat(run.all(What.Paused.class).getFirst().reason()).contains("\"a\"", "nobody");
    }

    @Test
    void breakpointsChangeWhileItRuns() {
        for (long seed = 0; seed < SEEDS; seed++) {
            TestRun run = TestRun.of(framed()).in("x", "hi").with(breaks(new Breakpoint("first", false, "")))
                    .seed(seed).stepping((live, stood) -> {
                        live.breakpoints(stood.where().stepKey().equals("first")
                                ? List.of(new Breakpoint("b", true, ""))
                                : List.of());
                        live.proceed(How.Steps.RUN);
                    }).run();
            assertThat(stood(run)).containsExactly("first", "frame/body/b!");
        }
    }

    @Test
    void valuesAreEditedAndTheEditIsPartOfTheRun() {
        for (long seed = 0; seed < SEEDS; seed++) {
            TestRun run = edited(seed);
            assertThat(run.out("y")).isEqualTo(Flows.text("CHANGED!"));
            assertThat(run.of("first", What.StepStarted.class).getFirst().inputs()).containsEntry("x",
                    Flows.text("other"));
            ReplayReport report = ReplayTest.replay(run.workflow(), run.events(), free(), seed);
            assertThat(report.divergence()).isNull();
            assertThat(report.whole()).isTrue();
        }
    }

    private static Prices free() {
        return Prices.free("test");
    }

    private static TestRun edited(long seed) {
        return TestRun.of(framed()).in("x", "hi")
                .with(breaks(new Breakpoint("first", false, ""), new Breakpoint("frame", true, ""))).seed(seed)
                .stepping((live, stood) -> {
                    boolean after = ((What.Stood) stood.what()).after();
                    assertThat(live.edit("nothing", Map.of())).isFalse();
                    assertThat(live.edit(stood.where().stepKey(), after
                            ? Map.of("result", Flows.text("CHANGED"))
                            : Map.of("x", Flows.text("other")))).isTrue();
                    live.proceed(How.Steps.RUN);
                }).run();
    }

    @Test
    void aRunThatStoodIsTakenUpWhereverItWasLeft() {
        for (long seed = 0; seed < SEEDS / 10; seed++) {
            List<Event> events = edited(seed).events();
            for (int end = 1; end < events.size(); end++) {
                List<Event> before = events.subList(0, end);
                TestRun run = resume(framed(), before, UnaryOperator.identity(), seed);
                boolean inEdited = before.stream().anyMatch(StepperTest::isEdit);
                boolean outEdited = before.stream().filter(StepperTest::isEdit).count() == 2;
                assertThat(run.out("y")).as("seed %s, left after %s", seed, end).isEqualTo(
                        Flows.text(outEdited ? "CHANGED!" : inEdited ? "otherab!" : "hiab!"));
                assertThat(begun(run.events())).doesNotHaveDuplicates();
                assertThat(ReplayTest.replay(run.workflow(), run.events(), free(), seed).divergence()).isNull();
                assertThat(ReplayTest.replay(run.workflow(), before, free(), seed).divergence()).isNull();
            }
        }
    }

    private static boolean isEdit(Event event) {
        return event.what() instanceof What.Decided decided && decided.choice() == What.Choice.EDIT;
    }

    private static TestRun resume(Workflow workflow, List<Event> events, UnaryOperator<RunOptions> change, long seed) {
        var journal = new MemoryJournal(ReplayTest.header(workflow, seed), events);
        var time = new VirtualTime(seed * 17 + events.size());
        var told = new ArrayList<Event>();
        What.RunFinished finished = time.run(() -> {
            try {
                var engine = new Engine(new EnginePorts(FakeModel.ECHO, free(), journal, time));
                var running = new TestRun.Running(told, time, (run, request, scheduler) -> {},
                        (run, stood) -> run.proceed(How.Steps.INTO));
                Run run = engine.resume("run", "test", change, running);
                running.began(run);
                return run.await();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        var run = new TestRun(workflow, RandomFlows.documents(seed), List.copyOf(told), finished);
        EventChecks.check(run);
        return run;
    }

    @Test
    void steppedRunsOfAllKindsAreTakenUpAndReplayed() {
        for (long seed = 0; seed < SEEDS / 10; seed++) {
            List<Event> events = setup(seed).with(options(seed).with(List.of(), true))
                    .stepping((run, stood) -> run.proceed(How.Steps.INTO)).run()
                    .events();
            for (int end = 1; end < events.size(); end += 3) {
                TestRun run = resume(RandomFlows.workflow(seed), events.subList(0, end),
                        options -> options.with(List.of(), true), seed);
                assertThat(ReplayTest.replay(run.workflow(), run.events(), RandomFlows.prices(), seed).divergence())
                        .as("seed %s, left after %s", seed, end).isNull();
            }
        }
    }

    @Test
    void pausedByAPersonNothingBeginsAndItGoesOnToTheSameEnd() {
        for (long seed = 0; seed < SEEDS; seed++) {
            JsonNode usual = TestRun.of(framed()).in("x", "hi").run().out("y");
            TestRun run = TestRun.of(framed()).in("x", "hi").seed(seed).stepping(each())
                    .run(new VirtualTime(seed), running -> {
                        if (running.run != null) {
                            running.run.pause("coffee");
                        }
                    });
            assertThat(run.out("y")).isEqualTo(usual);
        }
    }

    @Test
    void pausedBeforeItWentAndLetGoAgainItGoes() {
        for (long seed = 0; seed < SEEDS; seed++) {
            TestRun run = TestRun.of(framed()).in("x", "hi").with(PAUSED).seed(seed).stepping((live, stood) -> {
                live.proceed(How.Steps.RUN);
                live.pause("no, wait");
                live.proceed(How.Steps.RUN);
            }).run();
            assertThat(run.status()).as("seed %s", seed).isEqualTo(RunStatus.DONE);
            assertThat(run.all(What.Paused.class)).hasSameSizeAs(run.all(What.Continued.class));
        }
    }

    @Test
    void stoppedWhileItStandsItEnds() {
        for (long seed = 0; seed < SEEDS; seed++) {
            long stop = seed % 9;
            var count = new AtomicInteger();
            TestRun run = setup(seed).with(options(seed).with(List.of(), true)).stepping((live, stood) -> {
                if (count.getAndIncrement() == stop) {
                    live.cancel("enough");
                } else {
                    live.proceed(How.Steps.INTO);
                }
            }).seed(seed).run();
            if (count.get() > stop) {
                assertThat(run.status()).as("seed %s", seed).isEqualTo(RunStatus.CANCELLED);
            }
            ReplayReport report = ReplayTest.replay(run.workflow(), run.events(), RandomFlows.prices(), seed);
            assertThat(report.divergence()).as("seed %s", seed).isNull();
        }
    }

    @Test
    void timeStandsWhileItStands() {
        Workflow workflow = framed().with(new Budget(null, null, null, null, null, null, null, Duration.ofSeconds(1),
                null, Extras.NONE));
        var time = new VirtualTime(3);
        TestRun run = TestRun.of(workflow).in("x", "hi").with(PAUSED).stepping((live, stood) -> {
            time.signal().await(Duration.ofMinutes(5));
            live.proceed(How.Steps.INTO);
        }).run(time, running -> {});
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void aPinnedNodeIsNotRunWhereverItStands() {
        RunOptions pins = RunOptions.USUAL.withPins(Map.of("first", Map.of("result", Flows.text("pinned")), "a",
                Map.of("result", Flows.text("P"))));
        for (long seed = 0; seed < SEEDS; seed++) {
            TestRun run = TestRun.of(framed()).in("x", "hi").with(pins).seed(seed).run();
            assertThat(run.out("y")).isEqualTo(Flows.text("Pb!"));
            assertThat(run.of("first", What.EffectStarted.class)).isEmpty();
            assertThat(run.of("a", What.EffectStarted.class)).isEmpty();
            assertThat(run.decisions(What.Choice.PIN)).hasSize(2);
            assertThat(ReplayTest.replay(run.workflow(), run.events(), free(), seed).divergence()).isNull();
        }
    }

    @Test
    void whatIsRecordedComesBeforeAPin() {
        List<Event> events = TestRun.of(framed()).in("x", "hi").run().events();
        RunOptions pins = RunOptions.USUAL.withPins(Map.of("first", Map.of("result", Flows.text("pinned")), "last",
                Map.of("result", Flows.text("end"))));
        for (int end = 1; end < events.size(); end++) {
            List<Event> before = events.subList(0, end);
            TestRun run = resume(framed(), before, _ -> pins, 1);
            boolean sent = before.stream().anyMatch(event -> "last".equals(event.where().node())
                    && event.what() instanceof What.EffectStarted);
            assertThat(run.out("y")).as("left after %s", end).isEqualTo(Flows.text(sent ? "hiab!" : "end"));
            assertThat(ReplayTest.replay(run.workflow(), run.events(), free(), 1).divergence()).isNull();
        }
    }
}
