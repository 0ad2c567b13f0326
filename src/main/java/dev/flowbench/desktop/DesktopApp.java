package dev.flowbench.desktop;

import dev.flowbench.desktop.bench.BenchFolder;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.look.Theme;
import java.nio.file.Path;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.stage.Stage;

/** The designer as an application: makes the window's parts, shows it, opens the files it was given. */
public final class DesktopApp extends Application {
    @Override
    public void start(Stage stage) {
        Program program = PlainProgram.of(System.getenv());
        BenchFolder bench = new BenchFolder(program.home().resolve("bench"));
        Theme theme = new Theme(Theme.Mode.SYSTEM);
        Shell shell = new Shell(program, bench, new DiskFiles(), theme, Background.virtual(),
                new NativeFilePicker(stage));
        Scene scene = new Scene(shell.node());
        theme.apply(scene);
        stage.setScene(scene);
        shell.showOn(stage);
        getParameters().getRaw().forEach(file -> shell.desk().open(Path.of(file)));
    }
}
