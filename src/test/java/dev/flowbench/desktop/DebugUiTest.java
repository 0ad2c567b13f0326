package dev.flowbench.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.app.Flowbench;
import dev.flowbench.app.FlowbenchHome;
import dev.flowbench.app.Machine;
import dev.flowbench.app.Samples;
import dev.flowbench.desktop.bench.BenchFolder;
import dev.flowbench.desktop.canvas.DrawingPlaces;
import dev.flowbench.desktop.desk.FilePicker;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.desktop.run.Debugging;
import dev.flowbench.desktop.run.KeptBreakpoint;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.net.Limits;
import dev.flowbench.secret.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
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
class DebugUiTest {
    @TempDir static Path folder;

    private Shell shell;
    private BenchFolder bench;
    private @Nullable Path chosen;

    @Start
    void start(Stage stage) throws Exception {
        Path home = Files.createTempDirectory(folder, "home");
        chosen = home.resolve("mine.flow.json");
        Path samples = Path.of(DebugUiTest.class.getResource("samples/notes/notes.flow.json").toURI()).getParent()
                .getParent();
        Flowbench flowbench = new Flowbench(new Machine(new FlowbenchHome(home), new Samples(samples),
                Environment.of(Map.of()), Limits.USUAL, Clock.systemUTC()));
        Theme theme = new Theme(Theme.Mode.LIGHT);
        theme.calmProperty().set(true);
        bench = new BenchFolder(home.resolve("bench"));
        shell = new Shell(new WiredProgram(flowbench, Pace.INSTANT), bench, new DiskFiles(), theme,
                Background.virtual(), new FilePicker() {
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

    private boolean stands(String key) {
        var live = shell.view().live();
        return live != null && live.trace().standings().first().filter(one -> key.equals(one.where().stepKey()))
                .isPresent();
    }

    private void picture(FxRobot robot, String name) throws Exception {
        String out = System.getProperty("flowbench.pictures", "");
        if (!out.isEmpty()) {
            var image = WaitForAsyncUtils.asyncFx(() -> shell.node().getScene().snapshot(null)).get();
            var picture = new java.awt.image.BufferedImage((int) image.getWidth(), (int) image.getHeight(),
                    java.awt.image.BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < picture.getHeight(); y++) {
                for (int x = 0; x < picture.getWidth(); x++) {
                    picture.setRGB(x, y, image.getPixelReader().getArgb(x, y));
                }
            }
            javax.imageio.ImageIO.write(picture, "png", Path.of(out, name + ".png").toFile());
        }
    }

    @Test
    void aRunIsSteppedThroughAValueIsEditedAndItGoesOn(FxRobot robot) throws Exception {
        FlowDocument document = openSample(robot);
        robot.interact(() -> document.select(Selection.of("judge")));
        robot.interact(() -> shell.commands().run("go.canvas"));
        robot.type(KeyCode.F9);
        assertEquals(java.util.Set.of("judge"), shell.view().debugging().broken());
        robot.interact(() -> shell.commands().run("run.stepwise"));
        until(() -> robot.lookup("#run-form-simulated").tryQuery().isPresent());
        robot.interact(() -> robot.lookup("#input-commits").queryAs(javafx.scene.control.TextInputControl.class)
                .setText("one"));
        robot.clickOn("#run-form-simulated");
        until(() -> stands("polish"));
        robot.type(KeyCode.F11);
        until(() -> stands("polish/generator#1/draft"));
        until(() -> robot.lookup("#standing").query().isVisible());
        robot.clickOn("#standing-values");
        robot.press(KeyCode.CONTROL).type(KeyCode.A).release(KeyCode.CONTROL);
        robot.write("{\"task\": \"other\"}");
        robot.clickOn("#standing-apply");
        var live = shell.view().live();
        until(() -> live.trace().standings().first().orElseThrow().values().get("task").asText().equals("other"));
        picture(robot, "standing-light");
        robot.interact(() -> shell.theme().modeProperty().set(Theme.Mode.DARK));
        picture(robot, "standing-dark");
        robot.type(KeyCode.F10);
        until(() -> stands("polish/evaluator#1/judge"));
        assertEquals("other", live.node("draft").orElseThrow().inputs().get("task").asText());
        robot.type(KeyCode.F10);
        until(() -> live.pausedProperty().get() && !stands("polish/evaluator#1/judge"));
        robot.interact(() -> {
            shell.view().debugging().toggle("judge", false);
            document.select(Selection.of("draft"));
            shell.commands().run("debug.pin");
        });
        assertTrue(shell.view().debugging().pins().containsKey("draft"));
        picture(robot, "pinned-dark");
        robot.type(KeyCode.F5);
        until(() -> !live.isRunning());
        assertEquals(RunStatus.DONE, live.status());
        assertFalse(robot.lookup("#standing").query().isVisible());
    }

    private KeptBreakpoint only() {
        return shell.view().debugging().kept().getFirst();
    }

    @Test
    void aBreakpointIsSetOnTheDrawingGetsAConditionAndIsListed(FxRobot robot) throws Exception {
        FlowDocument document = openSample(robot);
        robot.interact(() -> shell.canvas(canvas -> canvas.reveal("judge")));
        robot.interact(() -> shell.canvas(canvas -> canvas.zoomTo(1)));
        robot.interact(() -> shell.canvas(canvas -> canvas.reveal("judge")));
        var places = new DrawingPlaces(shell.view().canvas());
        var dot = WaitForAsyncUtils.asyncFx(() -> places.dot("judge", "judge", false)).get();
        robot.clickOn(dot);
        assertEquals(KeptBreakpoint.at("judge", false), only());
        robot.moveBy(60, 60).clickOn(dot);
        assertFalse(only().on(), "a click switches it off");
        assertTrue(shell.view().debugging().breakpoints().isEmpty(), "the run is not told of it");
        robot.moveBy(60, 60).rightClickOn(dot);
        robot.clickOn("Add a condition…");
        until(() -> robot.lookup("#breakpoint-form").tryQuery().isPresent());
        robot.clickOn("#breakpoint-condition").write("candidat == 'x'");
        assertTrue(robot.lookup(".form-error").queryAll().stream()
                .anyMatch(each -> each instanceof javafx.scene.control.Label said
                        && said.getText().contains("“candidat”") && said.getText().contains("candidate")));
        picture(robot, "breakpoint-wrong-light");
        robot.type(KeyCode.ENTER);
        assertTrue(robot.lookup("#breakpoint-form").tryQuery().isPresent(),
                "a condition that cannot work is not taken");
        assertEquals("", only().condition());
        robot.clickOn("#breakpoint-condition");
        robot.press(KeyCode.CONTROL).type(KeyCode.A).release(KeyCode.CONTROL);
        robot.write("candidate != ''");
        until(() -> robot.lookup(".form-error").queryAll().stream().noneMatch(javafx.scene.Node::isVisible));
        Ui.fire(robot, "#breakpoint-on");
        Ui.fire(robot, "#breakpoint-after");
        assertTrue(robot.lookup(".form-error").queryAll().stream().anyMatch(javafx.scene.Node::isVisible),
                "after the step there is no such value, and what is typed stays");
        Ui.fire(robot, "#breakpoint-before");
        robot.interact(() -> robot.lookup("#breakpoint-condition").query().requestFocus());
        picture(robot, "breakpoint-form-light");
        robot.type(KeyCode.ENTER);
        until(() -> robot.lookup("#breakpoint-form").tryQuery().isEmpty());
        assertEquals(new KeptBreakpoint("judge", false, "candidate != ''", true), only());
        robot.interact(() -> {
            document.select(Selection.of("polish"));
            shell.commands().run("debug.breakpointAfter");
            shell.commands().run("debug.turn");
            shell.theme().modeProperty().set(Theme.Mode.DARK);
            shell.commands().run("debug.breakpoints");
        });
        until(() -> robot.lookup(".breakpoint-row").queryAll().size() == 2);
        picture(robot, "breakpoints-dark");
        bench.flush();
        var again = new Debugging(bench, document.workflow().id());
        assertEquals(List.of(new KeptBreakpoint("judge", false, "candidate != ''", true),
                new KeptBreakpoint("polish", true, "", false)), again.kept(), "they are kept beside the flow");
        assertFalse(document.dirtyProperty().get(), "the flow is not touched");
        robot.interact(() -> shell.commands().run("run.simulated"));
        until(() -> robot.lookup("#run-form-simulated").tryQuery().isPresent());
        robot.interact(() -> robot.lookup("#input-commits").queryAs(javafx.scene.control.TextInputControl.class)
                .setText("one"));
        robot.clickOn("#run-form-simulated");
        until(() -> stands("polish/evaluator#1/judge"));
        robot.interact(() -> shell.view().debugging().removeAll());
        robot.type(KeyCode.F5);
        var live = shell.view().live();
        until(() -> !live.isRunning());
        assertEquals(RunStatus.DONE, live.status());
    }
}
