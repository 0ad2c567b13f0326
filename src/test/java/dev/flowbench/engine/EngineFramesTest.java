package dev.flowbench.engine;

import static dev.flowbench.engine.Flows.expression;
import static dev.flowbench.engine.Flows.graph;
import static dev.flowbench.engine.Flows.list;
import static dev.flowbench.engine.Flows.llm;
import static dev.flowbench.engine.Flows.node;
import static dev.flowbench.engine.Flows.object;
import static dev.flowbench.engine.Flows.template;
import static dev.flowbench.engine.Flows.text;
import static dev.flowbench.engine.Flows.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Frames: branches beside each other, votes, and loops. */
class EngineFramesTest {

    private static final ChatModel FAILS_ON_BAD = (request, call) -> {
        if (FakeModel.last(request).contains("bad")) {
            throw FakeModel.fails(ErrorCode.BAD_REQUEST);
        }
        return FakeModel.says(FakeModel.last(request));
    };

    @Nested
    class Sections {
        private static TestRun.Setup of(Workflow flow) {
            return TestRun.of(flow).in("x", "v");
        }

        private static Branch branch(String id, String prompt) {
            return new Branch(id, graph(List.of(llm("n-" + id, prompt))));
        }

        private static Workflow sections(List<Branch> branches, @Nullable Integer minSuccess,
                @Nullable Integer concurrency, Duration timeout, @Nullable Graph aggregator) {
            return workflow(graph(
                    List.of(node("p", new Parallel(branches, null, null, null, null, 10, timeout, minSuccess,
                            concurrency, aggregator))),
                    "in.x -> p.x", "p.result -> out.y", "p.agreement -> out.agreement"));
        }

        private static Workflow sections(@Nullable Integer minSuccess, String... prompts) {
            var branches = new ArrayList<Branch>();
            for (int i = 0; i < prompts.length; i++) {
                branches.add(branch("b" + i, prompts[i]));
            }
            return sections(branches, minSuccess, null, Duration.ofMinutes(1), null);
        }

        @Test
        void resultsStandByBranchInTheOrderOfTheDocument() {
            for (long seed = 0; seed < 50; seed++) {
                TestRun run = of(sections(null, "1 {{x}}", "2 {{x}}", "3 {{x}}")).in("x", "v").seed(seed).run();
                assertThat(String.valueOf(run.out("y"))).isEqualTo("{\"b0\":\"1 v\",\"b1\":\"2 v\",\"b2\":\"3 v\"}");
            }
        }

        @Test
        void oneThatFailsFailsAllUnlessTheDocumentSaysOtherwise() {
            TestRun all = of(sections(null, "good", "bad")).with(FAILS_ON_BAD).run();
            assertThat(all.code()).isEqualTo(ErrorCode.TOO_FEW);
            assertThat(all.error().message()).contains("\"p\"").contains("1 of 2").contains("The fake model failed.");
            TestRun some = of(sections(1, "good", "bad")).with(FAILS_ON_BAD).run();
            assertThat(some.status()).isEqualTo(RunStatus.PARTIAL);
            assertThat(some.out("y")).isEqualTo(object("b0", "good"));
            assertThat(some.decisions(What.Choice.JOIN)).hasSize(1).first()
                    .isEqualTo(object("succeeded", 1, "failed", 1, "closedEarly", false));
        }

        @Test
        void theRestIsGivenUpOnceTooManyFailed() {
            ChatModel model = (request, call) -> {
                if (!FakeModel.last(request).contains("bad")) {
                    call.sleep(Duration.ofSeconds(10));
                }
                return FAILS_ON_BAD.call(request, call);
            };
            TestRun run = of(sections(null, "slow", "bad")).with(model).run();
            assertThat(run.code()).isEqualTo(ErrorCode.TOO_FEW);
            assertThat(run.micros()).isZero();
            assertThat(run.of("n-b0", What.StepSkipped.class)).hasSize(1);
        }

        @Test
        void aBranchThatTakesTooLongFails() {
            ChatModel model = (request, call) -> {
                call.sleep(Duration.ofMillis(FakeModel.last(request).equals("slow") ? 500 : 20));
                return FakeModel.says(FakeModel.last(request));
            };
            TestRun run = of(sections(List.of(branch("a", "slow"), branch("b", "quick")), 1, null,
                    Duration.ofMillis(100), null)).with(model).run();
            assertThat(run.out("y")).isEqualTo(object("b", "quick"));
            assertThat(run.micros()).isEqualTo(100_000);
            assertThat(Objects.requireNonNull(run.finished().partial()).message()).contains("\"a\"").contains("PT0.1S");
        }

        @Test
        void oneAtATimeTakesTurnsEachWithItsOwnTime() {
            TestRun run = of(sections(List.of(branch("a", "1"), branch("b", "2"), branch("c", "3")), null, 1,
                    Duration.ofMillis(100), null)).with(FakeModel.after(Duration.ofMillis(80), FakeModel.ECHO)).run();
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            assertThat(run.micros()).isEqualTo(240_000);
        }

        @Test
        void noMoreThanAllowedRunAtOnce() {
            var branches = new ArrayList<Branch>();
            for (int i = 0; i < 10; i++) {
                branches.add(branch("b" + i, "v"));
            }
            TestRun run = of(sections(branches, null, 3, Duration.ofMinutes(1), null))
                    .with(FakeModel.after(Duration.ofMillis(5), FakeModel.ECHO)).run();
            int now = 0;
            int most = 0;
            for (var event : run.events()) {
                now += event.what() instanceof What.EffectStarted
                        ? 1
                        : event.what() instanceof What.EffectCompleted ? -1 : 0;
                most = Math.max(most, now);
            }
            assertThat(most).isEqualTo(3);
        }

        @Test
        void theAggregatorGetsAllResultsAndErrors() {
            Graph aggregator = graph(List.of(expression("sum", "results.map(r, r.branch + ':' + r.status)")));
            TestRun run = of(sections(List.of(branch("a", "good"), branch("b", "bad")), 1, null,
                    Duration.ofMinutes(1), aggregator)).with(FAILS_ON_BAD).run();
            assertThat(run.out("y")).isEqualTo(list("a:succeeded", "b:failed"));
        }

        @Test
        void aGateMayEndTheAggregator() {
            Graph aggregator = graph(List.of(node("g", new Gate(new ExpressionSource("false"), Gate.Otherwise.END_FRAME,
                    null)), template("never", "{{v}}")), "in.results -> g.value", "g.pass -> never.v");
            TestRun run = of(sections(List.of(branch("a", "good")), null, null, Duration.ofMinutes(1), aggregator))
                    .run();
            assertThat(Objects.requireNonNull(run.out("y")).get(0).path("value")).isEqualTo(text("good"));
        }

        @Test
        void aBranchWithoutResultFails() {
            TestRun run = of(sections(null, "{{missing}}")).run();
            assertThat(run.code()).isEqualTo(ErrorCode.TOO_FEW);
            assertThat(run.error().message()).contains("\"b0\" gave no result");
        }

        @Test
        void tooManyBranchesAreRefused() {
            TestRun run = of(workflow(graph(List.of(node("p", new Parallel(
                    List.of(branch("a", "1"), branch("b", "2")), null, null, null, null, 1, null, null, null, null))))))
                    .run();
            assertThat(run.code()).isEqualTo(ErrorCode.TOO_LARGE);
            assertThat(run.error().message()).contains("2").contains("1");
        }

        @Test
        void branchesOfTheSameIdAreRefused() {
            assertThatThrownBy(() -> of(sections(List.of(branch("a", "1"), new Branch("a", graph(List.of(llm("z",
                    "2"))))), null, null, Duration.ofMinutes(1), null)).run()).hasMessageContaining("\"a\"");
        }

        @Test
        void aGateMayEndTheRunFromABranch() {
            Branch ends = new Branch("e", graph(List.of(node("g", new Gate(new ExpressionSource("false"),
                    Gate.Otherwise.END_RUN, null))), "in.x -> g.value"));
            TestRun run = of(sections(List.of(branch("slow", "v"), ends), null, null, Duration.ofMinutes(1), null))
                    .with(FakeModel.after(Duration.ofSeconds(5), FakeModel.ECHO)).in("x", "end").run();
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            assertThat(run.result()).isEqualTo(text("end"));
            assertThat(run.micros()).isZero();
        }
    }

    @Nested
    class Votes {
        private static Workflow vote(int votes, Parallel.@Nullable Rule rule, @Nullable Integer quorum,
                @Nullable String voteBy) {
            return workflow(graph(List.of(node("v", new Parallel(List.of(new Branch("b", graph(List.of(llm("ask",
                    "{{x}}"))))), votes, rule, quorum, voteBy == null ? null : new ExpressionSource(voteBy), 20, null,
                    null,
                    null, null))), "in.x -> v.x", "v.result -> out.y", "v.agreement -> out.agreement"));
        }

        /** Each vote in turn, by the index in its step key; one a millisecond. */
        private static ChatModel saying(String... votes) {
            return (_, call) -> {
                String key = call.stepKey();
                int index = Integer.parseInt(key.substring(key.indexOf('#') + 1, key.lastIndexOf('/'))) - 1;
                call.sleep(Duration.ofMillis(index + 1));
                String vote = votes[index];
                if (vote.equals("fail")) {
                    throw FakeModel.fails(ErrorCode.BAD_REQUEST);
                }
                return FakeModel.says(vote);
            };
        }

        private static TestRun vote(Parallel.@Nullable Rule rule, @Nullable Integer quorum, String... votes) {
            return TestRun.of(vote(votes.length, rule, quorum, null)).with(saying(votes)).in("x", "?").run();
        }

        @Test
        void moreThanHalfWinsAndTheRestIsNotAsked() {
            TestRun run = vote(null, null, "a", "b", "a", "a", "b");
            assertThat(run.out("y")).isEqualTo(text("a"));
            assertThat(run.micros()).isEqualTo(4_000);
            assertThat(run.out("agreement")).isEqualTo(object("v", 0.75).get("v"));
            JsonNode detail = run.decisions(What.Choice.VOTE).getFirst();
            assertThat(detail.path("winner")).isEqualTo(text("a"));
            assertThat(detail.path("decidedAfter").asInt()).isEqualTo(4);
        }

        @Test
        void exactlyHalfIsNoMajority() {
            TestRun run = vote(Parallel.Rule.MAJORITY, null, "a", "b", "a", "b");
            assertThat(run.code()).isEqualTo(ErrorCode.NO_AGREEMENT);
            assertThat(run.error().message()).contains("a: 2").contains("b: 2");
        }

        @Test
        void aMajorityIsOfAllVotesNotOfThoseThatCame() {
            assertThat(vote(Parallel.Rule.MAJORITY, null, "a", "fail", "fail", "a").code())
                    .isEqualTo(ErrorCode.NO_AGREEMENT);
        }

        @Test
        void aQuorumDecidesAtOnce() {
            TestRun run = vote(Parallel.Rule.QUORUM, 2, "a", "b", "b", "a");
            assertThat(run.out("y")).isEqualTo(text("b"));
            assertThat(run.micros()).isEqualTo(3_000);
        }

        @Test
        void unanimityEndsWithTheFirstThatDisagrees() {
            assertThat(vote(Parallel.Rule.UNANIMITY, null, "a", "a", "a").out("y")).isEqualTo(text("a"));
            TestRun run = vote(Parallel.Rule.UNANIMITY, null, "a", "b", "a", "a");
            assertThat(run.code()).isEqualTo(ErrorCode.NO_AGREEMENT);
            assertThat(run.micros()).isEqualTo(2_000);
        }

        @Test
        void votesMayBeCountedWithWhatTheFrameWasGiven() {
            Workflow flow = workflow(graph(List.of(node("v",
                    new Parallel(List.of(new Branch("b", graph(List.of(llm("ask",
                            "{{x}}"))))), 3, null, null, new ExpressionSource("result.startsWith(prefix)"), 20, null,
                            null, null,
                            null))),
                    "in.x -> v.x", "in.prefix -> v.prefix", "v.result -> out.y"));
            TestRun run = TestRun.of(flow).in("x", "?").in("prefix", "a").with(saying("a1", "b", "a2")).run();
            assertThat(run.out("y")).as("the first of the votes that won").isEqualTo(text("a1"));
        }

        private static Workflow weighted(String... weights) {
            var branches = new ArrayList<Branch>();
            for (int i = 0; i < weights.length; i++) {
                branches.add(
                        new Branch("b" + i, null, null, new Decimal(weights[i].substring(1)), graph(List.of(template(
                                "t" + i, weights[i].substring(0, 1)))), Extras.NONE));
            }
            return workflow(
                    graph(List.of(node("v", new Parallel(branches, null, Parallel.Rule.WEIGHT, null, null, 20, null,
                            null, null, null))), "v.result -> out.y"));
        }

        @Test
        void theLargestWeightWins() {
            assertThat(TestRun.of(weighted("a1", "b1", "c3", "a1")).run().out("y")).isEqualTo(text("c"));
        }

        @Test
        void weightsAreExactSoThatATieIsATie() {
            TestRun run = TestRun.of(weighted("a0.1", "a0.2", "b0.3")).run();
            assertThat(run.code()).isEqualTo(ErrorCode.NO_AGREEMENT);
            assertThat(run.error().message()).contains("a: 0.3").contains("b: 0.3");
        }
    }

    @Nested
    class Loops {
        private static Workflow loop(int most, double pass, @Nullable Integer plateau, String draft) {
            return workflow(graph(List.of(node("polish", new EvaluatorOptimizer(most, Decimal.of(pass), plateau,
                    graph(List.of(llm("draft", draft))), graph(List.of(llm("judge", "{{candidate}}",
                            object("type", "object", "required", list("score")))))))),
                    "in.x -> polish.task", "polish.result -> out.y", "polish.score -> out.score",
                    "polish.iterations -> out.rounds", "polish.passed -> out.passed"));
        }

        /** Scores each round in turn. */
        private static ChatModel scoring(double... scores) {
            return (request, call) -> {
                String key = call.stepKey();
                int round = Integer.parseInt(key.substring(key.indexOf('#') + 1, key.lastIndexOf('/'))) - 1;
                return FakeModel.says(call.node().equals("judge")
                        ? "{\"score\": " + scores[round] + ", \"feedback\": \"mend " + (round + 1) + "\"}"
                        : "draft " + (round + 1) + " of " + FakeModel.last(request));
            };
        }

        @Test
        void endsWhenTheCandidatePasses() {
            TestRun run = TestRun.of(loop(5, 0.8, null, "{{task}}")).in("x", "t").with(scoring(0.5, 0.9)).run();
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            assertThat(run.out("y")).isEqualTo(text("draft 2 of t"));
            assertThat(run.out("rounds")).isEqualTo(object("v", 2).get("v"));
            assertThat(run.all(What.Scored.class)).extracting(What.Scored::passed).containsExactly(false, true);
        }

        @Test
        void theCapGivesTheBestSoFarAndSaysSo() {
            TestRun run = TestRun.of(loop(3, 0.8, null, "{{task}}")).in("x", "t").with(scoring(0.1, 0.7, 0.3)).run();
            assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
            assertThat(run.out("y")).isEqualTo(text("draft 2 of t"));
            assertThat(run.out("score")).isEqualTo(object("v", 0.7).get("v"));
            assertThat(Objects.requireNonNull(run.finished().partial()).message()).contains("3 rounds").contains("0.7");
            assertThat(run.all(What.CapTripped.class)).hasSize(1).first()
                    .satisfies(cap -> assertThat(cap.cap()).isEqualTo("iterations"));
        }

        @Test
        void aPlateauEndsIt() {
            TestRun run = TestRun.of(loop(9, 0.8, 2, "{{task}}")).in("x", "t").with(scoring(0.5, 0.4, 0.5, 0.9)).run();
            assertThat(run.all(What.Scored.class)).hasSize(3);
            assertThat(Objects.requireNonNull(run.finished().partial()).reason()).isEqualTo("plateau");
            assertThat(run.decisions(What.Choice.GUARD)).hasSize(1);
        }

        @Test
        void feedbackIsThereFromTheSecondRoundOn() {
            TestRun run = TestRun.of(loop(2, 0.8, null,
                    "{{task}}{{#feedback}} MEND {{feedback}} OF {{prior}}{{/feedback}}")).in("x", "t")
                    .with(scoring(0.5, 0.6)).run();
            assertThat(run.of("draft", What.EffectStarted.class))
                    .extracting(e -> FakeModel.last((ModelRequest) e.request()))
                    .containsExactly("t", "t MEND mend 1 OF draft 1 of t");
        }

        @Test
        void anyScoreCountsHoweverLow() {
            TestRun run = TestRun.of(loop(2, 0.8, null, "{{task}}")).in("x", "t").with(scoring(-7, -9)).run();
            assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
            assertThat(run.out("y")).isEqualTo(text("draft 1 of t"));
        }

        @Test
        void anEvaluatorWithoutScoreIsNamed() {
            Workflow flow = workflow(graph(List.of(node("polish", new EvaluatorOptimizer(2, Decimal.of(0.8), null,
                    graph(List.of(template("draft", "{{task}}"))), graph(List.of(template("judge", "fine")))))),
                    "in.x -> polish.task"));
            TestRun run = TestRun.of(flow).in("x", "t").run();
            assertThat(run.code()).isEqualTo(ErrorCode.OUTPUT_INVALID);
            assertThat(run.error().message()).contains("\"polish\"").contains("\"score\"").contains("fine");
        }

        @Test
        void aGeneratorWithoutResultIsNamed() {
            Workflow flow = workflow(graph(List.of(node("polish", new EvaluatorOptimizer(2, null, null,
                    graph(List.of(template("draft", "{{nothing}}"))), graph(List.of(expression("judge", "1")))))),
                    "in.x -> polish.task"));
            TestRun run = TestRun.of(flow).in("x", "t").run();
            assertThat(run.code()).isEqualTo(ErrorCode.NO_RESULT);
            assertThat(run.error().message()).contains("generator");
        }

        @Test
        void aGateEndsTheLoopWithItsValue() {
            Graph generator = graph(List.of(node("g", new Gate(new ExpressionSource("false"), Gate.Otherwise.END_FRAME,
                    null))), "in.task -> g.value");
            Workflow flow = workflow(graph(List.of(node("polish", new EvaluatorOptimizer(2, null, null, generator,
                    graph(List.of(expression("judge", "1")))))), "in.x -> polish.task", "polish.result -> out.y"));
            assertThat(TestRun.of(flow).in("x", "t").run().out("y")).isEqualTo(text("t"));
        }

        @Test
        void everyPatternInsideEveryOther() {
            Graph vote = graph(List.of(node("vote", new Parallel(List.of(new Branch("v", graph(List.of(llm("say",
                    "{{task}}"))))), 3, null, null, null, 5, null, null, null, null))), "in.task -> vote.task");
            Graph loop = graph(List.of(node("loop", new EvaluatorOptimizer(2, Decimal.of(0.5), null, vote,
                    graph(List.of(expression("judge", "1.0")))))), "in.x -> loop.task");
            Graph section = graph(
                    List.of(node("sections", new Parallel(List.of(new Branch("one", loop), new Branch("two",
                            graph(List.of(node("inner", new Chain(5, graph(List.of(template("t", "{{x}}")))))),
                                    "in.x -> inner.x"))),
                            null, null, null, null, 5, null, null, null, null))),
                    "in.x -> sections.x");
            Workflow flow = workflow(graph(List.of(node("all", new Chain(50, section))), "in.x -> all.x"));
            for (long seed = 0; seed < 30; seed++) {
                assertThat(TestRun.of(flow).in("x", "v").seed(seed).run().result())
                        .isEqualTo(object("one", "v", "two", "v"));
            }
        }
    }
}
