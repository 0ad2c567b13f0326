package dev.flowbench.desktop.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.app.ForkOrder;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.engine.ForkPreview;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.flow.Workflow;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.TraceFlows;
import dev.flowbench.trace.TraceScript;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ForkModelTest {
    private final List<ForkOrder> orders = new ArrayList<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final Background later = new Background(waiting::add, Runnable::run);
    private @Nullable String refuses;

    private ForkPreview preview(ForkOrder order) throws Exception {
        orders.add(order);
        if (refuses != null) {
            throw new IllegalStateException(refuses);
        }
        return new ForkPreview(List.of(), List.of(), List.of(), List.of(), List.of());
    }

    private static RunTrace trace() {
        TraceScript script = new TraceScript("r1").runStarted("Release notes", Map.of(), true);
        long polish = script.step(1, "polish", "evaluator-optimizer", "", 0, Map.of());
        long draft = script.step(polish, "draft", "llm", "generator", 0, Map.of());
        script.done(draft, Map.of()).done(polish, Map.of()).finished(RunStatus.DONE, Map.of(), null, null, 0);
        return script.fold(new RunTrace(TraceFlows.notes()));
    }

    private ForkModel model(@Nullable Workflow now) {
        return new ForkModel(trace(), now, RunOptions.USUAL, this::preview, later);
    }

    private void work() {
        while (!waiting.isEmpty()) {
            waiting.poll().run();
        }
    }

    @Test
    void allStepsCanBeForkedFromButNoRounds() {
        ForkModel model = model(null);
        assertEquals(List.of("", "Polish", "Draft"), model.steps().stream().map(ForkModel.Step::title).toList());
        assertEquals(List.of(0, 1, 3), model.steps().stream().map(ForkModel.Step::depth).toList());
        assertTrue(model.steps().stream().skip(1).noneMatch(step -> step.key().isEmpty()));
    }

    @Test
    void withoutItsWorkflowOpenItIsForkedAsItWas() {
        ForkModel model = model(null);
        assertFalse(model.isOpen());
        assertFalse(model.currentProperty().get());
        assertNull(model.order().with());
        assertNull(model.order().fromStep());
        assertEquals("r1", model.order().run());
    }

    @Test
    void theOpenWorkflowIsTakenUnlessTheOldOneIsAskedFor() {
        Workflow now = TraceFlows.notes().named("notes", "Renamed", null);
        ForkModel model = model(now);
        assertSame(now, model.order().with());
        assertSame(now, model.workflow());
        model.currentProperty().set(false);
        assertNull(model.order().with());
    }

    @Test
    void onlyTheLatestPreviewCounts() {
        ForkModel model = model(null);
        model.fromProperty().set(model.steps().get(2));
        assertTrue(model.busyProperty().get());
        Runnable first = waiting.poll();
        work();
        assertFalse(model.busyProperty().get());
        ForkPreview shown = model.previewProperty().get();
        first.run();
        assertSame(shown, model.previewProperty().get(), "an older answer comes too late");
        assertEquals(model.steps().get(2).key(), orders.getFirst().fromStep());
    }

    @Test
    void whatKeepsItFromBeingMadeIsSaidAndForgottenWithTheNextChoice() {
        refuses = "The run is not kept any more.";
        ForkModel model = model(null);
        work();
        assertNull(model.previewProperty().get());
        assertEquals("The run is not kept any more.", model.problemProperty().get());
        refuses = null;
        model.fromProperty().set(model.steps().get(1));
        work();
        assertEquals("", model.problemProperty().get());
        assertTrue(model.previewProperty().get() != null);
    }
}
