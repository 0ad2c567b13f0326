package dev.flowbench.desktop.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.app.Runs;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalRequested.About;
import dev.flowbench.trace.RunTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** What a person decides about is all on the screen, and nothing is approved that was not seen. */
@Tag("ui")
@ExtendWith(ApplicationExtension.class)
class AskedUiTest {
    private final List<What.ApprovalDecided> sent = new ArrayList<>();
    private AskedView view;

    @Start
    void start(Stage stage) {
        var nobody = new Questioners() {
            @Override
            public List<Asked> pending() {
                return List.of();
            }

            @Override
            public RunTrace trace(String run) {
                throw new IllegalStateException("not kept");
            }

            @Override
            public Runs.Told decide(String run, What.ApprovalDecided decision) {
                return Runs.Told.DECIDED;
            }

            @Override
            public Runs.Told review(String run, What.ApprovalDecided decision) {
                return Runs.Told.DECIDED;
            }

            @Override
            public void takeUp(String run, List<What.ApprovalDecided> decisions, Runnable done,
                    Consumer<String> failed) {}
        };
        view = new AskedView(new Inbox(nobody, Background.virtual()), Words.beside(InboxView.class), "ann",
                (asks, _, answer) -> asks.forEach(each -> sent.add(answer.apply(each))), _ -> {});
        Theme theme = new Theme(Theme.Mode.LIGHT);
        theme.add(InboxView.class, "approval.css");
        Scene scene = new Scene(view, 900, 400);
        theme.apply(scene);
        stage.setScene(scene);
        stage.show();
    }

    private static <T> T fx(Callable<T> what) {
        return WaitForAsyncUtils.waitForAsyncFx(30_000, what);
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(30, TimeUnit.SECONDS, () -> fx(condition));
    }

    private static Asked call(String id, String text) {
        var call = JsonNodeFactory.instance.objectNode().put("tool", "mail");
        call.putObject("arguments").put("text", text);
        return Questionnaire.asked("r1", Questionnaire.request(id, About.TOOL, call, true), 1, true);
    }

    private void show(Asked asked) {
        fx(() -> {
            view.show(asked);
            view.applyCss();
            view.layout();
            return true;
        });
    }

    private Button approve() {
        return (Button) view.lookup("#ask-approve");
    }

    private static Stream<Node> all(Node node) {
        return node instanceof Parent parent
                ? Stream.concat(Stream.of(node), parent.getChildrenUnmodifiable().stream().flatMap(AskedUiTest::all))
                : Stream.of(node);
    }

    @Test
    void whatIsOnTheScreenIsWhatIsApprovedAndCarriedOut() {
        List<String> texts = Stream.concat(VisibleTextTest.hostile(), VisibleTextTest.markup())
                .filter(text -> text.length() < 5_000).toList();
        assertTrue(texts.size() >= 60, texts.size() + " texts");
        show(call("first", "pay 10"));
        List<String> seen = fx(() -> texts.stream().map(text -> {
            view.show(call(text, text));
            return all(view.lookup("#ask-action")).filter(Text.class::isInstance).map(Text.class::cast)
                    .filter(each -> each.getStyleClass().stream().anyMatch(name -> name.startsWith("ask-"))
                            && each.isVisible())
                    .map(Text::getText).collect(Collectors.joining());
        }).toList());
        for (int i = 0; i < texts.size(); i++) {
            Asked asked = call(texts.get(i), texts.get(i));
            // Of what is shown the bytes can be worked out: see VisibleTextTest.
            assertEquals(Action.of(asked).parts().stream().map(part -> VisibleText.of(part.text()).shown())
                    .collect(Collectors.joining()), seen.get(i));
            assertEquals(Canonical.sha256(asked.request().action()), asked.approve("ann", "").sha256());
        }
    }

    @Test
    void nothingIsApprovedBeforeItsEndWasSeenNorAtOnceNorByEnter(FxRobot robot) throws Exception {
        show(call("short", "pay 10"));
        assertTrue(fx(() -> approve().isDisabled()), "not in the first moment");
        assertFalse(fx(() -> approve().isDefaultButton()));
        robot.type(KeyCode.ENTER);
        until(() -> !approve().isDisabled());
        fx(() -> {
            view.focusAction();
            return true;
        });
        robot.type(KeyCode.ENTER);
        // A long one in place of the short one: what was seen of that counts for nothing here.
        show(call("long", "pay 10\n" + "and so on\n".repeat(400) + "and 10,000 to Eve"));
        long begun = System.nanoTime();
        until(() -> System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(1_000));
        assertTrue(fx(() -> approve().isDisabled()), "its tail is hidden");
        fx(() -> {
            approve().fire();
            return true;
        });
        fx(() -> {
            ((ScrollPane) view.lookup("#ask-action")).setVvalue(0.98);
            return true;
        });
        assertTrue(fx(() -> approve().isDisabled()), "not quite");
        assertEquals(List.of(), sent);
        fx(() -> {
            ((ScrollPane) view.lookup("#ask-action")).setVvalue(1);
            return true;
        });
        until(() -> !approve().isDisabled());
        // And the next one is hidden again.
        show(call("next", "x\n".repeat(500)));
        assertTrue(fx(() -> approve().isDisabled()));
        assertEquals(List.of(), sent);
    }

    @Test
    void whatAToolDoesIsNotApprovedTogether() {
        assertFalse(Asked.Ways.CALL.mayGoTogether());
        assertFalse(Asked.Ways.UNKNOWN.mayGoTogether());
        assertTrue(Questionnaire.asked(About.VALUE, TextNode.valueOf("x")).ways().mayGoTogether());
    }
}
