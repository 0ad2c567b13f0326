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
import dev.flowbench.engine.DryRun;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.net.Limits;
import dev.flowbench.secret.Environment;
import dev.flowbench.trace.RunTrace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
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
 * What a person does with a dry run, by mouse and keys only: reads what it held back, approves some, edits one, leaves one
 * out, commits, and finds it committed later. The program's own state is only read.
 */
@Tag("ui")
@ExtendWith(ApplicationExtension.class)
class DryRunUiTest {
    private static final String FLOW = """
            {
              "flowbench": 1,
              "id": "letters",
              "name": "Letters",
              "nodes": [
                { "id": "first", "kind": "tool", "title": "First letter", "tool": "send-message", "maxResultChars": 2000,
                  "callTimeout": "PT20S",
                  "arguments": { "to": "ada@example.org", "subject": "One", "body": "The first." } },
                { "id": "second", "kind": "tool", "title": "Second letter", "tool": "send-message", "maxResultChars": 2000,
                  "callTimeout": "PT20S",
                  "arguments": { "to": "bob@example.org", "subject": "Two", "body": "The second." } },
                { "id": "third", "kind": "tool", "title": "Third letter", "tool": "send-message", "maxResultChars": 2000,
                  "callTimeout": "PT20S",
                  "arguments": { "to": "cy@example.org", "subject": "Three", "body": "The third." } }
              ],
              "wires": [ "first.result -> out.first", "second.result -> out.second", "third.result -> out.third" ]
            }
            """;

    @TempDir static Path folder;

    private Shell shell;
    private Flowbench flowbench;
    private FxRobot robot;

    @Start
    void start(Stage stage) throws Exception {
        Path home = Files.createTempDirectory(folder, "home");
        Path file = Files.writeString(home.resolve("letters.flow.json"), FLOW);
        flowbench = new Flowbench(new Machine(new FlowbenchHome(home), new Samples(home.resolve("none")),
                Environment.of(Map.of()), Limits.USUAL, Clock.systemUTC()));
        shell = Ui.window(stage, flowbench, Pace.INSTANT, Ui.NOBODY, 1280, 960);
        shell.desk().open(file);
    }

    @Stop
    void stop() {
        flowbench.close();
    }

    private boolean enabled(String id) {
        return robot.lookup(id).tryQuery().filter(node -> !node.isDisabled()).isPresent();
    }

    private LiveRun run() {
        return shell.view().live();
    }

    /** Runs it dry and simulated, by the form of the command palette, and opens the report from the run's end. */
    private void dryRun(FxRobot hands) throws Exception {
        robot = hands;
        until(() -> shell.view() != null);
        command("Run with options");
        until(() -> enabled("#run-form-dry"));
        fx(() -> {
            robot.lookup("#run-form-dry").<CheckBox>query().requestFocus();
            return true;
        });
        keys(robot, KeyCode.SPACE);
        robot.clickOn("#run-form-simulated");
        until(() -> run() != null && run().status() == RunStatus.DONE);
        until(() -> enabled("#report-open"));
        robot.clickOn("#report-open");
        until(() -> enabled("#report") && rows().size() == 3);
    }

    private void command(String name) throws Exception {
        keys(robot, KeyCode.SHORTCUT, KeyCode.SHIFT, KeyCode.P);
        until(() -> shell.node().getScene().getFocusOwner() instanceof javafx.scene.control.TextField);
        robot.write(name);
        keys(robot, KeyCode.ENTER);
    }

    private List<?> rows() {
        return robot.lookup("#report").<ListView<?>>query().getItems();
    }

    private void select(int row) throws Exception {
        fx(() -> {
            ListView<?> list = robot.lookup("#report").query();
            list.requestFocus();
            return true;
        });
        while (fx(() -> robot.lookup("#report").<ListView<?>>query().getSelectionModel().getSelectedIndex()) < row) {
            keys(robot, KeyCode.DOWN);
        }
    }

    private boolean says(String within, String part) {
        return robot.lookup(within).tryQuery().stream().flatMap(node -> node.lookupAll(".label").stream())
                .anyMatch(node -> node instanceof Label label && label.getText().contains(part));
    }

    private RunTrace committed() throws Exception {
        return flowbench.runs().trace(DryRun.commitId(fx(() -> run().trace().run())));
    }

    @Test
    void someIsApprovedOneIsEditedOneLeftOutAndTheRestIsDone(FxRobot hands) throws Exception {
        dryRun(hands);
        assertFalse(enabled("#report-commit"), "nothing is approved by itself");
        assertTrue(fx(() -> robot.lookup("#report-simulated").tryQuery().isPresent()), "it says that it is simulated");
        // The first as it is, by the key.
        select(0);
        keys(robot, KeyCode.SPACE);
        until(() -> enabled("#report-commit"));
        // The second with other arguments; those that do not fit are refused.
        select(1);
        robot.clickOn("#report-edit");
        until(() -> enabled("#report-editor"));
        type("{ \"to\": 7 }");
        robot.clickOn("#report-use");
        until(() -> !robot.lookup("#report-edit-problem").<Label>query().getText().isEmpty());
        type("{ \"to\": \"eve@example.org\", \"subject\": \"Two\", \"body\": \"The edited.\" }");
        robot.clickOn("#report-use");
        until(() -> robot.lookup("#report-edit").tryQuery().isPresent());
        assertEquals("2 of 3 approved", fx(() -> robot.lookup("#report-count").<Label>query().getText()));
        robot.clickOn("#report-commit");
        until(() -> robot.lookup("Commit, simulated").tryQuery().isPresent());
        robot.clickOn("Commit, simulated");
        until(() -> says("#report-banner", "2 done"));
        assertTrue(fx(() -> says("#report-banner", "1 left out")));
        What.RunFinished finished = committed().finished().orElseThrow();
        assertEquals(RunStatus.DONE, finished.status());
        assertEquals(List.of("done", "done", "left-out"),
                finished.outputs().get(DryRun.EFFECTS).findValuesAsText("status"));
        assertTrue(committed().questions().stream().anyMatch(question -> question.decision() != null
                && question.decision().verdict() == What.ApprovalDecided.Verdict.EDIT
                && question.decision().value().toString().contains("eve@example.org")), "with the edited bytes");
        assertFalse(enabled("#report-commit"), "a dry run is committed once");
    }

    @Test
    void allIsApprovedAndFoundCommittedInTheListOfRuns(FxRobot hands) throws Exception {
        dryRun(hands);
        robot.clickOn("#report-approveAll");
        robot.clickOn("#report-commit");
        until(() -> robot.lookup("Commit, simulated").tryQuery().isPresent());
        robot.clickOn("Commit, simulated");
        until(() -> says("#report-banner", "3 done"));
        robot.clickOn("#dock-runs");
        until(() -> robot.lookup(".runs-table").queryAll().stream()
                .anyMatch(node -> node instanceof TableView<?> table && table.getItems().size() == 2));
        Ui.choose(robot, ".runs-table", 1);
        until(() -> enabled("#runs-report"));
        Ui.fire(robot, "#runs-report");
        until(() -> says("#report-banner", "3 done"));
    }

    private void type(String text) throws Exception {
        robot.clickOn("#report-editor");
        keys(robot, KeyCode.SHORTCUT, KeyCode.A);
        keys(robot, KeyCode.DELETE);
        robot.write(text);
    }
}
