package dev.flowbench.desktop;

import static dev.flowbench.desktop.Ui.fx;
import static dev.flowbench.desktop.Ui.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.app.Flowbench;
import dev.flowbench.app.FlowbenchHome;
import dev.flowbench.app.Machine;
import dev.flowbench.app.Samples;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.net.Limits;
import dev.flowbench.secret.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/** A stranger's document asks before its first live run and after each change; one's own never does. */
@Tag("ui")
@ExtendWith(ApplicationExtension.class)
class ConsentUiTest {
    private static final String FLOW = """
            {
              "flowbench": 1,
              "id": "letter",
              "name": "Letter",
              "nodes": [
                { "id": "send", "kind": "tool", "title": "Send", "tool": "send-message", "maxResultChars": 2000,
                  "callTimeout": "PT20S",
                  "arguments": { "to": "ada@example.org", "subject": "One", "body": "The first." } }
              ],
              "wires": [ "send.result -> out.sent" ]
            }
            """;

    @TempDir static Path folder;

    private Path home;
    private Path file;
    private Shell shell;
    private Flowbench flowbench;

    @Start
    void start(Stage stage) throws Exception {
        home = Files.createTempDirectory(folder, "home");
        file = Files.writeString(home.resolve("letter.flow.json"), FLOW);
        flowbench = new Flowbench(new Machine(new FlowbenchHome(home), new Samples(home.resolve("none")),
                Environment.of(Map.of()), Limits.USUAL, Clock.systemUTC()));
        shell = Ui.window(stage, flowbench, Pace.INSTANT, new Ui.Chosen(file), 1280, 800);
    }

    @Stop
    void stop() {
        flowbench.close();
    }

    private static boolean shown(FxRobot robot, String id) {
        return robot.lookup(id).tryQuery().filter(javafx.scene.Node::isVisible).isPresent();
    }

    private int runs() throws Exception {
        return flowbench.runs().list(10).size();
    }

    private long sent() throws Exception {
        Path outbox = flowbench.home().outbox();
        if (!Files.isDirectory(outbox)) {
            return 0;
        }
        try (var files = Files.walk(outbox)) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private void open(FxRobot robot) throws Exception {
        robot.interact(() -> shell.desk().open(file));
        until(() -> shell.view() != null);
    }

    private void askedByRun(FxRobot robot) throws Exception {
        robot.interact(() -> shell.commands().run("run.run"));
        until(() -> shown(robot, "#consent"));
    }

    private void allow(FxRobot robot) throws Exception {
        robot.interact(() -> robot.lookup("#consent-topics").queryAs(ScrollPane.class).setVvalue(1));
        until(() -> !robot.lookup("#consent-allow").query().isDisabled());
        robot.clickOn("#consent-allow");
    }

    private void ended(int all) throws Exception {
        until(() -> shell.view().live() != null && shell.view().live().status() == RunStatus.DONE);
        assertEquals(all, runs());
    }

    private void edit(FxRobot robot, String body) {
        robot.interact(() -> shell.desk().active().flow().apply("x", workflow -> workflow.withNode("send", node -> {
            ToolCall call = (ToolCall) node.kind();
            return changed(node, call, body);
        })));
    }

    private static Node changed(Node node, ToolCall call, String body) {
        try {
            return new DocumentReader().read(FLOW.replace("The first.", body)).workflow().node("send")
                    .orElseThrow();
        } catch (Exception e) {
            throw new AssertionError(node + " " + call, e);
        }
    }

    @Test
    void aStrangersDocumentAsksStartsNothingWhenRefusedRunsWhenAllowedAndAsksAgainAfterAnEdit(FxRobot robot)
            throws Exception {
        open(robot);
        until(() -> shown(robot, "#restricted"));
        askedByRun(robot);
        assertTrue(fx(() -> robot.lookup("#consent-topics .ask-plain").queryAll().stream()
                .anyMatch(node -> node instanceof Text text && text.getText().contains("send-message"))));
        // Enter, meant for something else, allows nothing.
        robot.type(KeyCode.ENTER);
        until(() -> !shown(robot, "#consent"));
        assertEquals(0, runs());
        assertEquals(0, sent());
        assertTrue(shown(robot, "#restricted"));

        askedByRun(robot);
        robot.type(KeyCode.ESCAPE);
        until(() -> !shown(robot, "#consent"));
        assertEquals(0, runs());

        askedByRun(robot);
        allow(robot);
        ended(1);
        assertTrue(sent() > 0);
        until(() -> !shown(robot, "#restricted"));

        edit(robot, "Another.");
        until(() -> shown(robot, "#restricted"));
        askedByRun(robot);
        robot.clickOn("#consent-cancel");
        assertEquals(1, runs());
        robot.interact(() -> shell.desk().active().flow().undo());
        until(() -> !shown(robot, "#restricted"));
        robot.interact(() -> shell.commands().run("run.run"));
        until(() -> runs() == 2);
    }

    @Test
    void aSimulatedRunOfAStrangersDocumentAsksNothing(FxRobot robot) throws Exception {
        open(robot);
        robot.interact(() -> shell.commands().run("run.simulated"));
        ended(1);
        assertFalse(shown(robot, "#consent"));
        assertEquals(0, sent());
    }

    @Test
    void whatADocumentCouldDoIsReadToItsEndAndAllowedWithoutRunningIt(FxRobot robot) throws Exception {
        String node = FLOW.substring(FLOW.indexOf("    { \"id\""), FLOW.indexOf("  ],"));
        Files.writeString(file, FLOW.replace(node, IntStream.range(0, 40).mapToObj(i -> node.strip()
                .replace("\"send\"", i == 0 ? "\"send\"" : "\"send" + i + "\"")
                .replace("\"arguments\"", "\"config\": { \"folder\": \"f" + i + "\" }, \"arguments\""))
                .collect(Collectors.joining(",\n", "", "\n"))));
        open(robot);
        until(() -> shown(robot, "#restricted"));
        robot.clickOn("#restricted-review");
        until(() -> shown(robot, "#consent"));
        assertTrue(fx(() -> robot.lookup("#consent .caption").queryAll().stream()
                .anyMatch(each -> each instanceof Label label && label.getText().contains("Scroll to the end"))));
        assertTrue(fx(() -> robot.lookup("#consent-allow").query().isDisabled()));
        allow(robot);
        until(() -> !shown(robot, "#restricted"));
        assertEquals(0, runs());
    }

    @Test
    void onesOwnDocumentNeverAsks(FxRobot robot) throws Exception {
        Files.delete(file);
        robot.interact(() -> shell.desk().create());
        until(() -> shell.view() != null);
        robot.interact(() -> shell.desk().active().flow().apply("x", workflow -> {
            try {
                return new DocumentReader().read(FLOW).workflow();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }));
        // Never saved.
        robot.interact(() -> shell.commands().run("run.run"));
        ended(1);
        // Saved, closed, and opened again.
        edit(robot, "Saved.");
        robot.interact(() -> shell.desk().save());
        until(() -> Files.exists(file) && !shell.desk().active().hasUnsavedWork());
        robot.interact(() -> shell.desk().close());
        until(() -> shell.desk().active() == null);
        open(robot);
        assertTrue(fx(() -> shell.desk().active().isOwn()));
        assertFalse(shown(robot, "#restricted"));
        // Edited and run without being saved.
        edit(robot, "Not saved.");
        robot.interact(() -> shell.commands().run("run.run"));
        ended(2);
        assertFalse(shown(robot, "#consent"));
    }

    @Test
    void onesOwnDocumentThatUsesAStrangersAsks(FxRobot robot) throws Exception {
        // What was downloaded does not become one's own by being called from one's own.
        Files.writeString(file, FLOW);
        Path mine = file.resolveSibling("mine.flow.json");
        Files.writeString(mine, """
                { "flowbench": 1, "id": "mine", "name": "Mine",
                  "nodes": [ { "id": "call", "kind": "subflow", "file": "letter.flow.json", "results": ["sent"],
                    "maxChars": 1000 } ],
                  "wires": [ "call.sent -> out.sent" ] }
                """);
        assertFalse(flowbench.runs().own(flowbench.documents().open(mine).workflow(), mine));
        robot.interact(() -> shell.desk().open(mine));
        until(() -> shown(robot, "#restricted"));
        robot.interact(() -> shell.commands().run("run.run"));
        until(() -> shown(robot, "#consent"));
        assertEquals(0, runs());
        robot.type(KeyCode.ESCAPE);
        until(() -> !shown(robot, "#consent"));
        flowbench.runs().allow(flowbench.documents().open(file).workflow(), file, null);
        assertTrue(flowbench.runs().own(flowbench.documents().open(mine).workflow(), mine));
    }
}
