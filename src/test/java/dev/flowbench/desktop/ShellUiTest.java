package dev.flowbench.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.app.Flowbench;
import dev.flowbench.app.FlowbenchHome;
import dev.flowbench.app.Machine;
import dev.flowbench.app.Samples;
import dev.flowbench.desktop.bench.BenchFolder;
import dev.flowbench.desktop.desk.FilePicker;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.look.AppIcon;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.flow.Llm;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.model.simulated.SimFault;
import dev.flowbench.net.Limits;
import dev.flowbench.secret.Environment;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@Tag("ui")
@ExtendWith(ApplicationExtension.class)
class ShellUiTest {
    @TempDir static Path folder;

    private Shell shell;
    private @Nullable Path chosen;

    @Start
    void start(Stage stage) throws Exception {
        Path home = Files.createTempDirectory(folder, "home");
        chosen = home.resolve("mine.flow.json");
        Path samples = Path.of(ShellUiTest.class.getResource("samples/notes/notes.flow.json").toURI()).getParent()
                .getParent();
        Flowbench flowbench = new Flowbench(new Machine(new FlowbenchHome(home), new Samples(samples),
                Environment.of(Map.of()), Limits.USUAL, Clock.systemUTC()));
        Theme theme = new Theme(Theme.Mode.LIGHT);
        theme.calmProperty().set(true);
        shell = new Shell(new WiredProgram(flowbench, Pace.INSTANT), new BenchFolder(home.resolve("bench")),
                new DiskFiles(), theme, Background.virtual(), new FilePicker() {
                    @Override
                    public List<Path> open(@Nullable Path at) {
                        return List.of();
                    }

                    @Override
                    public Optional<Path> save(@Nullable Path at, String name) {
                        return Optional.ofNullable(chosen);
                    }
                });
        Scene scene = new Scene(shell.node(), 980, 960);
        theme.apply(scene);
        stage.setScene(scene);
        stage.show();
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(30, TimeUnit.SECONDS, condition);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private FlowDocument openSample(FxRobot robot) throws Exception {
        until(() -> robot.lookup("#sample-notes").tryQuery().isPresent());
        robot.clickOn("#sample-notes");
        until(() -> shell.desk().active() != null);
        return shell.desk().active().flow();
    }

    private String prompt() {
        return ((Llm) shell.desk().active().flow().workflow().node("judge").orElseThrow().kind()).messages().getLast()
                .text().text();
    }

    @Test
    void aPromptThatIsTypedIsAPortAtOnceAndUndoTakesItBackAndSaveKeepsIt(FxRobot robot) throws Exception {
        FlowDocument document = openSample(robot);
        robot.interact(() -> document.select(Selection.of("judge")));
        List<Node> fields = robot.lookup("#field-text").queryAll().stream().toList();
        robot.interact(() -> fields.getLast().requestFocus());
        robot.press(KeyCode.CONTROL).type(KeyCode.END).release(KeyCode.CONTROL);
        robot.write("{{task}}");
        until(() -> prompt().endsWith("{{task}}"));
        until(() -> robot.lookup(".chip").queryAll().stream()
                .anyMatch(chip -> chip instanceof javafx.scene.control.Label label && label.getText().equals("task")));
        assertTrue(document.dirtyProperty().get());
        robot.press(KeyCode.CONTROL).type(KeyCode.Z).release(KeyCode.CONTROL);
        until(() -> prompt().equals("{{candidate}}"));
        robot.interact(() -> document.redo());
        robot.press(KeyCode.CONTROL).type(KeyCode.S).release(KeyCode.CONTROL);
        until(() -> robot.lookup("Save with all of it").tryQuery().isPresent());
        robot.type(KeyCode.ENTER);
        until(() -> Files.exists(chosen) && !document.dirtyProperty().get());
        assertTrue(Files.readString(chosen).contains("{{candidate}}{{task}}"));
    }

    @Test
    void aProblemShowsAsOneTypesAndAClickGoesToItsPlace(FxRobot robot) throws Exception {
        FlowDocument document = openSample(robot);
        robot.interact(() -> document.apply("x", workflow -> workflow.withNode("judge",
                node -> node.with(((Llm) node.kind()).output() == null
                        ? node.kind()
                        : new Llm("nobody", ((Llm) node.kind()).messages(), 400, null, null)))));
        until(() -> shell.view().problems().problems().stream().anyMatch(problem -> problem.isError()));
        robot.clickOn("#status-problems");
        robot.interact(() -> shell.dock().nextProblem());
        until(() -> document.selection().nodes().contains("judge"));
        assertTrue(robot.lookup("#problems").tryQuery().isPresent());
    }

    @Test
    void aCommandIsFoundByTypingAndDone(FxRobot robot) throws Exception {
        openSample(robot);
        robot.press(KeyCode.CONTROL, KeyCode.SHIFT).type(KeyCode.P).release(KeyCode.SHIFT, KeyCode.CONTROL);
        until(() -> robot.lookup("#command-query").tryQuery().isPresent());
        robot.write("dark th").type(KeyCode.ENTER);
        until(() -> shell.theme().modeProperty().get() == Theme.Mode.DARK);
        assertFalse(robot.lookup("#command-query").tryQuery().isPresent());
    }

    @Test
    void aSimulatedRunAsksForItsInputsAndEnds(FxRobot robot) throws Exception {
        openSample(robot);
        robot.interact(() -> shell.run(true));
        until(() -> robot.lookup("#run-form-simulated").tryQuery().isPresent());
        robot.clickOn("#run-form-simulated");
        until(() -> shell.view().live() != null && shell.view().live().status() != RunStatus.RUNNING);
        assertEquals(RunStatus.DONE, shell.view().live().status());
    }

    @Test
    void aRunWithoutAKeySaysWhichIsMissingAndOffersTheSimulation(FxRobot robot) throws Exception {
        openSample(robot);
        robot.interact(() -> shell.run(false));
        until(() -> robot.lookup("#run-form-run").tryQuery().isPresent());
        robot.clickOn("#run-form-run");
        until(() -> robot.lookup(".dialog-sheet .label").queryAll().stream()
                .anyMatch(node -> node instanceof javafx.scene.control.Label label
                        && label.getText().contains("OPENAI_API_KEY")));
        robot.clickOn(".dialog-sheet .primary");
        until(() -> shell.view().live() != null && shell.view().live().status() == RunStatus.DONE);
    }

    @Test
    void theFaultsThatASimulatedRunIsToMeetAreSaidAtItsEnd(FxRobot robot) throws Exception {
        openSample(robot);
        robot.interact(() -> shell.runWithOptions());
        until(() -> robot.lookup("#faults-add").tryQuery().isPresent());
        robot.interact(() -> robot.lookup("#faults-add").queryAs(javafx.scene.control.Button.class).fire());
        until(() -> robot.lookup("#faults-percent-0").tryQuery().isPresent());
        robot.interact(() -> {
            robot.lookup("#faults-percent-0").queryAs(javafx.scene.control.TextField.class).setText("lots");
            robot.lookup("#run-form-simulated").queryAs(javafx.scene.control.Button.class).fire();
        });
        assertTrue(robot.lookup("#faults-error").queryAs(Label.class).getText().contains("lots"));
        robot.interact(() -> {
            robot.lookup("#faults-percent-0").queryAs(javafx.scene.control.TextField.class).setText("100");
            @SuppressWarnings("unchecked")
            ComboBox<SimFault> fault = robot.lookup("#faults-fault-0").queryAs(ComboBox.class);
            fault.setValue(SimFault.NO_USAGE);
            robot.lookup("#run-form-simulated").queryAs(javafx.scene.control.Button.class).fire();
        });
        until(() -> robot.lookup("#faults-met .label").queryAll().stream().anyMatch(node -> node instanceof Label said
                && said.getText().contains("Tokens not said") && said.getText().contains("survived")));
    }

    @Test
    void theWindowHasTheIconAndTheTitleOfTheDocumentInFront(FxRobot robot) throws Exception {
        openSample(robot);
        Stage stage = (Stage) shell.node().getScene().getWindow();
        robot.interact(() -> shell.showOn(stage));
        assertEquals(AppIcon.images().size(), stage.getIcons().size());
        assertTrue(stage.getTitle().endsWith("Flowbench"), stage.getTitle());
    }

    @Test
    void f6GoesToWhatTheDockShows(FxRobot robot) throws Exception {
        openSample(robot);
        robot.interact(() -> shell.commands().run("go.runs"));
        robot.interact(() -> shell.commands().run("go.canvas"));
        until(() -> focused("canvas-focus"));
        robot.type(KeyCode.F6);
        until(() -> !focused("canvas-focus"));
        robot.type(KeyCode.F6);
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals("dock-runs", shell.frame().dock().getSelectionModel().getSelectedItem().getId());
        assertEquals("go.trace", shell.frame().paneOf(shell.node().getScene().getFocusOwner()));
    }

    private boolean focused(String style) {
        Node owner = shell.node().getScene().getFocusOwner();
        return owner != null && owner.getStyleClass().contains(style);
    }

    @Test
    void aProblemIsToReadWholeHoweverNarrowTheDock(FxRobot robot) throws Exception {
        FlowDocument document = openSample(robot);
        robot.interact(() -> document.apply("x", workflow -> workflow.withNode("judge",
                node -> node.with(new Llm("nobody", ((Llm) node.kind()).messages(), 400, null, null)))));
        robot.interact(() -> shell.dock().openProblems());
        until(() -> !robot.lookup(".problem-row").queryAll().isEmpty());
        robot.interact(() -> shell.node().getScene().getWindow().setWidth(760));
        WaitForAsyncUtils.waitForFxEvents();
        robot.interact(() -> shell.node().layout());
        for (Node row : robot.lookup(".problem-row").queryAll()) {
            for (Node each : row.lookupAll(".label")) {
                Label label = (Label) each;
                Node text = label.lookup(".text");
                assertTrue(!label.isVisible() || ((Text) text).getText().equals(label.getText()),
                        "cut: " + ((Text) text).getText());
            }
        }
    }

    @Test
    void theRunsAreReadWhenTheyAreOpenedThoughWhatNobodyHoldsWasCollected(FxRobot robot) throws Exception {
        openSample(robot);
        assertTrue(robot.lookup("No past runs").tryQuery().isEmpty());
        // A binding like the one that once listened here, held by nobody: once it is gone, so would that one be.
        var held = new WeakReference<>(shell.frame().dockShown().map(shown -> !shown));
        until(() -> {
            System.gc();
            return held.get() == null;
        });
        robot.interact(() -> shell.commands().run("go.runs"));
        until(() -> robot.lookup("No past runs").tryQuery().isPresent());
    }

    @Test
    void everyKeyIsOneThatKeyboardsHave() {
        shell.commands().all().stream().filter(command -> command.keys() != null).forEach(command -> {
            String keys = command.keys().getDisplayText();
            assertFalse(keys.contains("DIGIT") || keys.contains("ESCAPE"), command.id() + " " + keys);
        });
    }
}
