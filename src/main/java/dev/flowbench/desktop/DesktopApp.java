package dev.flowbench.desktop;

import dev.flowbench.app.Flowbench;
import dev.flowbench.app.Machine;
import dev.flowbench.desktop.bench.BenchFolder;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.model.simulated.Pace;
import java.nio.file.Path;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The designer as an application: makes the window's parts, shows it, opens the files it was given. */
public final class DesktopApp extends Application {
    private @Nullable Flowbench flowbench;

    @Override
    public void start(Stage stage) {
        Flowbench made = new Flowbench(Machine.here());
        flowbench = made;
        Program program = new WiredProgram(made, Pace.WATCHABLE);
        Theme theme = new Theme(Theme.Mode.SYSTEM);
        Shell shell = new Shell(program, new BenchFolder(program.home()), new DiskFiles(), theme, Background.virtual(),
                new NativeFilePicker(stage));
        Scene scene = new Scene(shell.node());
        theme.apply(scene);
        stage.setScene(scene);
        shell.showOn(stage);
        getParameters().getRaw().forEach(file -> shell.desk().open(Path.of(file)));
    }

    @Override
    public void stop() {
        if (flowbench != null) {
            flowbench.close();
        }
    }
}
