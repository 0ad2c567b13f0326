package dev.flowbench.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.app.Flowbench;
import dev.flowbench.app.FlowbenchHome;
import dev.flowbench.app.Machine;
import dev.flowbench.app.Samples;
import dev.flowbench.desktop.bench.BenchFolder;
import dev.flowbench.desktop.canvas.CanvasView;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.NoteCard;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.net.Limits;
import dev.flowbench.secret.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javafx.animation.AnimationTimer;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.SplitPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;
import org.testfx.util.WaitForAsyncUtils;

/** Each sample with more than models in it, from the start page to its end, as somebody runs it who never changed a setting. */
@Tag("ui")
@ExtendWith(ApplicationExtension.class)
class SamplesUiTest {
    @TempDir static Path folder;

    private Shell shell;
    private Flowbench flowbench;
    private Theme theme;
    private Stage stage;

    @Start
    void start(Stage on) throws Exception {
        stage = on;
        Path home = Files.createTempDirectory(folder, "home");
        flowbench = new Flowbench(new Machine(new FlowbenchHome(home), Samples.installed(),
                Environment.of(Map.of()), Limits.USUAL, Clock.systemUTC()));
        theme = new Theme(Theme.Mode.LIGHT);
        theme.calmProperty().set(true);
        shell = new Shell(new WiredProgram(flowbench, Pace.INSTANT), new BenchFolder(home.resolve("bench")),
                new DiskFiles(), theme, Background.virtual(), Ui.NOBODY);
        Scene scene = new Scene(shell.node(), 1280, 800);
        theme.apply(scene);
        stage.setScene(scene);
        stage.show();
    }

    @Stop
    void stop() {
        flowbench.close();
    }

    private static <T> T fx(Callable<T> what) {
        return WaitForAsyncUtils.waitForAsyncFx(60_000, what);
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(120, TimeUnit.SECONDS, () -> fx(condition));
    }

    private void press(String id) throws Exception {
        until(() -> shell.node().lookup(id) instanceof Button button && !button.isDisabled());
        fx(() -> {
            ((Button) shell.node().lookup(id)).fire();
            return true;
        });
    }

    /** Opens a copy of a sample and runs it simulated with its example inputs; approves what it asks. */
    private LiveRun run(String sample) throws Exception {
        until(() -> shell.node().lookup("#sample-" + sample) != null);
        fx(() -> {
            shell.desk().openCopy(Samples.installed().folder().resolve(sample).resolve(sample + ".flow.json"));
            return true;
        });
        until(() -> shell.desk().active() != null);
        fx(() -> {
            shell.run(true);
            return true;
        });
        press("#run-form-simulated");
        until(() -> shell.view().live() != null);
        LiveRun live = fx(() -> shell.view().live());
        boolean seen = false;
        while (fx(live::isRunning)) {
            until(() -> !live.isRunning() || live.summaryProperty().get().asking() > 0);
            if (fx(live::isRunning)) {
                if (!seen) {
                    pictures(sample + "-asks", "");
                    seen = true;
                }
                // Only what was read to its end can be approved: the question gets the room for that.
                fx(() -> {
                    shell.commands().run("go.approvals");
                    ((SplitPane) shell.node().lookup("#rows")).setDividerPosition(0, 0.1);
                    return true;
                });
                int asking = fx(() -> live.summaryProperty().get().asking());
                press("#ask-approve");
                until(() -> !live.isRunning() || live.summaryProperty().get().asking() < asking);
            }
        }
        fx(() -> {
            shell.commands().run("go.trace");
            return true;
        });
        return live;
    }

    /** For who looks at them: the window after the run, light and dark, at two sizes; and the inspector of each kind. */
    private void pictures(String name, String node) throws Exception {
        String out = System.getProperty("flowbench.pictures", "");
        if (out.isEmpty()) {
            return;
        }
        for (Theme.Mode mode : List.of(Theme.Mode.LIGHT, Theme.Mode.DARK)) {
            fx(() -> {
                theme.modeProperty().set(mode);
                if (!node.isEmpty()) {
                    shell.desk().active().flow().select(Selection.of(node));
                }
                shell.canvas(CanvasView::fit);
                return true;
            });
            save(Path.of(out, name + "-" + mode.name().toLowerCase(Locale.ROOT) + ".png"));
        }
    }

    private void save(Path file) throws Exception {
        CountDownLatch frames = new CountDownLatch(20);
        AnimationTimer timer = new AnimationTimer() {
            @Override
            public void handle(long now) {
                frames.countDown();
            }
        };
        fx(() -> {
            timer.start();
            return true;
        });
        frames.await();
        fx(() -> {
            timer.stop();
            return true;
        });
        var image = fx(() -> shell.node().getScene().snapshot(null));
        var picture = new java.awt.image.BufferedImage((int) image.getWidth(), (int) image.getHeight(),
                java.awt.image.BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                picture.setRGB(x, y, image.getPixelReader().getArgb(x, y));
            }
        }
        javax.imageio.ImageIO.write(picture, "png", file.toFile());
    }

    private void ends(String sample, RunStatus status, String node) throws Exception {
        LiveRun live = run(sample);
        pictures(sample, node);
        assertEquals(status, live.status(), () -> String.valueOf(live.trace().summary()));
        assertTrue(live.trace().finished().isPresent());
        for (Node each : live.trace().workflow().graph().nodes()) {
            if (!(each.kind() instanceof NoteCard)) {
                assertTrue(live.node(each.id()).isPresent(), each.id());
            }
        }
    }

    @Test
    void researchDeskFindsItsFilesAndItsSubflow() throws Exception {
        ends("research-desk", RunStatus.DONE, "desk");
    }

    @Test
    void opsAgentFindsItsFiles() throws Exception {
        ends("ops-agent", RunStatus.DONE, "oncall");
    }

    @Test
    void documentBatchEndsWithThreeOfItsDocumentsFailed() throws Exception {
        ends("document-batch", RunStatus.PARTIAL, "each");
    }

    @Test
    void refundApprovalAsksAndGoesOn() throws Exception {
        ends("refund-approval", RunStatus.DONE, "ask");
    }

    @Test
    void supportTiersHandsOver() throws Exception {
        ends("support-tiers", RunStatus.DONE, "tiers");
    }

    @Test
    void runawayIsCaught() throws Exception {
        ends("runaway", RunStatus.PARTIAL, "greedy");
    }
}
