package dev.flowbench.desktop;

import dev.flowbench.app.Flowbench;
import dev.flowbench.app.FlowbenchHome;
import dev.flowbench.app.Machine;
import dev.flowbench.app.Samples;
import dev.flowbench.desktop.bench.BenchFolder;
import dev.flowbench.desktop.canvas.CanvasView;
import dev.flowbench.desktop.desk.FilePicker;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.net.Limits;
import dev.flowbench.secret.Environment;
import java.awt.image.BufferedImage;
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
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.image.WritableImage;
import javafx.scene.robot.Robot;
import javafx.stage.Stage;
import javafx.stage.StageStyle;
import javax.imageio.ImageIO;
import org.testfx.util.WaitForAsyncUtils;

/**
 * Takes pictures of the real window after a simulated run of a shipped sample, trace open, light and dark, to
 * {@code target/pictures}; and the one in the README, {@code assets/screenshot.png}. Needs a screen of 2560 x 1440, as
 * {@code xvfb-run -s "-screen 0 2560x1440x24"} gives.
 */
public final class WindowPictures {
    private static final int[][] SIZES = {{1280, 800}, {2560, 1440}};

    private final Stage stage;
    final Shell shell;
    final Flowbench flowbench;
    private final Theme theme;

    private WindowPictures(Stage stage, Shell shell, Theme theme, Flowbench flowbench) {
        this.flowbench = flowbench;
        this.stage = stage;
        this.shell = shell;
        this.theme = theme;
    }

    /** @param args none */
    public static void main(String[] args) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        Platform.startup(started::countDown);
        started.await();
        Platform.setImplicitExit(false);
        Path out = Files.createDirectories(Path.of("target/pictures"));
        try {
            all(out, "support-router", "");
            WindowPictures nested = all(out, "nested-desk", "judge-reply");
            nested.size(Theme.Mode.LIGHT, 1600, 1000);
            nested.raiseDock(0.36);
            frames();
            nested.showAnswer();
            nested.save(Theme.Mode.LIGHT, 1600, 1000, Path.of("assets/screenshot.png"));
        } finally {
            Platform.exit();
        }
    }

    private static WindowPictures all(Path out, String sample, String node) throws Exception {
        WindowPictures window = open();
        window.run(sample, node);
        for (Theme.Mode mode : List.of(Theme.Mode.LIGHT, Theme.Mode.DARK)) {
            for (int[] size : SIZES) {
                window.save(mode, size[0], size[1], out.resolve("window-" + sample + "-"
                        + mode.name().toLowerCase(Locale.ROOT) + "-" + size[0] + "x" + size[1] + ".png"));
            }
        }
        return window;
    }

    static WindowPictures open() throws Exception {
        return open(Pace.WATCHABLE);
    }

    static WindowPictures open(Pace pace) throws Exception {
        return open(pace, Ui.NOBODY);
    }

    static WindowPictures open(Pace pace, FilePicker picker) throws Exception {
        Path home = Files.createTempDirectory("flowbench-pictures");
        Flowbench flowbench = new Flowbench(new Machine(new FlowbenchHome(home), Samples.installed(),
                Environment.of(Map.of()), Limits.USUAL, Clock.systemUTC()));
        return fx(() -> {
            Program program = new WiredProgram(flowbench, pace);
            Theme theme = new Theme(Theme.Mode.LIGHT);
            Shell shell = new Shell(program, new BenchFolder(program.home()), new DiskFiles(), theme,
                    Background.virtual(), picker);
            // Nothing is on its way when the picture is taken.
            theme.calmProperty().set(true);
            Scene scene = new Scene(shell.node());
            theme.apply(scene);
            Stage stage = new Stage(StageStyle.UNDECORATED);
            stage.setScene(scene);
            shell.showOn(stage);
            stage.setX(0);
            stage.setY(0);
            stage.setWidth(1440);
            stage.setHeight(900);
            // A pointer in the middle would mark what it points at.
            new Robot().mouseMove(2559, 1439);
            return new WindowPictures(stage, shell, theme, flowbench);
        });
    }

    private void run(String sample, String node) throws Exception {
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
        until(() -> shell.node().lookup("#run-form-simulated") != null);
        fx(() -> {
            ((Button) shell.node().lookup("#run-form-simulated")).fire();
            return true;
        });
        until(() -> shell.view().live() != null && shell.view().live().status() != RunStatus.RUNNING);
        if (!node.isEmpty()) {
            fx(() -> {
                shell.desk().active().flow().select(Selection.of(node));
                return true;
            });
        }
    }

    /** Scrolls the details to what the model answered. */
    private void showAnswer() {
        fx(() -> {
            Node detail = shell.node().lookup(".trace-detail");
            ScrollPane scroll = (ScrollPane) detail.lookup(".scroll-pane");
            Node answer = detail.lookupAll(".label").stream()
                    .filter(node -> node instanceof Label label && "Answer".equals(label.getText())).findFirst()
                    .orElseThrow();
            Node content = scroll.getContent();
            double y = content.sceneToLocal(answer.localToScene(answer.getLayoutBounds())).getMinY();
            scroll.setVvalue((y - 12) / (content.getLayoutBounds().getHeight()
                    - scroll.getViewportBounds().getHeight()));
            return true;
        });
    }

    /** Gives the trace so much of the height, as one does by its upper edge. */
    private void raiseDock(double share) {
        fx(() -> {
            ((SplitPane) shell.node().lookup("#rows")).setDividerPosition(0, 1 - share);
            return true;
        });
    }

    void size(Theme.Mode mode, int width, int height) throws Exception {
        fx(() -> {
            theme.modeProperty().set(mode);
            stage.setWidth(width);
            stage.setHeight(height);
            return true;
        });
        until(() -> shell.node().getScene().getWidth() == width && shell.node().getScene().getHeight() == height);
        frames();
    }

    private void save(Theme.Mode mode, int width, int height, Path file) throws Exception {
        size(mode, width, height);
        fx(() -> {
            shell.canvas(CanvasView::fit);
            Node proxy = shell.node().lookup(".canvas-focus");
            if (proxy != null) {
                proxy.requestFocus();
            }
            return true;
        });
        frames();
        write(width, height, file);
    }

    /** Writes what the window shows. */
    void write(int width, int height, Path file) throws Exception {
        WritableImage image = fx(() -> shell.node().getScene().snapshot(null));
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, image.getPixelReader().getArgb(x, y));
            }
        }
        ImageIO.write(picture, "png", file.toFile());
    }

    /** Lets the window lay itself out, and paint what settles after that. */
    static void frames() throws InterruptedException {
        CountDownLatch passed = new CountDownLatch(30);
        AnimationTimer timer = new AnimationTimer() {
            @Override
            public void handle(long now) {
                passed.countDown();
            }
        };
        Platform.runLater(timer::start);
        passed.await();
        Platform.runLater(timer::stop);
    }

    static <T> T fx(Callable<T> what) {
        return WaitForAsyncUtils.waitForAsyncFx(180_000, what);
    }

    static void until(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, () -> fx(condition));
    }
}
