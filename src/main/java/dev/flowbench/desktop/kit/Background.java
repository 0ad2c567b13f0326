package dev.flowbench.desktop.kit;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import javafx.application.Platform;

/**
 * Work off the JavaFX thread, its outcome back on it: files, checks, keys.
 *
 * @param worker runs the work
 * @param screen runs what shows the outcome
 */
public record Background(Executor worker, Executor screen) {

    /** Each piece of work on a virtual thread of its own. */
    public static Background virtual() {
        return new Background(Executors.newVirtualThreadPerTaskExecutor(), Platform::runLater);
    }

    /**
     * Works, then tells.
     *
     * @param done takes what came of it, on the JavaFX thread
     * @param failed takes what went wrong, on the JavaFX thread
     */
    public <T> void run(Callable<T> work, Consumer<T> done, Consumer<Exception> failed) {
        worker.execute(() -> {
            try {
                T outcome = work.call();
                screen.execute(() -> done.accept(outcome));
            } catch (Exception e) {
                screen.execute(() -> failed.accept(e));
            }
        });
    }
}
