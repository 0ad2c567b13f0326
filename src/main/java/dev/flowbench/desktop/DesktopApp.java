package dev.flowbench.desktop;

import dev.flowbench.app.Flowbench;
import dev.flowbench.app.Machine;
import dev.flowbench.desktop.bench.BenchFolder;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.model.simulated.Pace;
import java.nio.file.Path;
import javafx.animation.AnimationTimer;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The designer as an application: makes the window's parts, shows it, opens the files it was given. */
public final class DesktopApp extends Application {
    /** System property: the window closes after its first frame. For the start-up cache and the benchmark. */
    public static final String REHEARSAL = "flowbench.rehearsal";

    private @Nullable Flowbench flowbench;

    @Override
    public void start(Stage stage) {
        Flowbench made = new Flowbench(Machine.here());
        flowbench = made;
        Program program = new WiredProgram(made, Pace.WATCHABLE);
        Theme theme = new Theme(Theme.Mode.SYSTEM);
        Shell shell = new Shell(program, new BenchFolder(program.home()), new DiskFiles(), theme, Background.virtual(),
                new NativeFilePicker(stage));
        Thread.currentThread().setUncaughtExceptionHandler(
                new Mishaps(made.home().log(), shell.desk().saidProperty()::set));
        Scene scene = new Scene(shell.node());
        theme.apply(scene);
        stage.setScene(scene);
        shell.showOn(stage);
        getParameters().getRaw().forEach(file -> shell.desk().open(Path.of(file)));
        if (Boolean.getBoolean(REHEARSAL)) {
            closeAfterFirstFrame();
        }
    }

    private static void closeAfterFirstFrame() {
        new AnimationTimer() {
            private int frames;

            @Override
            public void handle(long now) {
                // The first pulse lays out and paints, the second comes once that is on the screen.
                if (++frames == 2) {
                    stop();
                    Platform.exit();
                }
            }
        }.start();
    }

    @Override
    public void stop() {
        if (flowbench != null) {
            flowbench.close();
        }
    }
}
