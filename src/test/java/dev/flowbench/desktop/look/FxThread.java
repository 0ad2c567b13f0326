package dev.flowbench.desktop.look;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javafx.application.Platform;

/** Runs a piece of a test on the JavaFX thread and hands back what it gives or throws. */
final class FxThread {

    private FxThread() {
    }

    static void start() throws Exception {
        FutureTask<Void> started = new FutureTask<>(() -> Platform.setImplicitExit(false), null);
        try {
            Platform.startup(started);
        } catch (IllegalStateException alreadyRunning) {
            Platform.runLater(started);
        }
        started.get();
    }

    static <T> T call(Callable<T> what) throws Exception {
        FutureTask<T> task = new FutureTask<>(what);
        Platform.runLater(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
