package dev.flowbench.desktop;

import dev.flowbench.app.Flowbench;
import dev.flowbench.desktop.bench.BenchFolder;
import dev.flowbench.desktop.desk.FilePicker;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.model.simulated.Pace;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

/** What tests of the window do again and again. */
final class Ui {
    /** Somebody who chooses no file. */
    static final FilePicker NOBODY = new FilePicker() {
        @Override
        public List<Path> open(@Nullable Path from) {
            return List.of();
        }

        @Override
        public Optional<Path> save(@Nullable Path from, String name) {
            return Optional.empty();
        }
    };

    /** Somebody who always chooses the same file or folder. */
    record Chosen(Path file) implements FilePicker {
        @Override
        public List<Path> open(@Nullable Path from) {
            return List.of(file);
        }

        @Override
        public Optional<Path> save(@Nullable Path from, String name) {
            return Optional.of(file);
        }

        @Override
        public Optional<Path> folder(@Nullable Path from) {
            return Optional.of(file);
        }
    }

    private Ui() {}

    /** The window of a program, of that size, at the corner of the screen. On the JavaFX thread. */
    static Shell window(Stage stage, Flowbench flowbench, Pace pace, FilePicker picker, int width, int height) {
        Program program = new WiredProgram(flowbench, pace);
        Theme theme = new Theme(Theme.Mode.LIGHT);
        Shell shell = new Shell(program, new BenchFolder(program.home()), new DiskFiles(), theme, Background.virtual(),
                picker);
        Scene scene = new Scene(shell.node());
        theme.apply(scene);
        stage.setScene(scene);
        shell.showOn(stage);
        stage.setX(0);
        stage.setY(0);
        stage.setWidth(width);
        stage.setHeight(height);
        return shell;
    }

    /** Does something on the JavaFX thread. */
    static <T> T fx(Callable<T> what) {
        return WaitForAsyncUtils.waitForAsyncFx(30_000, what);
    }

    /** Waits until something holds on the JavaFX thread. */
    static void until(Callable<Boolean> condition) throws TimeoutException {
        WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, () -> fx(condition));
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Presses a button or box as the keyboard does: where it stands on the screen does not matter. */
    static void fire(FxRobot robot, String query) {
        robot.interact(() -> robot.lookup(query).<ButtonBase>query().fire());
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Chooses a row of a table: rows may still move under a click. */
    static void choose(FxRobot robot, String table, int row) {
        robot.interact(() -> robot.lookup(table).<TableView<?>>query().getSelectionModel().clearAndSelect(row));
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Presses keys together; the last is the one that is typed. */
    static void keys(FxRobot robot, KeyCode... held) {
        KeyCode[] before = Arrays.copyOf(held, held.length - 1);
        robot.press(before).type(held[held.length - 1]).release(before);
    }
}
