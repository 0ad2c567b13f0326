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

import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Caps at every level, and what is left when one trips. A call here holds some 25 input and 100 output tokens. */
class EngineBudgetTest {
    private static final Budget NONE = Budget.NONE;

    private static Budget tokens(long tokens) {
        return new Budget(tokens, null, null, null, null, null, null, null, null, Extras.NONE);
    }

    private static Budget steps(long steps) {
        return new Budget(null, null, null, null, steps, null, null, null, null, Extras.NONE);
    }

    private static Budget cost(String usd) {
        return new Budget(null, null, null, new Decimal(usd), null, null, null, null, null, Extras.NONE);
    }

    private static Budget time(Duration time) {
        return new Budget(null, null, null, null, null, null, null, time, null, Extras.NONE);
    }

    private static Budget at(Budget.AtCap how, Budget b) {
        return new Budget(b.tokens(), b.inputTokens(), b.outputTokens(), b.costUsd(), b.steps(), b.toolCalls(),
                b.spawns(),
                b.wallClock(), how, Extras.NONE);
    }

    private static Settings fallingBack(Budget budget) {
        return new Settings(null, null, budget, null, null, null, List.of(new Settings.Recovery(
                Settings.Recovery.Action.FALLBACK_VALUE, null, null, null, null, TextNode.valueOf("instead"),
                Extras.NONE)),
                List.of(), Map.of(), null, null);
    }

    private static Node capped(String id, Kind kind, Budget budget) {
        return node(id, kind).with(Settings.NONE.withBudget(budget));
    }

    /** So many calls one after another; each adds a dot. */
    private static Graph calls(int calls, String prefix) {
        var nodes = new ArrayList<Node>();
        var wires = new ArrayList<String>();
        for (int i = 0; i < calls; i++) {
            nodes.add(llm(prefix + i, "{{x}}."));
            if (i > 0) {
                wires.add(prefix + (i - 1) + ".result -> " + prefix + i + ".x");
            }
        }
        return graph(nodes, wires.toArray(String[]::new));
    }

    private static TestRun run(Graph graph, @Nullable Budget budget, ChatModel model) {
        return TestRun.of(workflow(graph, budget)).in("x", "v").with(model).with(RandomFlows.prices()).run();
    }

    private static Partial partial(TestRun run) {
        assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
        return Objects.requireNonNull(run.finished().partial());
    }

    /** The frame {@code f} around three calls, with an answer after it. */
    private static Graph framed(Budget budget) {
        return graph(List.of(capped("f", new Chain(100, calls(3, "c")), budget), template("after", "<{{x}}>")),
                "in.x -> f.x", "f.result -> after.x", "after.result -> out.y");
    }

    @Test
    void everyCapTripsAtTheRun() {
        var caps = Map.of(
                "tokens", tokens(200),
                "inputTokens", new Budget(null, 40L, null, null, null, null, null, null, null, Extras.NONE),
                "outputTokens", new Budget(null, null, 150L, null, null, null, null, null, null, Extras.NONE),
                "costUsd", cost("0.0000003"),
                "steps", steps(2),
                "wallClock", time(Duration.ofMillis(15)));
        caps.forEach((cap, budget) -> {
            TestRun run = run(calls(3, "c"), budget, (request, call) -> {
                call.sleep(Duration.ofMillis(10));
                return FakeModel.says(FakeModel.last(request), 20, 90);
            });
            assertThat(partial(run).reason()).isEqualTo(cap);
            assertThat(partial(run).message()).contains("\"Test\"");
            assertThat(run.all(What.CapTripped.class)).as(cap).hasSize(1);
            assertThat(run.result()).as("what is finished goes along at " + cap)
                    .isEqualTo(text(cap.equals("steps") ? "v.." : "v."));
        });
    }

    @Test
    void everyCapTripsAtAFrameAndTheRestGoesOn() {
        for (Budget budget : List.of(tokens(200), steps(1), time(Duration.ofMillis(15)), cost("0.0000003"))) {
            TestRun run = run(framed(budget), null, (request, call) -> {
                call.sleep(Duration.ofMillis(10));
                return FakeModel.says(FakeModel.last(request), 20, 90);
            });
            assertThat(run.out("y")).isEqualTo(text("<v.>"));
            assertThat(partial(run).message()).contains("\"f\"");
        }
    }

    @Test
    void theStepsOfAChainAreACapToo() {
        TestRun run = run(graph(List.of(node("f", new Chain(2, calls(3, "c")))), "in.x -> f.x"), null, FakeModel.ECHO);
        assertThat(run.result()).isEqualTo(text("v.."));
        assertThat(partial(run).reason()).isEqualTo("steps");
    }

    @Test
    void aLeafMayHaveABudget() {
        Graph model = graph(List.of(capped("c", llm("c", "{{x}}").kind(), tokens(10))));
        TestRun run = run(model, null, FakeModel.ECHO);
        assertThat(run.all(What.EffectStarted.class)).isEmpty();
        assertThat(run.error().message()).contains("\"c\" reached its cap on tokens");
        Graph pure = graph(List.of(capped("t", template("t", "{{x}}").kind(), steps(0))));
        assertThat(run(pure, null, FakeModel.ECHO).error().message()).contains("\"t\" reached its cap on steps");
    }

    @Test
    void theDocumentSaysHowAFrameEnds() {
        assertThat(run(framed(at(Budget.AtCap.PARTIAL, steps(1))), null, FakeModel.ECHO).out("y"))
                .isEqualTo(text("<v.>"));
        TestRun fails = run(framed(at(Budget.AtCap.FAIL, steps(1))), null, FakeModel.ECHO);
        assertThat(fails.code()).isEqualTo(ErrorCode.BUDGET_EXHAUSTED);
        assertThat(fails.error().message()).contains("\"f\"");
        Node frame = node("f", new Chain(100, calls(3, "c"))).with(fallingBack(at(Budget.AtCap.FALLBACK, steps(1))));
        assertThat(run(graph(List.of(frame), "in.x -> f.x"), null, FakeModel.ECHO).result()).isEqualTo(text("instead"));
        assertThat(run(framed(at(Budget.AtCap.FALLBACK, steps(1))), null, FakeModel.ECHO).out("y"))
                .as("without a fallback what there is").isEqualTo(text("<v.>"));
        TestRun run = run(calls(3, "c"), at(Budget.AtCap.FAIL, steps(1)), FakeModel.ECHO);
        assertThat(run.code()).isEqualTo(ErrorCode.BUDGET_EXHAUSTED);
        assertThat(run.error().wayOut()).contains("budget");
    }

    @Test
    void innerFramesEndBeforeOuterOnes() {
        Graph inner = graph(List.of(capped("in-f", new Chain(100, calls(3, "c")), steps(1)), llm("next", "{{x}}+")),
                "in.x -> in-f.x", "in-f.result -> next.x");
        TestRun run = run(graph(List.of(capped("out-f", new Chain(100, inner), steps(2))), "in.x -> out-f.x"),
                steps(10),
                FakeModel.ECHO);
        assertThat(run.result()).as("the outer frame still had room").isEqualTo(text("v.+"));
        assertThat(partial(run).message()).contains("\"in-f\"");
    }

    @Test
    void anOuterCapEndsAllWithinAndCarriesWhatIsFinished() {
        Graph inner = graph(List.of(node("in-f", new Chain(100, calls(3, "c")))), "in.x -> in-f.x");
        TestRun run = run(graph(List.of(llm("first", "{{x}}"), node("out-f", new Chain(100, inner))),
                "first.result -> out-f.x", "first.result -> out.first", "out-f.result -> out.second"), steps(3),
                FakeModel.ECHO);
        assertThat(run.out("first")).isEqualTo(text("v"));
        assertThat(run.out("second")).isEqualTo(text("v.."));
        assertThat(partial(run).message()).contains("\"Test\"");
        assertThat(run.of("out-f", What.StepCompleted.class)).hasSize(1).first()
                .satisfies(c -> assertThat(c.partial()).isEqualTo(partial(run)));
    }

    @Test
    void oneOutputIsNotWrappedTwice() {
        TestRun run = run(
                graph(List.of(llm("a", "{{x}}"), llm("b", "{{x}}")), "a.result -> b.x", "a.result -> out.notes"),
                steps(1), FakeModel.ECHO);
        assertThat(run.finished().outputs()).isEqualTo(Map.of("notes", text("v")));
    }

    @Test
    void aLoopGivesItsBestWhenTimeIsOver() {
        Node loop = capped("polish", new EvaluatorOptimizer(9, Decimal.of(0.9), null, calls(1, "draft"),
                graph(List.of(expression("judge", "0.5")))), time(Duration.ofMillis(25)));
        TestRun run = run(graph(List.of(loop), "in.x -> polish.task", "in.x -> polish.x", "polish.result -> out.y"),
                null,
                FakeModel.after(Duration.ofMillis(10), FakeModel.ECHO));
        assertThat(run.out("y")).isEqualTo(text("v."));
        assertThat(partial(run).reason()).isEqualTo("wallClock");
        assertThat(run.micros()).isEqualTo(25_000);
    }

    @Test
    void aCandidateThatCouldNotBeScoredIsBetterThanNothing() {
        Node loop = node("polish", new EvaluatorOptimizer(9, Decimal.of(0.9), null, calls(1, "draft"),
                graph(List.of(llm("judge", "{{candidate}}")))));
        TestRun run = run(graph(List.of(loop), "in.x -> polish.task", "in.x -> polish.x", "polish.result -> out.y"),
                steps(1), FakeModel.ECHO);
        assertThat(run.out("y")).isEqualTo(text("v."));
    }

    @Test
    void branchesKeepWhatTheyHadBegun() {
        var branches = List.of(new Branch("one", graph(List.of(template("t", "done")))),
                new Branch("two", calls(3, "c")));
        TestRun run = run(
                graph(List.of(node("p", new Parallel(branches, null, null, null, null, 5, null, null, 1, null))),
                        "in.x -> p.x", "p.result -> out.y"),
                steps(3), FakeModel.ECHO);
        assertThat(run.out("y")).isEqualTo(object("one", "done", "two", "v.."));
    }

    @Test
    void whatDoesNotFitWaitsForRoomAndIsLetIn() {
        Graph two = graph(List.of(llm("a", "{{x}}"), llm("b", "{{x}}")), "a.result -> out.a", "b.result -> out.b");
        for (long seed = 0; seed < 50; seed++) {
            TestRun run = TestRun.of(workflow(two, tokens(200))).in("x", "v").seed(seed)
                    .with(FakeModel.after(Duration.ofMillis(10), FakeModel.ECHO)).run();
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            assertThat(run.micros()).as("one after the other").isEqualTo(20_000);
            assertThat(run.decisions(What.Choice.WAIT)).hasSize(1).first()
                    .satisfies(wait -> assertThat(wait.path("cap").asText()).isEqualTo("tokens"));
        }
    }

    @Test
    void whatWaitsIsRefusedOnceItCannotFitAnyMore() {
        Graph two = graph(List.of(llm("a", "{{x}}"), llm("b", "{{x}}"), llm("c", "{{x}}")), "a.result -> out.a",
                "b.result -> out.b", "c.result -> out.c");
        TestRun run = TestRun.of(workflow(two, tokens(200))).in("x", "v")
                .with((request, call) -> {
                    call.sleep(Duration.ofMillis(10));
                    return FakeModel.says("!", 20, 90);
                }).run();
        assertThat(partial(run).reason()).isEqualTo("tokens");
        assertThat(run.finished().outputs()).hasSize(1);
        assertThat(run.all(What.CapTripped.class)).as("a cap trips once").hasSize(1);
    }

    /** 64 branches against every cap, with faults; the invariants are recomputed from the events by EventChecks. */
    @Test
    void sixtyFourBranchesNeverPassACap() {
        for (long seed = 0; seed < 60; seed++) {
            var branches = new ArrayList<Branch>();
            for (int i = 0; i < 64; i++) {
                branches.add(new Branch("b" + i, calls(2, "c" + i + "-")));
            }
            Budget frame = new Budget(4_000 + seed * 10, null, null, new Decimal("0.00001"), seed % 3 == 0 ? 90L : null,
                    null, null, null, null, Extras.NONE);
            Node fan = capped("fan", new Parallel(branches, null, null, null, null, 64, Duration.ofMillis(200), 1, null,
                    null), frame);
            int cancel = seed % 4 == 0 ? 100 + (int) seed : Integer.MAX_VALUE;
            TestRun run = TestRun.of(workflow(graph(List.of(fan), "in.x -> fan.x"), tokens(6_000))).in("x", "v")
                    .seed(seed)
                    .with(RandomFlows.model(20)).with(RandomFlows.prices())
                    .run(new VirtualTime(seed), running -> running.cancelAt(cancel));
            assertThat(run.status()).isNotEqualTo(RunStatus.RUNNING);
        }
    }

    @Test
    void aProviderThatLiesIsBookedInFullAndNothingMoreIsAdmitted() {
        TestRun run = run(calls(3, "c"), tokens(100_000), (_, _) -> FakeModel.says("more", 20, 5_000));
        assertThat(run.all(What.EffectStarted.class)).hasSize(1);
        assertThat(run.finished().spent().outputTokens()).isEqualTo(5_000);
        assertThat(partial(run).reason()).isEqualTo("breach");
        assertThat(run.result()).isEqualTo(text("more"));
    }

    @Test
    void nonsenseFromAProviderNeverMakesRoom() {
        for (ModelReply.Usage usage : List.of(new ModelReply.Usage(-5, -1_000_000),
                new ModelReply.Usage(1, 900, 900, 1, 0),
                new ModelReply.Usage(Long.MAX_VALUE, Long.MAX_VALUE), new ModelReply.Usage(1, -9, -9, 1, 0))) {
            TestRun run = run(calls(3, "c"), tokens(1_000),
                    (_, _) -> new ModelReply("x", usage, ModelReply.Finish.STOP, "fake", null, 0));
            Amount spent = run.finished().spent();
            assertThat(spent.tokens()).isNotNegative();
            assertThat(spent.nanoUsd()).isNotNegative();
            if (usage.input() == Long.MAX_VALUE) {
                assertThat(partial(run).reason()).isEqualTo("breach");
            }
        }
    }

    @Test
    void whatAProviderDoesNotReportStaysBooked() {
        TestRun run = run(calls(1, "c"), tokens(1_000), (_, _) -> FakeModel.saysWithoutUsage("x"));
        assertThat(run.finished().spent()).isEqualTo(run.all(What.EffectStarted.class).getFirst().reserved());
        TestRun lost = run(calls(1, "c"), tokens(150), (_, _) -> {
            throw FakeModel.fails(ErrorCode.NET_LOST);
        });
        assertThat(lost.all(What.EffectStarted.class)).as("no room for another try").hasSize(1);
        assertThat(lost.all(What.EffectFailed.class)).hasSize(1).first()
                .satisfies(f -> assertThat(f.uncertain()).isTrue());
    }

    private static Prices only(String model, Prices.Price price) {
        return new Prices() {
            @Override
            public String table() {
                return "test";
            }

            @Override
            public Optional<Price> price(String provider, String name) {
                return name.equals(model) ? Optional.of(price) : Optional.empty();
            }
        };
    }

    @Test
    void aModelWithoutPriceIsRefusedWhereCostIsCapped() {
        Workflow flow = workflow(calls(1, "c"), cost("1"));
        TestRun run = TestRun.of(flow).in("x", "v").with(only("other", Prices.Price.FREE)).run();
        assertThat(run.code()).isEqualTo(ErrorCode.NO_PRICE);
        assertThat(run.error().message()).contains("test-model").contains("openai").contains("\"Test\"");
        assertThat(run.all(What.EffectStarted.class)).isEmpty();
        Workflow free = workflow(calls(1, "c"), tokens(1_000));
        TestRun counted = TestRun.of(free).in("x", "v").with(only("other", Prices.Price.FREE)).run();
        assertThat(counted.status()).isEqualTo(RunStatus.DONE);
        assertThat(counted.finished().spent().priced()).isFalse();
    }

    @Test
    void aModelWithAPriceStandsIn() {
        Workflow flow = workflow(calls(1, "c"), cost("1"))
                .withModels(Map.of("m", new ModelSpec("openai", "dear", null, null,
                        null, List.of("known"), Extras.NONE), "known", new ModelSpec("openai", "known")));
        TestRun run = TestRun.of(flow).in("x", "v").with(only("known", Prices.Price.FREE)).run();
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.finished().spent().steps()).isEqualTo(1);
    }

    @Test
    void costIsRoundedUpOncePerCallAndNeverPassesItsHold() {
        // 3 tokens of each at 0.1 millionths: 4 parts of 0.3 billionths make 1.2, which is 2 and not 4.
        Prices prices = only("test-model", new Prices.Price(100_000, 100_000, 100_000, 100_000));
        TestRun run = TestRun.of(workflow(calls(1, "c"), cost("1"))).in("x", "v").with(prices)
                .with((_, _) -> new ModelReply("x", new ModelReply.Usage(9, 3, 3, 3, 0), ModelReply.Finish.STOP, "f",
                        null, 0))
                .run();
        assertThat(run.finished().spent().nanoUsd()).isEqualTo(2);
        TestRun one = TestRun.of(workflow(calls(1, "c"), cost("1"))).in("x", "v").with(prices).run();
        assertThat(one.finished().spent().nanoUsd()).as("rounded up").isEqualTo(1);
    }

    @Test
    void aLongRequestIsHeldAndBookedAtItsTier() {
        var dear = new Prices.Price(3_000_000, 3_000_000, 3_000_000, 5_000_000);
        // The bound of the request is more than 20 tokens, and less than 1,000.
        for (long above : new long[]{20, 1_000}) {
            Prices prices = only("test-model", new Prices.Price(1_000_000, 1_000_000, 1_000_000, 2_000_000, 2_000_000,
                    List.of(new Prices.Tier(above, dear))));
            for (long input : new long[]{20, 21}) {
                TestRun run = TestRun.of(workflow(calls(1, "c"), cost("1"))).in("x", "v").with(prices)
                        .with((_, _) -> FakeModel.says("x", input, 1)).run();
                boolean dearer = input > above;
                assertThat(run.finished().spent().nanoUsd()).isEqualTo(dearer ? 3 * input + 5 : input + 2);
                Amount held = run.all(What.EffectStarted.class).getFirst().reserved();
                assertThat(held.nanoUsd()).isEqualTo(above == 20
                        ? 3 * held.inputTokens() + 5 * held.outputTokens()
                        : held.inputTokens() + 2 * held.outputTokens());
            }
        }
    }

    @Test
    void hugeBudgetsAreNoMistake() {
        Budget huge = new Budget(Long.MAX_VALUE - 1, Long.MAX_VALUE - 1, null, new Decimal("1e30"), Long.MAX_VALUE - 1,
                null,
                null, Duration.ofSeconds(Long.MAX_VALUE), null, Extras.NONE);
        assertThat(run(calls(3, "c"), huge, FakeModel.ECHO).status()).isEqualTo(RunStatus.DONE);
        assertThat(run(framed(huge), NONE, FakeModel.ECHO).status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void aRunThatLosesItsOutputToACapNamesTheCap() {
        Graph graph = graph(List.of(capped("f", new Chain(9, calls(1, "c")), steps(0)), template("after", "{{x}}")),
                "in.x -> f.x", "f.result -> after.x");
        TestRun run = run(graph, null, FakeModel.ECHO);
        assertThat(run.code()).isEqualTo(ErrorCode.NO_RESULT);
        assertThat(run.error().message()).contains("\"f\" reached its cap on steps");
    }

    @Test
    void aRunWhoseTimeIsOverEndsThoughAModelDoesNotListen() {
        var time = new VirtualTime(1);
        TestRun run = TestRun.of(workflow(calls(1, "c"), time(Duration.ofMillis(50)))).in("x", "v")
                .with((request, call) -> {
                    time.signal().await(Duration.ofMinutes(10));
                    return FakeModel.ECHO.call(request, call);
                }).run(time, _ -> {});
        assertThat(partial(run).reason()).isEqualTo("wallClock");
        assertThat(run.micros()).isLessThan(2_000_000);
    }
}
