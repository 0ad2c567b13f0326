package dev.flowbench.engine;

import static dev.flowbench.engine.Flows.expression;
import static dev.flowbench.engine.Flows.graph;
import static dev.flowbench.engine.Flows.list;
import static dev.flowbench.engine.Flows.llm;
import static dev.flowbench.engine.Flows.node;
import static dev.flowbench.engine.Flows.object;
import static dev.flowbench.engine.Flows.template;
import static dev.flowbench.engine.Flows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.plan.PlanException;
import dev.flowbench.engine.plan.Planner;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Checkpoint;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.StateField;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The session state: declared, written when a step is through, seen by what comes after it. */
class EngineStateTest {
    private static final ChatModel SLOW_FIRST = (request, call) -> {
        call.sleep(Duration.ofMillis(FakeModel.last(request).contains("slow") ? 100 : 1));
        return FakeModel.says(FakeModel.last(request));
    };

    private static Workflow flow(Graph graph) {
        var state = new LinkedHashMap<String, StateField>();
        state.put("tone", new StateField(object("type", "string"), null, text("plain"), Extras.NONE));
        state.put("notes", new StateField(object("type", "array"), StateField.Merge.APPEND, list(), Extras.NONE));
        state.put("tags", new StateField(null, StateField.Merge.UNION, null, Extras.NONE));
        state.put("top", new StateField(null, StateField.Merge.MAX, null, Extras.NONE));
        return new Workflow(1, "test", "Test", null, null, Map.of("m", new ModelSpec("openai", "test-model")), state,
                null, graph, Layout.EMPTY, Extras.NONE);
    }

    private static Node with(Node node, List<String> reads, String... fieldsAndExpressions) {
        var writes = new LinkedHashMap<String, ExpressionSource>();
        for (int i = 0; i < fieldsAndExpressions.length; i += 2) {
            writes.put(fieldsAndExpressions[i], new ExpressionSource(fieldsAndExpressions[i + 1]));
        }
        return node.with(new Settings(null, null, null, null, null, null, List.of(), reads, writes, null, null));
    }

    private static Node shows(String id) {
        return with(template(id, "{{state.tone}} {{state.notes}} {{state.tags}} {{state.top}}"),
                List.of("tone", "notes", "tags", "top"));
    }

    private static TestRun run(Graph graph) {
        return TestRun.of(flow(graph)).in("x", "v").run();
    }

    private static List<String> told(TestRun run, String node) {
        return run.of(node, What.StateWritten.class).stream().map(write -> write.field() + "=" + write.value())
                .toList();
    }

    private static @Nullable JsonNode shown(Graph graph) {
        return run(graph).out("y");
    }

    private static Parallel parallel(Node... nodes) {
        return new Parallel(
                java.util.Arrays.stream(nodes).map(node -> new Branch("b-" + node.id(), graph(List.of(node)))).toList(),
                null, null, null, null, 10, null, null, null, null);
    }

    @Test
    void aFieldBeginsWithItsInitialValue() {
        assertThat(shown(graph(List.of(with(template("a", "{{state.tone}} {{state.notes}}"),
                List.of("tone", "notes"))), "a.result -> out.y"))).isEqualTo(text("plain []"));
    }

    @Test
    void whatAStepWritesIsSeenByThoseThatComeAfterItAndByNobodyElse() {
        TestRun run = run(graph(List.of(with(template("a", "warm"), List.of(), "tone", "result"),
                with(template("b", "{{x}} {{state.tone}}"), List.of("tone")),
                with(template("c", "{{state.tone}}"), List.of("tone"))), "a.result -> b.x", "in.x -> c.when",
                "b.result -> out.y", "c.result -> out.z"));
        assertThat(run.out("y")).isEqualTo(text("warm warm"));
        assertThat(run.out("z")).isEqualTo(text("plain"));
        List<String> of = run.events().stream().filter(event -> "a".equals(event.where().node()))
                .map(event -> event.what().getClass().getSimpleName()).toList();
        assertThat(of).containsExactly("StepStarted", "StateWritten", "StepCompleted");
        assertThat(run.of("b", What.StepStarted.class).getFirst().inputs()).containsEntry("state.tone", text("warm"));
    }

    @Test
    void writesMeetAsTheFieldSays() {
        assertThat(shown(graph(List.of(
                with(expression("a", "3"), List.of(), "notes", "result", "tags", "['x', 'y']", "top", "result"),
                with(expression("b", "2"), List.of(), "notes", "[result, 9]", "tags", "['y', 'z']", "top", "result"),
                with(template("c", "{{state.notes}} {{state.tags}} {{state.top}}"), List.of("notes", "tags", "top"))),
                "a.result -> b.when", "b.result -> c.when", "c.result -> out.y")))
                .isEqualTo(text("[3,2,9] [\"x\",\"y\",\"z\"] 3"));
    }

    @Test
    void ofStepsBesideEachOtherTheFirstOfTheDocumentWritesFirst() {
        Graph graph = graph(List.of(with(llm("a", "slow"), List.of(), "notes", "result"),
                with(llm("b", "quick"), List.of(), "notes", "result"),
                with(template("end", "{{state.notes}}"), List.of("notes"))), "in.x -> a.when", "in.x -> b.when",
                "a.result -> end.when", "b.result -> end.when", "end.result -> out.y");
        for (long seed = 0; seed < 20; seed++) {
            TestRun run = TestRun.of(flow(graph)).in("x", "v").with(SLOW_FIRST).seed(seed).run();
            assertThat(run.out("y")).isEqualTo(text("[\"slow\",\"quick\"]"));
        }
    }

    @Test
    void branchesSeeTheStateAtTheStartAndMeetInTheirOrder() {
        Node one = with(llm("one", "slow {{state.notes}}"), List.of("notes"), "notes", "result");
        Node two = with(llm("two", "quick {{state.notes}}"), List.of("notes"), "notes", "result");
        Graph graph = graph(List.of(with(template("a", "0"), List.of(), "notes", "result"),
                node("p", parallel(one, two)), with(template("end", "{{state.notes}}"), List.of("notes"))),
                "a.result -> p.when", "p.result -> end.when", "end.result -> out.y");
        for (long seed = 0; seed < 50; seed++) {
            TestRun run = TestRun.of(flow(graph)).in("x", "v").with(SLOW_FIRST).seed(seed).run();
            assertThat(run.out("y")).isEqualTo(text("[\"0\",\"slow [\\\"0\\\"]\",\"quick [\\\"0\\\"]\"]"));
            assertThat(told(run, "p")).containsExactly("notes=\"slow [\\\"0\\\"]\"", "notes=\"quick [\\\"0\\\"]\"");
        }
    }

    @Test
    void itemsMeetInTheirOrderAndWhatFailedWritesNothing() {
        Node body = with(llm("n", "{{item}}"), List.of(), "notes", "result");
        Graph graph = graph(List.of(node("m", new MapItems(10, 4, null, null, graph(List.of(body)))),
                with(template("end", "{{state.notes}}"), List.of("notes"))), "in.items -> m.items",
                "m.results -> end.when", "end.result -> out.y");
        TestRun run = TestRun.of(flow(graph)).in("items", list("slow", "bad", "b")).with((request, call) -> {
            if (FakeModel.last(request).equals("bad")) {
                throw FakeModel.fails(ErrorCode.BAD_REQUEST);
            }
            return SLOW_FIRST.call(request, call);
        }).run();
        assertThat(run.out("y")).isEqualTo(text("[\"slow\",\"b\"]"));
    }

    @Test
    void aFrameTellsWhatStandsInTheEnd() {
        Graph body = graph(List.of(with(template("a", "1"), List.of(), "tone", "result"),
                with(template("b", "2"), List.of(), "tone", "result")), "a.result -> b.when",
                "b.result -> out.result");
        TestRun run = run(graph(List.of(with(node("c", new Chain(10, body)), List.of(), "notes", "result"),
                with(template("end", "{{state.tone}} {{state.notes}}"), List.of("tone", "notes"))),
                "c.result -> end.when", "end.result -> out.y"));
        assertThat(run.out("y")).isEqualTo(text("2 [\"2\"]"));
        assertThat(told(run, "c")).containsExactly("tone=\"2\"", "notes=\"2\"");
    }

    @Test
    void aGateThatEndsItsFrameKeepsWhatWasWritten() {
        Graph body = graph(List.of(with(template("a", "1"), List.of(), "tone", "result"),
                node("g", new Gate(new ExpressionSource("false"), Gate.Otherwise.END_FRAME, null))),
                "a.result -> g.value", "g.pass -> out.result");
        assertThat(shown(graph(List.of(node("c", new Chain(10, body)),
                with(template("end", "{{state.tone}}"), List.of("tone"))), "c.result -> end.when",
                "end.result -> out.y"))).isEqualTo(text("1"));
    }

    @Test
    void whatDoesNotFitItsFieldFails() {
        TestRun run = run(graph(List.of(with(expression("a", "7"), List.of(), "tone", "result"))));
        assertThat(run.code()).isEqualTo(ErrorCode.OUTPUT_INVALID);
        assertThat(run.error().message()).contains("\"a\"").contains("state.tone");
        assertThat(run(graph(List.of(with(expression("a", "[7]"), List.of(), "top", "result")))).error().message())
                .contains("state.top");
    }

    @Test
    void aCheckpointHoldsTheStateAndAPhaseThatIsDoneAgainForgetsWhatItWrote() {
        Node check = with(node("check", new Checkpoint(null,
                List.of(new Settings.Assertion(new ExpressionSource("size(state.notes) == 1 && value == 'good'"), null,
                        Extras.NONE)),
                Checkpoint.OnFail.RETRY, 3)), List.of("notes"));
        Graph graph = graph(List.of(with(llm("a", "{{x}}"), List.of(), "notes", "result"), check), "in.x -> a.x",
                "a.result -> check.value", "check.value -> out.y");
        TestRun run = TestRun.of(flow(graph)).in("x", "v")
                .with((_, call) -> FakeModel.says(call.stepKey().startsWith("~3") ? "good" : "b")).run();
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.events().stream().map(Event::where).filter(where -> "a".equals(where.node()))
                .map(where -> where.stepKey()).distinct()).containsExactly("a", "~2/a", "~3/a");
    }

    @Test
    void twoThatMaySetAFieldAtTheSameTimeAreRefused() {
        Node a = with(template("a", "1"), List.of(), "tone", "result");
        Node b = with(template("b", "2"), List.of(), "tone", "result");
        refused(graph(List.of(a, b), "a.result -> out.y", "b.result -> out.z"));
        refused(graph(List.of(node("p", parallel(a, b)))));
        refused(graph(List.of(node("m", new MapItems(3, 1, null, null, graph(List.of(a))))), "in.x -> m.items"));
        assertThat(run(graph(List.of(a, b), "a.result -> b.when", "b.result -> out.y")).status())
                .isEqualTo(RunStatus.DONE);
    }

    private static void refused(Graph graph) {
        assertThatThrownBy(() -> Planner.plan(flow(graph))).isInstanceOf(PlanException.class)
                .hasMessageContaining("state.tone");
    }

    @Test
    void aFieldThatIsNotDeclaredIsRefused() {
        assertThatThrownBy(() -> Planner.plan(flow(graph(List.of(with(template("a", "{{state.tone}}"), List.of()))))))
                .isInstanceOf(PlanException.class).hasMessageContaining("reads");
        assertThatThrownBy(
                () -> Planner.plan(flow(graph(List.of(with(template("a", "1"), List.of(), "nothing", "result"))))))
                .isInstanceOf(PlanException.class).hasMessageContaining("nothing");
        assertThat(shows("s").settings().reads()).hasSize(4);
    }
}
