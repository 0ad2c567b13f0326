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

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Handoff;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tiers that hand a task up. */
class EngineHandoffTest {
    private static final String UP = "{'reason': 'too hard'}";

    private static Workflow flow(@Nullable Integer most, Graph... tiers) {
        var branches = new ArrayList<Branch>();
        for (int i = 0; i < tiers.length; i++) {
            branches.add(new Branch("t" + (i + 1), tiers[i]));
        }
        return workflow(graph(List.of(node("h", new Handoff(most, branches))), "in.x -> h.task", "h.result -> out.y",
                "h.tier -> out.tier"));
    }

    private static Graph gives(String id, String expression) {
        return graph(List.of(expression(id, expression)));
    }

    private static TestRun run(Workflow flow) {
        return TestRun.of(flow).in("x", "task").run();
    }

    @Test
    void theFirstTierThatGivesAResultEndsIt() {
        TestRun run = run(flow(3, graph(List.of(llm("a", "{{task}}"))), gives("b", UP)));
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.out("y")).isEqualTo(text("task"));
        assertThat(run.out("tier")).isEqualTo(text("t1"));
        assertThat(run.of("b", What.StepStarted.class)).isEmpty();
    }

    @Test
    void theNextTierKnowsWhatCameBeforeAndWhy() {
        TestRun run = run(flow(3, gives("a", "{'escalateTo': 'next', 'reason': 'too hard', 'draft': 'half'}"),
                graph(List.of(template("b", "{{task}}, {{reason}}, {{prior}}")))));
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(Objects.requireNonNull(run.out("y")).asText()).startsWith("task, too hard, ")
                .contains("\"t1\"").contains("half");
        assertThat(run.out("tier")).isEqualTo(text("t2"));
        assertThat(run.decisions(What.Choice.HANDOFF))
                .containsExactly(object("from", "t1", "to", "t2", "reason", "too hard"));
    }

    @Test
    void aTierMayNameAnyTierAboveIt() {
        Graph named = gives("a", "{'escalateTo': 't3', 'reason': 'legal'}");
        TestRun run = run(flow(3, named, gives("b", UP), gives("c", "'done'")));
        assertThat(run.out("tier")).isEqualTo(text("t3"));
        assertThat(run.of("b", What.StepStarted.class)).isEmpty();
    }

    @Test
    void aTierThatDoesNotExistOrIsBelowMeansTheNext() {
        TestRun run = run(flow(3, gives("a", "{'escalateTo': 'boss', 'reason': 'r'}"),
                gives("b", "{'escalateTo': 't1', 'reason': 'r'}"), gives("c", "'done'")));
        assertThat(run.out("tier")).isEqualTo(text("t3"));
        assertThat(run.decisions(What.Choice.HANDOFF)).containsExactly(
                object("from", "t1", "to", "t2", "reason", "r", "asked", "boss"),
                object("from", "t2", "to", "t3", "reason", "r", "asked", "t1"));
    }

    @Test
    void anAnswerWhoseEscalationIsEmptyIsAResult() {
        TestRun run = run(flow(3, gives("a", "{'answer': 'yes', 'escalateTo': '', 'reason': 'sure'}"), gives("b", UP)));
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.out("tier")).isEqualTo(text("t1"));
    }

    @Test
    void atItsCapTheBestSoFarStands() {
        TestRun run = run(flow(1, gives("a", "{'escalateTo': 'next', 'reason': 'r1', 'draft': 'half'}"),
                gives("b", UP), gives("c", "'done'")));
        assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(run.out("y")).isEqualTo(object("draft", "half"));
        assertThat(run.out("tier")).isEqualTo(text("t1"));
        assertThat(Objects.requireNonNull(run.finished().partial()).reason()).isEqualTo("handoffs");
        assertThat(run.of("c", What.StepStarted.class)).isEmpty();
        TestRun last = run(flow(9, gives("a", UP), gives("b", UP)));
        assertThat(last.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(last.out("y")).isEqualTo(object("reason", "too hard"));
        assertThat(last.out("tier")).isEqualTo(text("t2"));
        assertThat(Objects.requireNonNull(last.finished().partial()).message()).contains("too hard");
    }

    @Test
    void aBudgetEndsItWithTheBestSoFar() {
        var budget = new Budget(null, null, null, null, 1L, null, null, null, null, Extras.NONE);
        TestRun run = run(flow(3, gives("a", "{'escalateTo': 'next', 'reason': 'r', 'draft': 'half'}"),
                gives("b", UP)).with(budget));
        assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(run.out("y")).isEqualTo(object("draft", "half"));
    }

    @Test
    void aTierThatFailsFailsTheFrame() {
        TestRun run = TestRun.of(flow(3, gives("a", UP), graph(List.of(llm("b", "{{task}}"))))).in("x", "task")
                .with((_, _) -> {
                    throw FakeModel.fails(ErrorCode.AUTH);
                }).run();
        assertThat(run.code()).isEqualTo(ErrorCode.AUTH);
    }
}
