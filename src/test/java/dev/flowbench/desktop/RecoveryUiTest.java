package dev.flowbench.desktop;

import static dev.flowbench.desktop.Ui.fx;
import static dev.flowbench.desktop.Ui.keys;
import static dev.flowbench.desktop.Ui.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.app.Flowbench;
import dev.flowbench.app.FlowbenchHome;
import dev.flowbench.app.Machine;
import dev.flowbench.app.Samples;
import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.net.Limits;
import dev.flowbench.secret.Environment;
import dev.flowbench.trace.NodeState;
import dev.flowbench.trace.Question;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/**
 * What a person does with runs that ask or were left, by mouse and keys only: approves, edits and rejects in the inbox, takes
 * a run up again, forks one. The program's own state is only read.
 */
@Tag("ui")
@ExtendWith(ApplicationExtension.class)
class RecoveryUiTest {
    private static final String FLOW = """
            {
              "flowbench": 1,
              "id": "refund",
              "name": "Refund",
              "models": { "writer": { "provider": "openai", "model": "gpt-4.1-mini" } },
              "nodes": [
                { "id": "offer", "kind": "llm", "title": "Offer", "model": "writer", "maxOutputTokens": 100,
                  "messages": [ { "role": "user", "text": "Write an offer" } ] },
                { "id": "ask", "kind": "approval", "title": "Ask the desk", "question": "Send this offer?", "timeLimit": "PT24H" },
                { "id": "sent", "kind": "transform", "title": "Send", "template": "Sent: {{offer}}", "maxChars": 10000 }
              ],
              "wires": [ "offer.result -> ask.value", "ask.approved -> sent.offer", "sent.result -> out.result" ]
            }
            """;

    @TempDir static Path folder;

    private Shell shell;
    private Flowbench flowbench;
    private Path file;
    private FxRobot robot;

    @Start
    void start(Stage stage) throws Exception {
        Path home = Files.createTempDirectory(folder, "home");
        file = Files.writeString(home.resolve("refund.flow.json"), FLOW);
        Files.writeString(home.resolve("refund.sim.json"),
                "{ \"answers\": { \"offer\": [ { \"text\": \"Ten percent off.\" } ] } }");
        flowbench = new Flowbench(new Machine(new FlowbenchHome(home), new Samples(home.resolve("none")),
                Environment.of(Map.of()), Limits.USUAL, Clock.systemUTC()));
        shell = Ui.window(stage, flowbench, Pace.INSTANT, Ui.NOBODY, 1280, 960);
        shell.desk().open(file);
    }

    @Stop
    void stop() {
        flowbench.close();
    }

    private boolean shows(String id) {
        return robot.lookup(id).tryQuery().filter(Node::isVisible).isPresent();
    }

    private boolean enabled(String id) {
        return robot.lookup(id).tryQuery().filter(node -> !node.isDisabled()).isPresent();
    }

    private LiveRun run() {
        return shell.view().live();
    }

    /** Runs it simulated, up to its question, and opens the inbox by keys. */
    private void runToTheQuestion(FxRobot hands) throws Exception {
        robot = hands;
        until(() -> shell.view() != null);
        until(() -> robot.lookup("Run simulated").tryQuery().isPresent());
        robot.clickOn("Run simulated");
        until(() -> run() != null && run().node("ask").map(NodeState::phase).orElse(null) == NodeState.Phase.ASKING);
        until(() -> shows("#status-approvals"));
        keys(robot, KeyCode.SHORTCUT, KeyCode.SHIFT, KeyCode.U);
        until(() -> shell.node().getScene().getFocusOwner() == robot.lookup("#inbox").query()
                && shows("#ask-approve"));
    }

    private What.ApprovalDecided decision() {
        Question question = run().trace().questions().getFirst();
        return question.decision();
    }

    private String result(String output) {
        return run().trace().finished().orElseThrow().outputs().get(output).asText();
    }

    @Test
    void aQuestionIsApproved(FxRobot hands) throws Exception {
        runToTheQuestion(hands);
        assertTrue(robot.lookup("Send this offer?").tryQuery().isPresent());
        assertFalse(fx(() -> shell.node().getScene().getFocusOwner().getId() != null
                && shell.node().getScene().getFocusOwner().getId().startsWith("ask-approve")), "never by chance");
        keys(robot, KeyCode.ENTER);
        until(() -> enabled("#ask-approve"));
        assertEquals(RunStatus.RUNNING, fx(() -> run().status()), "Enter approves nothing");
        robot.clickOn("#ask-comment").write("fine");
        robot.clickOn("#ask-approve");
        until(() -> run().status() == RunStatus.DONE);
        assertEquals(What.ApprovalDecided.Verdict.APPROVE, fx(() -> decision().verdict()));
        assertEquals("fine", fx(() -> decision().comment()));
        assertEquals("Sent: Ten percent off.", fx(() -> result("result")));
        until(() -> !shows("#status-approvals") && !shows("#ask-approve"));
    }

    @Test
    void whatItCanUseAtWorstIsSaidBeforeItRuns(FxRobot hands) throws Exception {
        robot = hands;
        until(() -> shows("#status-worst"));
        assertTrue(fx(() -> robot.lookup("#status-worst").<javafx.scene.control.Button>query().getText())
                .startsWith("At worst "));
        robot.clickOn("#status-worst");
        until(() -> says("#inspector-worst", "Model calls"));
        runToTheQuestion(hands);
        assertFalse(shows("#status-worst"), "while it runs its own figures count");
    }

    @Test
    void aQuestionIsEdited(FxRobot hands) throws Exception {
        runToTheQuestion(hands);
        robot.clickOn("#ask-edit");
        until(() -> shows("#ask-editor"));
        robot.clickOn("#ask-editor");
        keys(robot, KeyCode.SHORTCUT, KeyCode.A);
        robot.write("Five percent off.");
        robot.clickOn("#ask-approve-edited");
        until(() -> run().status() == RunStatus.DONE);
        assertEquals(What.ApprovalDecided.Verdict.EDIT, fx(() -> decision().verdict()));
        assertEquals("Sent: Five percent off.", fx(() -> result("result")));
    }

    @Test
    void aQuestionIsRejected(FxRobot hands) throws Exception {
        runToTheQuestion(hands);
        robot.clickOn("#ask-reject");
        until(() -> !run().isRunning());
        assertEquals(What.ApprovalDecided.Verdict.REJECT, fx(() -> decision().verdict()));
        assertEquals(NodeState.Phase.SKIPPED, fx(() -> run().node("sent").orElseThrow().phase()));
    }

    /** Closes the document while it waits: the run is put away, listed, answered, and goes on from there. */
    @Test
    void aRunThatWasPutAwayGoesOnWithAnAnswer(FxRobot hands) throws Exception {
        runToTheQuestion(hands);
        LiveRun before = fx(this::run);
        keys(robot, KeyCode.SHORTCUT, KeyCode.W);
        until(() -> shell.desk().documents().isEmpty());
        Journal journal = flowbench.runs().journal();
        until(() -> journal.runs(1).getFirst().status() == RunStatus.WAITING);
        shell.desk().open(file);
        until(() -> shell.view() != null);
        keys(robot, KeyCode.SHORTCUT, KeyCode.SHIFT, KeyCode.U);
        until(() -> enabled("#ask-approve"));
        robot.clickOn("#ask-approve");
        until(() -> robot.lookup("Approve and resume").tryQuery().isPresent());
        robot.clickOn("Approve and resume");
        until(() -> run() != null && run().status() == RunStatus.DONE);
        assertEquals(fx(() -> before.trace().run()), fx(() -> run().trace().run()), "the same run");
        assertEquals("Sent: Ten percent off.", fx(() -> result("result")));
        assertEquals(1, fx(() -> run().summaryProperty().get().calls()), "the model was called once");
    }

    @Test
    void anInterruptedRunIsResumedFromTheList(FxRobot hands) throws Exception {
        runToTheQuestion(hands);
        keys(robot, KeyCode.SHORTCUT, KeyCode.W);
        until(() -> shell.desk().documents().isEmpty());
        shell.desk().open(file);
        until(() -> shell.view() != null);
        chooseTheRun(1);
        until(() -> enabled("#runs-resume"));
        robot.clickOn("#runs-resume");
        until(() -> shows("#cap-costUsd"));
        robot.clickOn("#cap-costUsd");
        keys(robot, KeyCode.ENTER);
        until(() -> run() != null && run().node("ask").map(NodeState::phase).orElse(null) == NodeState.Phase.ASKING);
        until(() -> shows("#status-approvals"));
        robot.clickOn("#status-approvals");
        until(() -> enabled("#ask-approve"));
        robot.clickOn("#ask-approve");
        until(() -> run().status() == RunStatus.DONE);
    }

    @Test
    void aRunIsForkedAfterItWasSaidWhatThatDoes(FxRobot hands) throws Exception {
        runToTheQuestion(hands);
        until(() -> enabled("#ask-approve"));
        robot.clickOn("#ask-approve");
        until(() -> run().status() == RunStatus.DONE);
        LiveRun before = fx(this::run);
        chooseTheRun(1);
        robot.clickOn("#runs-fork");
        until(() -> enabled("#fork-start"));
        assertTrue(says("#fork-preview", "1 call is kept"), "the answer of the model is kept");
        robot.clickOn("#fork-then");
        until(() -> enabled("#fork-start"));
        robot.clickOn("#fork-start");
        until(() -> run() != null && run() != before
                && run().node("ask").map(NodeState::phase).orElse(null) == NodeState.Phase.ASKING);
        assertEquals(1, fx(() -> run().summaryProperty().get().reused().calls()), "and not paid again");
    }

    @Test
    void whatNobodyKnowsTheUseOfIsReleasedAfterAQuestion(FxRobot hands) throws Exception {
        robot = hands;
        Files.writeString(file.resolveSibling("refund.sim.json"),
                "{ \"answers\": { \"offer\": [ { \"fault\": \"timeout\" } ] } }");
        until(() -> shell.view() != null);
        until(() -> robot.lookup("Run simulated").tryQuery().isPresent());
        robot.clickOn("Run simulated");
        until(() -> run() != null && run().status() == RunStatus.FAILED);
        String id = fx(() -> run().trace().run());
        assertEquals(1, flowbench.runs().uncertain(id).size());
        until(() -> enabled("#release"));
        robot.clickOn("#release");
        until(() -> robot.lookup(".dialog-sheet .danger").tryQuery().isPresent());
        keys(robot, KeyCode.ENTER);
        until(() -> robot.lookup(".dialog-sheet").tryQuery().isEmpty());
        assertEquals(1, flowbench.runs().uncertain(id).size(), "Enter releases nothing");
        robot.clickOn("#release");
        until(() -> robot.lookup(".dialog-sheet .danger").tryQuery().isPresent());
        robot.clickOn(".dialog-sheet .danger");
        until(() -> robot.lookup("#release").tryQuery().isEmpty());
        assertEquals(List.of(), flowbench.runs().uncertain(id));
    }

    private void chooseTheRun(int count) throws Exception {
        robot.clickOn("#dock-runs");
        until(() -> robot.lookup(".runs-table").queryAll().stream()
                .anyMatch(node -> node instanceof TableView<?> table && table.getItems().size() == count));
        Ui.choose(robot, ".runs-table", 0);
    }

    private boolean says(String within, String part) {
        return robot.lookup(within).query().lookupAll(".label").stream()
                .anyMatch(node -> node instanceof Label label && label.getText().contains(part));
    }
}
