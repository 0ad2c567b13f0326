package dev.flowbench.desktop.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.desktop.kit.Background;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Transform;
import dev.flowbench.flow.Workflow;
import dev.flowbench.model.PromptTokens;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a prompt counts is counted beside the window, one count at a time, and the latest wins. */
class PromptLengthTest {
    private final Deque<Runnable> work = new ArrayDeque<>();
    private final Deque<Runnable> screen = new ArrayDeque<>();
    private final List<String> counted = new ArrayList<>();
    private final PromptTokens tokens = new PromptTokens();
    private final PromptLength length = new PromptLength("draft", new Background(work::add, screen::add),
            (workflow, node) -> {
                counted.add(((Llm) node.kind()).messages().getFirst().text().text());
                return tokens.of(workflow, node);
            });

    private static Workflow says(String text) {
        Node draft = new Node("draft", new Llm("writer", List.of(new Message(Message.Role.USER, text)), 800, null,
                null));
        return Workflow.empty("x", "X").with(new Graph(List.of(draft), List.of()))
                .withModels(Map.of("writer", new ModelSpec("openai", "gpt-4.1-mini")));
    }

    private void one() {
        work.removeFirst().run();
        screen.removeFirst().run();
    }

    private long shown() {
        return length.promptProperty().get().orElseThrow().count().tokens();
    }

    @Test
    void whatIsTypedMeanwhileIsCountedNextAndWhatWasBeforeItNever() {
        length.refresh(says("Write."));
        length.refresh(says("Write a"));
        length.refresh(says("Write a letter to everybody who asked for one."));
        assertTrue(length.promptProperty().get().isEmpty());
        assertEquals(1, work.size());
        one();
        long few = shown();
        one();
        assertEquals(List.of("Write.", "Write a letter to everybody who asked for one."), counted);
        assertTrue(shown() > few);
        assertTrue(work.isEmpty());
    }

    @Test
    void whatChangesNothingOfThePromptIsNotCountedAgain() {
        length.refresh(says("Write."));
        one();
        length.refresh(says("Write.").named("y", "Another name", null));
        assertTrue(work.isEmpty());
        length.refresh(says("Write.").withModels(Map.of("writer", new ModelSpec("anthropic", "claude-sonnet-4-5"))));
        one();
        assertEquals("anthropic/claude-sonnet-4-5", length.promptProperty().get().orElseThrow().model());
    }

    @Test
    void aNodeThatAsksNoModelHasNoLength() {
        PromptLength other = new PromptLength("draft", new Background(Runnable::run, Runnable::run), tokens::of);
        other.refresh(says("Write."));
        assertTrue(other.promptProperty().get().isPresent());
        other.refresh(says("Write.").withModels(Map.of()));
        assertTrue(other.promptProperty().get().isEmpty(), "the model is not declared any more");
        Node text = new Node("draft", new Transform(null, null, 10));
        other.refresh(Workflow.empty("x", "X").with(new Graph(List.of(text), List.of())));
        assertTrue(other.promptProperty().get().isEmpty());
    }
}
