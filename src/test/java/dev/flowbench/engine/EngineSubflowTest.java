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

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.plan.PlanException;
import dev.flowbench.engine.plan.Planner;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.StateField;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.SemanticHash;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A workflow as one step of another. */
class EngineSubflowTest {
    private static final String FILE = "lib/other.flow.json";

    private static Workflow outer(@Nullable String hash, int maxChars, String... results) {
        return outer(FILE, hash, maxChars, results);
    }

    private static Workflow outer(String file, @Nullable String hash, int maxChars, String... results) {
        return workflow(graph(List.of(node("sub", new Subflow(file, hash, List.of(results), maxChars)),
                template("draft", "outer {{x}}")), "in.x -> draft.x", "draft.result -> sub.topic",
                "sub." + (results.length == 0 ? "result" : results[0]) + " -> out.y"));
    }

    private static Workflow inner(Graph graph, @Nullable Budget budget) {
        return new Workflow(1, "other", "Other", null,
                object("type", "object", "required", list("topic"), "properties",
                        object("topic", object("type", "string"), "tone",
                                object("type", "string", "default", "warm"))),
                Map.of("theirs", new ModelSpec("openai", "their-model")),
                Map.of("seen", new StateField(null, null, text("nothing"), Extras.NONE)), budget, graph,
                Layout.EMPTY, Extras.NONE);
    }

    private static Workflow inner() {
        return inner(graph(List.of(template("draft", "{{topic}}, {{tone}}")), "draft.result -> out.notes"), null);
    }

    private static TestRun run(Workflow outer, Workflow inner) {
        return TestRun.of(outer).in("x", "v").with(RunOptions.USUAL.withDocuments(Map.of(FILE, inner))).run();
    }

    @Test
    void theOtherDocumentRunsUnderIdsOfItsOwn() {
        TestRun run = run(outer(null, 1000), inner());
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.out("y")).isEqualTo(object("notes", "outer v, warm"));
        assertThat(run.events().stream().map(Event::where).map(where -> where.node() + " " + where.stepKey())
                .distinct()).contains("draft draft", "sub.draft sub/flow/sub.draft");
    }

    @Test
    void itsOutputsArePorts() {
        assertThat(run(outer(null, 1000, "notes"), inner()).out("y")).isEqualTo(text("outer v, warm"));
    }

    @Test
    void itAsksItsOwnModels() {
        Workflow inner = inner(graph(List.of(llm("ask", "{{topic}}").with(
                new dev.flowbench.flow.Llm("theirs", List.of(new dev.flowbench.flow.Message(
                        dev.flowbench.flow.Message.Role.USER, "{{topic}}")), 100, null, null)))),
                null);
        TestRun run = run(outer(null, 1000), inner);
        assertThat(((ModelRequest) run.all(What.EffectStarted.class).getFirst().request()).model())
                .isEqualTo("their-model");
    }

    @Test
    void inputsThatDoNotFitAndResultsThatAreTooLargeFail() {
        Workflow wrong = workflow(graph(List.of(node("sub", new Subflow(FILE, null, List.of(), 99)),
                expression("n", "7")), "n.result -> sub.topic", "sub.result -> out.y"));
        TestRun run = run(wrong, inner());
        assertThat(run.code()).isEqualTo(ErrorCode.OUTPUT_INVALID);
        assertThat(run.error().message()).contains("\"sub\"").contains("\"Other\"").contains("topic");
        assertThat(run(outer(null, 5), inner()).code()).isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void itsBudgetIsAScope() {
        var budget = new Budget(null, null, null, null, 1L, null, null, null, null, Extras.NONE);
        Workflow inner = inner(graph(List.of(template("one", "{{topic}}"), template("two", "{{a}}!")),
                "one.result -> two.a", "two.result -> out.result"), budget);
        TestRun run = run(outer(null, 1000), inner);
        assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(run.out("y")).isEqualTo(text("outer v"));
        assertThat(Objects.requireNonNull(run.finished().partial()).message()).contains("sub");
    }

    @Test
    void itsStateIsItsOwn() {
        var writes = new dev.flowbench.flow.Settings(null, null, null, null, null, null, List.of(), List.of(),
                Map.of("seen", new dev.flowbench.flow.ExpressionSource("result")), null, null);
        Workflow inner = inner(graph(List.of(template("one", "{{topic}}").with(writes))), null);
        TestRun run = run(outer(null, 1000), inner);
        assertThat(run.of("sub.one", What.StateWritten.class)).hasSize(1);
        assertThat(run.of("sub", What.StateWritten.class)).isEmpty();
    }

    @Test
    void anotherContentThanTheOneThatWasMeantIsRefused() throws PlanException {
        Planner.plan(outer(SemanticHash.of(inner()), 99), Map.of(FILE, inner()));
        refused(outer("0123", 99), inner(), "another content");
        refused(outer("../other.flow.json", null, 99), inner(), "not in this workspace");
        refused(outer("/etc/other.flow.json", null, 99), inner(), "not in this workspace");
        refused(outer("gone.flow.json", null, 99), inner(), "gone.flow.json");
    }

    @Test
    void aFileThatStandsInItselfIsRefused() {
        refused(outer(null, 99), inner(graph(List.of(
                node("again", new Subflow("other.flow.json", null, List.of(), 9)))), null), "contain each other");
        refused(outer(null, 99), inner(graph(List.of(llm("ask", "{{topic}}"))), null), "In \"" + FILE + "\"");
    }

    private static void refused(Workflow outer, Workflow inner, String why) {
        assertThatThrownBy(() -> Planner.plan(outer, Map.of(FILE, inner))).isInstanceOf(PlanException.class)
                .hasMessageContaining(why);
    }
}
