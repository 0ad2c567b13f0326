package dev.flowbench.engine;

import static dev.flowbench.engine.Flows.graph;
import static dev.flowbench.engine.Flows.list;
import static dev.flowbench.engine.Flows.llm;
import static dev.flowbench.engine.Flows.node;
import static dev.flowbench.engine.Flows.object;
import static dev.flowbench.engine.Flows.template;
import static dev.flowbench.engine.Flows.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.flow.Budget;
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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The same for each item of a list. */
class EngineMapTest {
    private static final ChatModel FAILS_ON_BAD = (request, call) -> {
        if (FakeModel.last(request).contains("bad")) {
            throw FakeModel.fails(ErrorCode.BAD_REQUEST);
        }
        return FakeModel.says(FakeModel.last(request));
    };

    private static Workflow map(MapItems kind, @Nullable Budget budget) {
        Node map = new Node("m", kind, Settings.NONE.withBudget(budget), Extras.NONE);
        return workflow(graph(List.of(map), "in.items -> m.items", "in.x -> m.x", "m.results -> out.y",
                "m.succeeded -> out.succeeded", "m.failed -> out.failed"));
    }

    private static MapItems kind(@Nullable Integer minSuccess, @Nullable String key) {
        return new MapItems(50, 8, minSuccess, key == null ? null : new ExpressionSource(key),
                graph(List.of(llm("n", "{{x}} {{item}}"))));
    }

    private static TestRun.Setup of(Workflow flow, Object... items) {
        return TestRun.of(flow).in("items", list(items)).in("x", "v");
    }

    private static List<String> values(TestRun run) {
        return Objects.requireNonNull(run.out("y")).valueStream().map(each -> each.path("value").asText()).toList();
    }

    @Test
    void resultsStandInTheOrderOfTheItemsWhateverEndsFirst() {
        ChatModel slow = (request, call) -> {
            call.sleep(Duration.ofMillis(100 - 10 * Long.parseLong(FakeModel.last(request).substring(2))));
            return FakeModel.says(FakeModel.last(request));
        };
        for (long seed = 0; seed < 50; seed++) {
            TestRun run = of(map(kind(null, null), null), 1, 2, 3, 4).with(slow).seed(seed).run();
            assertThat(values(run)).containsExactly("v 1", "v 2", "v 3", "v 4");
            assertThat(run.out("succeeded")).isEqualTo(IntNode.valueOf(4));
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
        }
    }

    @Test
    void noMoreRunAtOnceThanTheDocumentSays() {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        ChatModel model = (request, call) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            call.sleep(Duration.ofMillis(10));
            now.decrementAndGet();
            return FakeModel.says("done");
        };
        TestRun run = of(map(kind(null, null), null), IntStream.range(0, 50).boxed().toArray()).with(model).run();
        assertThat(most.get()).isEqualTo(8);
        assertThat(run.micros()).isEqualTo(70_000);
    }

    @Test
    void anItemThatFailsHurtsNoOther() {
        TestRun run = of(map(kind(null, null), null), "a", "bad", "c").with(FAILS_ON_BAD).run();
        assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
        JsonNode results = Objects.requireNonNull(run.out("y"));
        assertThat(results.path(0)).isEqualTo(object("status", "succeeded", "value", "v a"));
        assertThat(results.path(1)).isEqualTo(object("status", "failed", "error", "The fake model failed.", "code",
                "BAD_REQUEST"));
        assertThat(results.path(2)).isEqualTo(object("status", "succeeded", "value", "v c"));
        assertThat(run.out("failed")).isEqualTo(IntNode.valueOf(1));
        assertThat(Objects.requireNonNull(run.finished().partial()).message()).contains("1 of 3");
    }

    @Test
    void tooFewSuccessesFailAndGiveTheRestUp() {
        TestRun run = of(map(kind(2, null), null), "bad", "bad", "c").with(FAILS_ON_BAD).run();
        assertThat(run.code()).isEqualTo(ErrorCode.TOO_FEW);
        assertThat(run.error().message()).contains("2 of 3").contains("The fake model failed.");
        assertThat(of(map(kind(2, null), null), "a").run().code()).isEqualTo(ErrorCode.TOO_FEW);
        assertThat(of(map(kind(2, null), null), "bad", "b", "c").with(FAILS_ON_BAD).run().status())
                .isEqualTo(RunStatus.PARTIAL);
    }

    @Test
    void aListThatIsTooLongDoesNotStart() {
        TestRun run = of(map(kind(null, null), null), IntStream.range(0, 51).boxed().toArray()).run();
        assertThat(run.code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(run.error().message()).contains("51").contains("50");
        assertThat(run.all(What.EffectStarted.class)).isEmpty();
        assertThat(TestRun.of(map(kind(null, null), null)).in("items", "text").in("x", "v").run().error().message())
                .contains("needs a list").contains("\"text\"");
    }

    @Test
    void anEmptyListGivesAnEmptyList() {
        TestRun run = of(map(kind(null, null), null)).run();
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.out("y")).isEqualTo(list());
    }

    @Test
    void anItemsOwnNameStandsInItsStepKey() {
        TestRun run = of(map(kind(null, "item.id"), null), object("id", "a/b"), object("id", 7)).run();
        assertThat(run.events().stream().map(Event::where).filter(where -> "n".equals(where.node()))
                .map(where -> where.stepKey() + " " + where.index()).distinct())
                .containsExactlyInAnyOrder("m/body#a%2fb/n 0", "m/body#7/n 1");
        TestRun same = of(map(kind(null, "item.id"), null), object("id", "a"), object("id", "b"), object("id", "a"))
                .run();
        assertThat(same.error().message()).contains("items 1 and 3").contains("\"a\"");
        assertThat(same.all(What.EffectStarted.class)).isEmpty();
        assertThat(of(map(kind(null, "item"), null), list()).run().error().message()).contains("item 1");
    }

    @Test
    void whatIsFinishedWhenACapTripsIsKeptInItsPlace() {
        Budget budget = new Budget(null, null, null, null, 2L, null, null, null, null, Extras.NONE);
        var kind = new MapItems(50, 1, null, null, graph(List.of(template("n", "{{item}}"))));
        TestRun run = of(map(kind, budget), "a", "b", "c").run();
        assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(run.out("y")).isEqualTo(list(object("status", "succeeded", "value", "a"),
                object("status", "succeeded", "value", "b"), object("status", "skipped")));
        assertThat(run.out("succeeded")).isEqualTo(IntNode.valueOf(2));
        Workflow outer = map(kind, null);
        TestRun whole = of(outer.with(budget), "a", "b", "c").run();
        assertThat(whole.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(Objects.requireNonNull(whole.out("y")).size()).isEqualTo(3);
    }

    @Test
    void aRunIsStoppedAmongItsItems() {
        ChatModel slow = FakeModel.after(Duration.ofSeconds(1), FakeModel.ECHO);
        Workflow flow = map(kind(null, null), null);
        int events = of(flow, 1, 2, 3).with(slow).run().events().size();
        for (int at = 1; at < events; at++) {
            int seq = at;
            TestRun run = of(flow, 1, 2, 3).with(slow).run(new VirtualTime(at), running -> running.cancelAt(seq));
            assertThat(run.status()).isIn(RunStatus.CANCELLED, RunStatus.DONE);
        }
        assertThat(node("x", kind(null, null)).kind().isFrame()).isTrue();
    }
}
