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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.jvm.VirtualThreads;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Single steps, and how values go from one to the next. */
class EngineStepsTest {
    private static Gate gate(String condition, Gate.@Nullable Otherwise otherwise, @Nullable String endWith) {
        return new Gate(new ExpressionSource(condition), otherwise,
                endWith == null ? null : new TemplateSource(endWith));
    }

    private static Router.Route route(String id, @Nullable String when) {
        return new Router.Route(id, null, when == null ? null : new ExpressionSource(when), Extras.NONE);
    }

    private static Node disabled(Node node) {
        return node.with(new Settings(null, null, null, null, null, null, List.of(), List.of(), Map.of(), null, true));
    }

    @Nested
    class Values {
        @Test
        void aTemplateAndAnExpressionAndAModelFollowEachOther() {
            TestRun run = TestRun.of(workflow(graph(List.of(template("hello", "Hello {{name}}"), llm("say", "{{x}}!"),
                    expression("long", "size(x) > 3")), "hello.result -> say.x", "say.result -> long.x",
                    "long.result -> out.long", "say.result -> out.said"))).in("name", "Ada").run();
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            assertThat(run.out("said")).isEqualTo(text("Hello Ada!"));
            assertThat(run.out("long")).isEqualTo(object("v", true).get("v"));
        }

        @Test
        void theSameOnVirtualThreads() {
            Workflow flow = workflow(graph(List.of(llm("say", "{{x}}!")), "say.result -> out.y"));
            TestRun run = TestRun.of(flow).in("x", "hi").start(new VirtualThreads(), _ -> {});
            assertThat(run.out("y")).isEqualTo(text("hi!"));
        }

        @Test
        void withoutAnOutputTheOneSinkIsTheResult() {
            TestRun run = TestRun.of(workflow(graph(List.of(template("a", "{{x}}a"), template("b", "{{x}}b")),
                    "a.result -> b.x"))).in("x", "-").run();
            assertThat(run.result()).isEqualTo(text("-ab"));
        }

        @Test
        void aWireReachesIntoAValue() {
            TestRun run = TestRun.of(workflow(graph(List.of(expression("make", "{'a': {'b': 'deep'}}"),
                    template("show", "{{x}}")), "make.result.a.b -> show.x", "show.result -> out.y"))).run();
            assertThat(run.out("y")).isEqualTo(text("deep"));
        }

        @Test
        void aWireThatReachesForWhatIsNotThereFailsAndNamesIt() {
            TestRun run = TestRun.of(workflow(graph(List.of(expression("make", "{'a': 1}"), template("show", "{{x}}")),
                    "make.result.b -> show.x", "show.result -> out.y"))).run();
            assertThat(run.code()).isEqualTo(ErrorCode.MISSING_FIELD);
            assertThat(run.error().message()).contains("make.result.b").contains("\"b\"");
            assertThat(run.error().node()).isEqualTo("show");
        }

        @Test
        void anUnwiredNameIsTakenFromItsOwnGraphsEdgeOnly() {
            Graph body = graph(List.of(template("inner", "{{x}}")));
            Workflow flow = workflow(graph(List.of(node("frame", new Chain(5, body)), template("beside", "{{x}}")),
                    "frame.result -> out.inner", "beside.result -> out.beside"));
            TestRun run = TestRun.of(flow).in("x", "outer").run();
            assertThat(run.out("beside")).isEqualTo(text("outer"));
            assertThat(run.out("inner")).as("nothing crosses a frame unwired").isNull();
            assertThat(run.of("inner", What.StepSkipped.class)).hasSize(1);
        }

        @Test
        void whatIsWiredToAFrameIsOnTheEdgeOfItsChild() {
            Graph body = graph(List.of(template("inner", "{{x}}")));
            TestRun run = TestRun.of(workflow(graph(List.of(node("frame", new Chain(5, body))), "in.x -> frame.x",
                    "frame.result -> out.y"))).in("x", "v").run();
            assertThat(run.out("y")).isEqualTo(text("v"));
        }

        @Test
        void aChainOfTenThousandRuns() {
            TestRun run = TestRun.of(Flows.chain(10_000)).in("x", "v").run();
            assertThat(run.out("y")).isEqualTo(text("v"));
            assertThat(run.finished().spent().steps()).isEqualTo(10_000);
        }

        @Test
        void aHundredFramesDeep() {
            Graph body = graph(List.of(llm("core", "{{x}}")));
            for (int i = 0; i < 100; i++) {
                body = graph(List.of(node("f" + i, new Chain(1000, body))), "in.x -> f" + i + ".x");
            }
            TestRun run = TestRun.of(workflow(body)).in("x", "deep").run();
            assertThat(run.result()).isEqualTo(text("deep"));
        }

        @Test
        void aDiamondJoinsOnceBothAreThere() {
            TestRun run = TestRun.of(workflow(graph(
                    List.of(template("a", "{{x}}"), llm("l", "l{{x}}"), llm("r", "r{{x}}"),
                            template("j", "{{l}}{{r}}")),
                    "a.result -> l.x", "a.result -> r.x", "l.result -> j.l",
                    "r.result -> j.r", "j.result -> out.y"))).in("x", "1").run();
            assertThat(run.out("y")).isEqualTo(text("l1r1"));
            assertThat(run.of("j", What.StepStarted.class)).hasSize(1);
        }

        @Test
        void branchesOfADiamondRunBesideEachOther() {
            TestRun run = TestRun.of(workflow(graph(List.of(llm("l", "{{x}}"), llm("r", "{{x}}"), template("j",
                    "{{l}}{{r}}")), "l.result -> j.l", "r.result -> j.r", "j.result -> out.y")))
                    .with(FakeModel.after(java.time.Duration.ofMillis(10), FakeModel.ECHO)).in("x", "1").run();
            assertThat(run.micros()).isEqualTo(10_000);
        }

        @Test
        void aTemplateThatComesOutTooLargeFails() {
            Node small = node("small", new dev.flowbench.flow.Transform(new TemplateSource("{{x}}{{x}}"), null, 5));
            TestRun run = TestRun.of(workflow(graph(List.of(small)))).in("x", "123").run();
            assertThat(run.code()).isEqualTo(ErrorCode.TOO_LARGE);
            assertThat(run.error().message()).contains("6").contains("5");
        }

        @Test
        void anExpressionThatCannotBeComputedNamesThePlace() {
            TestRun run = TestRun.of(workflow(graph(List.of(expression("sum", "x.a + 1"))))).in("x", "text").run();
            assertThat(run.code()).isEqualTo(ErrorCode.TEXT);
            assertThat(run.error().message()).contains("sum").contains("line 1");
        }
    }

    @Nested
    class DeadPaths {
        private static Graph routed(String... moreWires) {
            var wires = new ArrayList<>(
                    List.of("in.x -> route.value", "route.a -> left.x", "route.default -> right.x"));
            wires.addAll(List.of(moreWires));
            return graph(List.of(
                    node("route", new Router(List.of(route("a", "value == 'a'")), null, null, null, null, null)),
                    template("left", "left {{x}}"), template("right", "right {{x}}"), template("join", "{{v}}")),
                    wires.toArray(String[]::new));
        }

        @Test
        void whatWasNotTakenIsSkippedAndTheJoinTakesTheOneLiveValue() {
            Workflow flow = workflow(routed("left.result -> join.v", "right.result -> join.v", "join.result -> out.y"));
            TestRun left = TestRun.of(flow).in("x", "a").run();
            assertThat(left.out("y")).isEqualTo(text("left a"));
            assertThat(left.of("right", What.StepSkipped.class)).hasSize(1).first()
                    .satisfies(skipped -> assertThat(skipped.reason()).contains("x"));
            assertThat(TestRun.of(flow).in("x", "b").run().out("y")).isEqualTo(text("right b"));
        }

        @Test
        void deathGoesOnToAllThatNeedsIt() {
            TestRun run = TestRun.of(workflow(routed("left.result -> join.v", "join.result -> out.y"))).in("x", "b")
                    .run();
            assertThat(run.of("join", What.StepSkipped.class)).hasSize(1);
            assertThat(run.code()).isEqualTo(ErrorCode.NO_RESULT);
        }

        @Test
        void twoLiveValuesAtOnePortAreRefused() {
            TestRun run = TestRun.of(workflow(graph(List.of(template("a", "a"), template("b", "b"), template("join",
                    "{{v}}")), "a.result -> join.v", "b.result -> join.v"))).run();
            assertThat(run.code()).isEqualTo(ErrorCode.TWO_VALUES);
            assertThat(run.error().message()).contains("\"v\"").contains("\"join\"");
        }

        @Test
        void twoLiveValuesAtOneOutputAreRefused() {
            TestRun run = TestRun
                    .of(workflow(graph(List.of(template("a", "a"), template("b", "b")), "a.result -> out.y",
                            "b.result -> out.y")))
                    .run();
            assertThat(run.code()).isEqualTo(ErrorCode.TWO_VALUES);
        }

        @Test
        void aWhenPortCarriesOnlyGo() {
            Graph go = graph(List.of(node("gate", gate("value == 'go'", null, null)), template("after", "{{x}}")),
                    "in.x -> gate.value", "gate.pass -> after.when", "after.result -> out.y");
            assertThat(TestRun.of(workflow(go)).in("x", "go").run().out("y")).isEqualTo(text("go"));
            TestRun stays = TestRun.of(workflow(go)).in("x", "stay").run();
            assertThat(stays.of("after", What.StepSkipped.class)).hasSize(1);
        }

        @Test
        void anOptionalPortMayStayEmpty() {
            TestRun run = TestRun.of(workflow(graph(List.of(disabled(template("off", "x")),
                    template("say", "[{{#v}}{{v}}{{/v}}]")), "off.result -> say.v", "say.result -> out.y"))).run();
            assertThat(run.out("y")).isEqualTo(text("[]"));
            assertThat(run.of("off", What.StepSkipped.class)).hasSize(1);
        }

        @Test
        void nothingAtTheOutputFailsTheRun() {
            TestRun run = TestRun.of(workflow(graph(List.of(template("a", "{{missing}}")), "a.result -> out.y"))).run();
            assertThat(run.status()).isEqualTo(RunStatus.FAILED);
            assertThat(run.code()).isEqualTo(ErrorCode.NO_RESULT);
            assertThat(run.error().wayOut()).isNotBlank();
        }

        @Test
        void aFrameWithoutResultHasDeadPorts() {
            Graph body = graph(List.of(template("inner", "{{nothing}}")));
            TestRun run = TestRun
                    .of(workflow(graph(List.of(node("frame", new Chain(5, body)), template("after", "{{x}}"),
                            template("other", "o")), "frame.result -> after.x", "other.result -> out.y")))
                    .run();
            assertThat(run.of("after", What.StepSkipped.class)).hasSize(1);
            assertThat(run.out("y")).isEqualTo(text("o"));
        }
    }

    @Nested
    class Gates {
        private static Workflow inFrame(Gate gate) {
            Graph body = graph(List.of(node("gate", gate), template("rest", "rest of {{x}}")), "in.x -> gate.value",
                    "gate.pass -> rest.x");
            return workflow(graph(List.of(node("frame", new Chain(9, body)), template("after", "after {{x}}")),
                    "in.x -> frame.x", "frame.result -> after.x", "after.result -> out.y"));
        }

        @Test
        void lettingPass() {
            TestRun run = TestRun.of(inFrame(gate("value == 'ok'", Gate.Otherwise.END_FRAME, null))).in("x", "ok")
                    .run();
            assertThat(run.out("y")).isEqualTo(text("after rest of ok"));
        }

        @Test
        void theFailPort() {
            TestRun run = TestRun.of(workflow(graph(List.of(node("gate", gate("value == 'ok'", null, null)),
                    template("no", "no {{x}}")), "in.x -> gate.value", "gate.fail -> no.x", "no.result -> out.y")))
                    .in("x", "bad").run();
            assertThat(run.out("y")).isEqualTo(text("no bad"));
        }

        @Test
        void endingTheFrame() {
            TestRun run = TestRun.of(inFrame(gate("false", Gate.Otherwise.END_FRAME, "early {{value}}"))).in("x", "1")
                    .run();
            assertThat(run.out("y")).isEqualTo(text("after early 1"));
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            assertThat(run.of("rest", What.StepStarted.class)).isEmpty();
        }

        @Test
        void endingTheRun() {
            TestRun run = TestRun.of(inFrame(gate("false", Gate.Otherwise.END_RUN, null))).in("x", "1").run();
            assertThat(run.out("y")).isEqualTo(text("1"));
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            assertThat(run.of("after", What.StepStarted.class)).isEmpty();
        }

        @Test
        void endingTheFrameOfAClassifierGivesItsAnswer() {
            Graph classifier = graph(List.of(node("gate", gate("false", Gate.Otherwise.END_FRAME, "b"))),
                    "in.value -> gate.value");
            TestRun run = TestRun.of(workflow(graph(
                    List.of(node("route", new Router(List.of(route("a", null), route("b",
                            null)), null, null, null, null, classifier)), template("right", "right {{x}}")),
                    "in.x -> route.value", "route.b -> right.x", "right.result -> out.y"))).in("x", "1").run();
            assertThat(run.out("y")).isEqualTo(text("right 1"));
        }
    }

    @Nested
    class Routers {
        private static Workflow router(Router router) {
            return workflow(graph(List.of(node("route", router), template("a", "a {{x}}"), template("b", "b {{x}}"),
                    template("d", "default {{x}}")), "in.x -> route.value", "route.a -> a.x", "route.b -> b.x",
                    "route.default -> d.x", "a.result -> out.y", "b.result -> out.y", "d.result -> out.y",
                    "route.choice -> out.choice"));
        }

        private static Router asking(@Nullable Double minConfidence) {
            return new Router(List.of(route("a", "value == 'rule'"), route("b", null)), "m",
                    new TemplateSource("Mind {{value}}."),
                    minConfidence == null ? null : Decimal.of(minConfidence), null, null);
        }

        private static TestRun answering(Router router, String answer) {
            return TestRun.of(router(router)).with((_, _) -> FakeModel.says(answer)).in("x", "1").run();
        }

        @Test
        void aRuleDecidesWithoutTheModel() {
            TestRun run = TestRun.of(router(asking(null))).in("x", "rule").run();
            assertThat(run.out("y")).isEqualTo(text("a rule"));
            assertThat(run.all(What.EffectStarted.class)).isEmpty();
            assertThat(run.decisions(What.Choice.ROUTE)).hasSize(1).first()
                    .satisfies(d -> {
                        assertThat(d.path("source").asText()).isEqualTo("rule");
                        assertThat(d.path("reason").asText()).isEqualTo("value == 'rule'");
                    });
        }

        @Test
        void aRouterCountsOnceWhoeverDecides() {
            Router ruled = new Router(List.of(route("a", "value == 'rule'"), route("b", null)), null, null, null, null,
                    null);
            String model = "{\"reason\":\"r\",\"route\":\"b\",\"confidence\":1}";
            // Beside it one template runs.
            assertThat(TestRun.of(router(ruled)).in("x", "rule").run().finished().spent().steps()).isEqualTo(2);
            assertThat(TestRun.of(router(ruled)).in("x", "1").run().finished().spent().steps()).isEqualTo(2);
            assertThat(TestRun.of(router(asking(null))).in("x", "rule").run().finished().spent().steps()).isEqualTo(2);
            assertThat(answering(asking(null), model).finished().spent().steps()).isEqualTo(2);
        }

        @Test
        void theModelDecidesWhereNoRuleDoes() {
            TestRun run = answering(asking(null), "{\"reason\":\"r\",\"route\":\"b\",\"confidence\":0.4}");
            assertThat(run.out("y")).isEqualTo(text("b 1"));
            JsonNode choice = Objects.requireNonNull(run.out("choice"));
            assertThat(choice.path("confidence").asDouble()).isEqualTo(0.4);
            assertThat(choice.path("reason").asText()).isEqualTo("r");
            assertThat(((ModelRequest) run.all(What.EffectStarted.class).getFirst().request()).messages().getFirst()
                    .text())
                    .contains("Mind 1.").contains("- a").contains("- b").contains("- default");
        }

        @Test
        void lowConfidenceTakesTheDefault() {
            TestRun run = answering(asking(0.5), "{\"reason\":\"r\",\"route\":\"b\",\"confidence\":0.4}");
            assertThat(run.out("y")).isEqualTo(text("default 1"));
            assertThat(run.decisions(What.Choice.ROUTE).getFirst().path("asked").asText()).isEqualTo("b");
        }

        @Test
        void anUnknownLabelIsMendedOrFails() {
            TestRun run = answering(asking(null), "{\"reason\":\"r\",\"route\":\"zzz\",\"confidence\":1}");
            assertThat(run.code()).isEqualTo(ErrorCode.OUTPUT_INVALID);
            assertThat(run.of("route", What.EffectStarted.class)).hasSize(3);
        }

        @Test
        void anUnknownLabelOfAClassifierTakesTheDefault() {
            Graph classifier = graph(List.of(template("c", "zzz")));
            TestRun run = TestRun
                    .of(router(new Router(List.of(route("a", null), route("b", null)), null, null, null, null,
                            classifier)))
                    .in("x", "1").run();
            assertThat(run.out("y")).isEqualTo(text("default 1"));
        }

        @Test
        void aClassifierSeesTheRoutesAndGivesItsReason() {
            Graph classifier = graph(List.of(expression("c",
                    "{'route': routes[1].id, 'confidence': 0.9, 'reason': value}")));
            TestRun run = TestRun
                    .of(router(new Router(List.of(route("a", null), route("b", null)), null, null, null, null,
                            classifier)))
                    .in("x", "1").run();
            assertThat(run.out("y")).isEqualTo(text("b 1"));
            assertThat(run.decisions(What.Choice.ROUTE).getFirst().path("reason").asText()).isEqualTo("1");
        }

        @Test
        void noRuleAndNoModelTakesTheDefault() {
            TestRun run = TestRun.of(router(new Router(List.of(route("a", "false"), route("b", null)), null, null, null,
                    null, null))).in("x", "1").run();
            assertThat(run.out("y")).isEqualTo(text("default 1"));
        }
    }

    @Nested
    class Validation {
        private static Settings validated(String that, @Nullable String message, Settings.Recovery... onFailure) {
            return new Settings(null, null, null, null, null, new Settings.Validate(null,
                    List.of(new Settings.Assertion(new ExpressionSource(that), message, Extras.NONE)), List.of(),
                    Extras.NONE), List.of(onFailure), List.of(), Map.of(), null, null);
        }

        private static final JsonNode NUMBER = object("type", "object", "required",
                Flows.list("n"), "properties", object("n", object("type", "integer")));

        @Test
        void aRepairTurnMendsAnAnswer() {
            TestRun run = TestRun.of(workflow(graph(List.of(llm("ask", "{{x}}", NUMBER))))).in("x", "1")
                    .with((request, call) -> FakeModel.says(call.attempt() == 1 ? "{\"n\": \"no\"}" : "{\"n\": 2}"))
                    .run();
            assertThat(run.result()).isEqualTo(object("n", 2));
            assertThat(run.all(What.OutputRejected.class)).hasSize(1).first().satisfies(rejected -> {
                assertThat(rejected.repairs()).isTrue();
                assertThat(rejected.violations()).hasSize(1).first().asString().contains("/n");
            });
            List<ModelRequest.Turn> second = ((ModelRequest) run.all(What.EffectStarted.class).get(1).request())
                    .messages();
            assertThat(second).hasSize(3);
            assertThat(second.getLast().text()).contains("/n").doesNotContain("{0}");
        }

        @Test
        void repairsComeToAnEnd() {
            TestRun run = TestRun.of(workflow(graph(List.of(llm("ask", "{{x}}", NUMBER))))).in("x", "1").run();
            assertThat(run.code()).isEqualTo(ErrorCode.OUTPUT_INVALID);
            assertThat(run.all(What.EffectStarted.class)).hasSize(3);
            assertThat(run.all(What.OutputRejected.class)).hasSize(3);
            assertThat(run.finished().spent().steps()).as("repairs are no steps").isEqualTo(1);
        }

        @Test
        void jsonInAFenceIsTaken() {
            TestRun run = TestRun.of(workflow(graph(List.of(llm("ask", "{{x}}", NUMBER))))).in("x", "1")
                    .with((_, _) -> FakeModel.says("```json\n{\"n\": 3}\n```\n")).run();
            assertThat(run.result()).isEqualTo(object("n", 3));
        }

        @Test
        void anAssertionMayNameTheInputs() {
            Node ask = llm("ask", "{{x}}").with(validated("result != forbidden", "Say something else."));
            TestRun run = TestRun.of(workflow(graph(List.of(ask)))).in("x", "a").in("forbidden", "a")
                    .with((request, call) -> FakeModel.says(call.attempt() == 1 ? "a" : "b")).run();
            assertThat(run.result()).isEqualTo(text("b"));
            assertThat(run.all(What.OutputRejected.class).getFirst().violations())
                    .containsExactly("Say something else.");
        }

        @Test
        void aFrameIsHeldAgainstItsRulesToo() {
            Node frame = node("frame", new Chain(5, graph(List.of(template("t", "wrong")))))
                    .with(validated("result == 'right'", null));
            TestRun run = TestRun.of(workflow(graph(List.of(frame)))).run();
            assertThat(run.code()).isEqualTo(ErrorCode.OUTPUT_INVALID);
            assertThat(run.error().message()).contains("result == 'right'");
        }

        @Test
        void anotherModelIsAskedWhenRepairsDoNotHelp() {
            Workflow flow = workflow(graph(List.of(llm("ask", "{{x}}", NUMBER))));
            flow = flow.withModels(Map.of("m", model("first", "other"), "other", model("second")));
            TestRun run = TestRun.of(flow).in("x", "1").with((request, _) -> FakeModel.says(
                    request.model().equals("second") ? "{\"n\": 4}" : "nonsense")).run();
            assertThat(run.result()).isEqualTo(object("n", 4));
            assertThat(((ModelRequest) run.all(What.EffectStarted.class).getLast().request()).messages()).hasSize(1);
            assertThat(run.decisions(What.Choice.FALLBACK)).hasSize(1);
        }

        private static dev.flowbench.flow.ModelSpec model(String name, String... fallback) {
            return new dev.flowbench.flow.ModelSpec("openai", name, null, null, null, List.of(fallback), Extras.NONE);
        }

        @Test
        void aFallbackValueTakesThePlaceOfAnError() {
            var instead = new Settings.Recovery(Settings.Recovery.Action.FALLBACK_VALUE, null, null, null, null,
                    TextNode.valueOf("instead"), Extras.NONE);
            TestRun run = TestRun
                    .of(workflow(graph(List.of(llm("ask", "{{x}}").with(validated("false", "No.", instead))))))
                    .in("x", "1").run();
            assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
            assertThat(run.result()).isEqualTo(text("instead"));
            assertThat(run.finished().partial()).satisfies(p -> assertThat(p.reason()).isEqualTo("fallback"));
        }

        @Test
        void anAnswerThatWasCutOffIsPartial() {
            TestRun run = TestRun.of(workflow(graph(List.of(llm("ask", "{{x}}"))))).in("x", "1")
                    .with((_, _) -> FakeModel.cutOff("half")).run();
            assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
            assertThat(run.result()).isEqualTo(text("half"));
        }

        @Test
        void anObjectThatWasCutOffIsNotMended() {
            TestRun run = TestRun.of(workflow(graph(List.of(llm("ask", "{{x}}", NUMBER))))).in("x", "1")
                    .with((_, _) -> FakeModel.cutOff("{\"n\":")).run();
            assertThat(run.code()).isEqualTo(ErrorCode.OUTPUT_TRUNCATED);
            assertThat(run.all(What.EffectStarted.class)).hasSize(1);
        }

        @Test
        void arefusalIsNamed() {
            TestRun run = TestRun.of(workflow(graph(List.of(llm("ask", "{{x}}"))))).in("x", "1")
                    .with((_, _) -> new ModelReply("No.", null, ModelReply.Finish.FILTERED, "fake", null, 0)).run();
            assertThat(run.code()).isEqualTo(ErrorCode.REFUSED);
            assertThat(run.error().cause()).isEqualTo("No.");
        }
    }

    @Nested
    class BadDocuments {
        private static void refused(Graph graph, String... says) {
            assertThatThrownBy(() -> TestRun.of(workflow(graph)).run()).hasMessageContainingAll(says);
        }

        @Test
        void eachMistakeIsNamed() {
            refused(graph(List.of(template("a", "1"), template("a", "2"))), "\"a\"");
            refused(graph(List.of(template("a", "1"), node("f", new Chain(2, graph(List.of(template("a", "2"))))))),
                    "\"a\"");
            refused(new Graph(List.of(template("a", "1")), List.of(new Wire("ghost", "result", "a", "x"))), "ghost");
            refused(graph(List.of(template("a", "{{x}}"), template("b", "{{x}}")), "a.result -> b.x",
                    "b.result -> a.x"),
                    "circle", "a");
            refused(graph(List.of(template("a", "{{#x}}"))), "a: ");
            refused(graph(List.of(node("c", new Chain(2, null)))), "\"c\"", "body");
            refused(graph(List.of(node("l", new dev.flowbench.flow.Llm("ghost",
                    llm("m", "x").kind() instanceof dev.flowbench.flow.Llm l ? l.messages() : List.of(), 1, null,
                    null)))),
                    "ghost");
            refused(graph(List.of(llm("l", "x", object("type", "nonsense")))), "\"l\"", "schema");
        }

        @Test
        void inputsThatDoNotFitAreNamedBeforeTheFirstStep() {
            Workflow flow = workflow(graph(List.of(template("a", "{{x}}")))).withInputs(object("type", "object",
                    "required", Flows.list("x"), "properties", object("x", object("type", "string"))));
            assertThatThrownBy(() -> TestRun.of(flow).run()).hasMessageContaining("x");
            assertThatThrownBy(() -> TestRun.of(flow).in("x", 5).run()).hasMessageContaining("/x");
            assertThat(TestRun.of(flow).in("x", "5").run().result()).isEqualTo(text("5"));
        }
    }
}
