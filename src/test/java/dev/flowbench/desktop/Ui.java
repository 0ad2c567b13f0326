package dev.flowbench.desktop;

import dev.flowbench.desktop.desk.FilePicker;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
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

    private Ui() {}

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
