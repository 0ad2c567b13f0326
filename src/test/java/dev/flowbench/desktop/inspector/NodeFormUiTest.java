package dev.flowbench.desktop.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Workflow;
import java.util.List;
import java.util.Map;
import javafx.application.Platform;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.util.WaitForAsyncUtils;

/** What the inspector has for a node that asks a model. */
@Tag("ui")
@ExtendWith(ApplicationExtension.class)
class NodeFormUiTest {
    private final FlowDocument document = new FlowDocument(workflow(), null, false);
    private InspectorView inspector;

    private static Workflow workflow() {
        Node draft = new Node("draft", new Llm("writer", List.of(new Message(Message.Role.USER, "Write {{topic}}")),
                800, null, null));
        Node gate = new Node("gate", new Gate(new ExpressionSource("value > 1"), null, null));
        return Workflow.empty("x", "X").with(new Graph(List.of(draft, gate), List.of()))
                .withModels(Map.of("writer", new ModelSpec("openai", "gpt-4.1-mini")));
    }

    private javafx.scene.Node find(String id) {
        return inspector.node().lookup(id);
    }

    private void show() {
        inspector.node().applyCss();
        ((Parent) inspector.node()).layout();
    }

    @BeforeEach
    void open() {
        WaitForAsyncUtils.waitForAsyncFx(30_000, () -> {
            inspector = new InspectorView(new Ports(), (_, _) -> "", (_, _) -> {
            }, new Background(Runnable::run, Platform::runLater));
            new Scene((Parent) inspector.node(), 320, 800);
            inspector.show(document);
            document.select(Selection.of("draft"));
            show();
            return null;
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    @Test
    void earlierAnswersAreUsedWhereItIsSwitchedOn() {
        WaitForAsyncUtils.waitForAsyncFx(30_000, () -> {
            ((CheckBox) find("#field-cache")).fire();
            assertTrue(document.workflow().node("draft").orElseThrow().settings().isCached());
            document.select(Selection.of("gate"));
            show();
            assertNull(find("#field-cache"), "a gate asks no model");
            assertNull(find("#prompt-tokens"));
            return null;
        });
    }

    @Test
    void whatAPromptCountsStandsBelowItAndFollowsIt() {
        WaitForAsyncUtils.waitForAsyncFx(30_000, () -> {
            Label tokens = (Label) find("#prompt-tokens");
            assertNotNull(tokens);
            assertTrue(tokens.isVisible());
            String few = tokens.getText();
            assertTrue(few.matches("≈ \\d+ tokens as written"), few);
            document.apply("x", workflow -> workflow.withModels(Map.of()));
            return null;
        });
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals(false, find("#prompt-tokens").isVisible(), "which model reads it is not known any more");
    }
}
