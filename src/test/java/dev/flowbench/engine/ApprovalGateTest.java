package dev.flowbench.engine;

import static dev.flowbench.engine.Flows.graph;
import static dev.flowbench.engine.Flows.object;
import static dev.flowbench.engine.Flows.template;
import static dev.flowbench.engine.Flows.text;
import static dev.flowbench.engine.Flows.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Settings.ApprovalPolicy;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When the one policy asks: before a node, before a tool with the exact arguments, at once or for later review. */
class ApprovalGateTest {
    private static final Kind LLM = new Llm("m", List.of(new Message(Message.Role.USER, "{{x}}")), 100, null, null);
    private static final Kind SEND = new ToolCall("send", Map.of("text", new TemplateSource("{{x}}")), null, List.of(),
            null, null);

    private final FakeTools tools = new FakeTools().add("send", EffectClass.NON_IDEMPOTENT,
            (arguments, call) -> arguments.get("text"));

    private static final class Policy {
        private @Nullable Boolean always;
        private @Nullable Decimal confidenceBelow;
        private @Nullable Decimal costAboveUsd;
        private List<EffectClass> effects = List.of();
        private @Nullable Boolean unfamiliar;
        private @Nullable Integer samplePerDay;
        private @Nullable Boolean blocking;

        ApprovalPolicy made() {
            return new ApprovalPolicy(always, confidenceBelow, costAboveUsd, effects, unfamiliar, samplePerDay,
                    blocking, Duration.ofHours(1), null, Extras.NONE);
        }
    }

    private static Policy always() {
        var policy = new Policy();
        policy.always = true;
        return policy;
    }

    static Settings settings(@Nullable ApprovalPolicy approval, List<Settings.Recovery> onFailure) {
        return new Settings(null, null, null, null, null, null, onFailure, List.of(), Map.of(), approval, null);
    }

    private static Workflow flow(Kind kind, Policy policy) {
        return workflow(
                graph(List.of(new Node("n", kind, settings(policy.made(), List.of()), Extras.NONE)), "in.x -> n.x",
                        "n.result -> out.y"));
    }

    private static TestRun.Person says(Verdict verdict, @Nullable JsonNode value) {
        return (run, request, time) -> {
            if (request.blocking()) {
                assertThat(run.decide(new ApprovalDecided(request.id(), verdict, value, "Ada", "",
                        value == null ? request.sha256() : Canonical.sha256(value)))).isTrue();
            }
        };
    }

    @Test
    void aNodeBeginsWhenItIsApproved() {
        for (long seed = 0; seed < 50; seed++) {
            TestRun run = TestRun.of(flow(LLM, always())).in("x", "hi").with(says(Verdict.APPROVE, null)).seed(seed)
                    .run();
            assertThat(run.out("y")).isEqualTo(text("hi"));
            ApprovalRequested asked = run.all(ApprovalRequested.class).getFirst();
            assertThat(asked.about()).isEqualTo(ApprovalRequested.About.STEP);
            assertThat(asked.action()).isEqualTo(object("x", "hi"));
        }
    }

    @Test
    void withTheInputsAsThePersonLeavesThem() {
        TestRun run = TestRun.of(flow(LLM, always())).in("x", "hi").with(says(Verdict.EDIT, object("x", "hello")))
                .run();
        assertThat(run.out("y")).isEqualTo(text("hello"));
    }

    @Test
    void orNotAtAll() {
        for (Verdict verdict : List.of(Verdict.REJECT, Verdict.TIMED_OUT)) {
            TestRun run = TestRun.of(flow(LLM, always())).in("x", "hi")
                    .with(verdict == Verdict.REJECT ? says(verdict, null) : (_, _, _) -> {}).run();
            assertThat(run.status()).isEqualTo(RunStatus.FAILED);
            assertThat(run.code()).isEqualTo(ErrorCode.DENIED);
            assertThat(run.all(What.EffectStarted.class)).isEmpty();
        }
    }

    @Test
    void aToolGetsExactlyWhatWasApproved() {
        TestRun run = TestRun.of(flow(SEND, always())).in("x", "hi").with(tools).with(says(Verdict.APPROVE, null))
                .run();
        assertThat(run.out("y")).isEqualTo(text("hi"));
        ApprovalRequested asked = run.all(ApprovalRequested.class).getFirst();
        assertThat(asked.action().path("arguments")).isEqualTo(object("text", "hi"));
        assertThat(asked.about()).isEqualTo(ApprovalRequested.About.TOOL);
    }

    @Test
    void editedArgumentsAreWhatIsSent() {
        TestRun run = TestRun.of(flow(SEND, always())).in("x", "hi").with(tools).with((one, request, time) -> {
            var edited = request.action().<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy();
            edited.set("arguments", object("text", "bye"));
            assertThat(one.decide(new ApprovalDecided(request.id(), Verdict.EDIT, edited, "Ada", "",
                    Canonical.sha256(edited)))).isTrue();
        }).run();
        assertThat(run.out("y")).isEqualTo(text("bye"));
    }

    @Test
    void nothingButTheArgumentsCanBeEdited() {
        TestRun run = TestRun.of(flow(SEND, always())).in("x", "hi").with(tools)
                .with(says(Verdict.EDIT, object("tool", "other", "arguments", object("text", "bye")))).run();
        assertThat(run.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(run.all(What.EffectStarted.class)).isEmpty();
    }

    @Test
    void effectsOfAClassAreAskedAbout() {
        var policy = new Policy();
        policy.effects = List.of(EffectClass.NON_IDEMPOTENT);
        assertThat(asks(flow(SEND, policy), "hi", Memory.NONE)).isTrue();
        assertThat(asks(flow(LLM, policy), "hi", Memory.NONE)).isFalse();
    }

    @Test
    void lowConfidenceIsAskedAbout() {
        var policy = new Policy();
        policy.confidenceBelow = new Decimal("0.7");
        assertThat(asks(flow(LLM, policy), object("route", "a", "confidence", 0.6), Memory.NONE)).isTrue();
        assertThat(asks(flow(LLM, policy), object("route", "a", "confidence", 0.7), Memory.NONE)).isFalse();
        assertThat(asks(flow(LLM, policy), "no confidence", Memory.NONE)).isFalse();
    }

    @Test
    void dearStepsAreAskedAbout() {
        var policy = new Policy();
        policy.costAboveUsd = new Decimal("0.01");
        assertThat(asks(flow(LLM, policy), "hi", Memory.NONE, 1_000_000_000L)).isFalse();
        assertThat(asks(flow(LLM, policy), "hi", Memory.NONE, 1_000_000_000_000L)).isTrue();
        assertThat(asks(flow(LLM, policy), "hi", Memory.NONE, -1)).isTrue();
    }

    @Test
    void whatIsUnlikeWhatWasSeenIsAskedAboutOnce() {
        var policy = new Policy();
        policy.unfamiliar = true;
        var memory = new FakeMemory();
        assertThat(asks(flow(LLM, policy), object("city", "a text of some length, 1"), memory)).isTrue();
        assertThat(asks(flow(LLM, policy), object("city", "a text of some length, 2"), memory)).isFalse();
        assertThat(asks(flow(LLM, policy), object("town", "a text of some length, 3"), memory)).isTrue();
        assertThat(asks(flow(LLM, policy), object("city", "x ".repeat(500)), memory)).isTrue();
    }

    @Test
    void aSampleADayIsForLaterReviewAndHoldsNothingUp() {
        var policy = new Policy();
        policy.samplePerDay = 2;
        policy.blocking = false;
        var memory = new FakeMemory();
        var asked = new ArrayList<Boolean>();
        for (int i = 0; i < 4; i++) {
            TestRun run = TestRun.of(flow(LLM, policy)).in("x", "hi").with(memory).seed(i).run();
            assertThat(run.out("y")).isEqualTo(text("hi"));
            assertThat(run.micros()).isZero();
            asked.add(run.all(ApprovalRequested.class).stream().anyMatch(request -> !request.blocking()));
        }
        assertThat(asked).containsExactly(true, true, false, false);
    }

    @Test
    void whatIsForLaterReviewCanBeDecidedWhileTheRunGoesOn() {
        var policy = always();
        policy.blocking = false;
        for (long seed = 0; seed < 30; seed++) {
            TestRun run = TestRun.of(workflow(graph(
                    List.of(new Node("n", LLM, settings(policy.made(), List.of()), Extras.NONE),
                            template("t", "{{y}}")),
                    "in.x -> n.x", "n.result -> t.y", "t.result -> out.y"))).in("x", "hi").seed(seed)
                    .with(FakeModel.after(Duration.ofSeconds(2), FakeModel.ECHO))
                    .with((one, request, time) -> {
                        time.signal().await(Duration.ofSeconds(1));
                        assertThat(one.decide(new ApprovalDecided(request.id(), Verdict.REJECT, null, "Ada", "",
                                request.sha256()))).isTrue();
                    }).run();
            assertThat(run.out("y")).isEqualTo(text("hi"));
            assertThat(run.all(ApprovalDecided.class)).hasSize(1);
        }
    }

    private boolean asks(Workflow flow, Object input, Memory memory) {
        return asks(flow, input, memory, 0);
    }

    private boolean asks(Workflow flow, Object input, Memory memory, long nanoUsd) {
        TestRun run = TestRun.of(flow).in("x", input).with(tools).with(memory).with(prices(nanoUsd))
                .with(says(Verdict.APPROVE, null)).run();
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        return !run.all(ApprovalRequested.class).isEmpty();
    }

    private static Prices prices(long nanoUsd) {
        return new Prices() {
            @Override
            public String table() {
                return "test";
            }

            @Override
            public Optional<Price> price(String provider, String model) {
                return nanoUsd < 0 ? Optional.empty() : Optional.of(new Price(nanoUsd, nanoUsd, nanoUsd, nanoUsd));
            }
        };
    }

    /** Finds by text alone. */
    private static final class FakeMemory implements Memory {
        private final Map<String, Map<String, Entry>> scopes = new TreeMap<>();

        @Override
        public List<Entry> recall(String scope, String query, int k) {
            return scopes.getOrDefault(scope, Map.of()).values().stream()
                    .filter(entry -> entry.text().contains(query)).limit(k).toList();
        }

        @Override
        public void remember(String scope, String id, String text, long at) {
            scopes.computeIfAbsent(scope, _ -> new TreeMap<>()).put(id, new Entry(id, text, 1, at));
        }
    }
}
