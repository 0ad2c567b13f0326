package dev.flowbench.desktop.problems;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsModelTest {
    private final FlowDocument document = new FlowDocument(Workflow.empty("a", "one"), null, false);
    private final Deque<Runnable> work = new ArrayDeque<>();
    private final List<Runnable> later = new ArrayList<>();

    private static List<Problem> check(Workflow workflow) {
        return List.of(new Problem(Problem.Severity.ERROR, "X", workflow.displayName(), "", null, null, ""));
    }

    @Test
    void anAnswerAboutAnOlderStateIsDropped() {
        var model = new ProblemsModel(document, ProblemsModelTest::check, new Background(work::add, Runnable::run),
                later::add);
        document.apply("x", workflow -> workflow.named("a", "two", null));
        work.removeFirst().run();
        assertEquals(List.of(), model.problems(), "the first answer is about \"one\"");
        later.removeLast().run();
        work.removeFirst().run();
        assertEquals("two", model.problems().getFirst().message());
        assertEquals(1, ProblemsModel.errors(model.problems()));
    }
}
