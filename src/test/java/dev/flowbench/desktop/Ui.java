package dev.flowbench.desktop;

import dev.flowbench.desktop.desk.FilePicker;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
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

    /** Clicks until something holds: on a slow machine a list may still move under the first click. */
    static void clickUntil(FxRobot robot, Callable<Node> at, Callable<Boolean> condition) throws Exception {
        for (int tries = 0; tries < 4; tries++) {
            WaitForAsyncUtils.waitForFxEvents();
            robot.clickOn(fx(at));
            try {
                WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, () -> fx(condition));
                return;
            } catch (TimeoutException _) {
                // Once more.
            }
        }
        until(condition);
    }

    /** Presses keys together; the last is the one that is typed. */
    static void keys(FxRobot robot, KeyCode... held) {
        KeyCode[] before = Arrays.copyOf(held, held.length - 1);
        robot.press(before).type(held[held.length - 1]).release(before);
    }
}
