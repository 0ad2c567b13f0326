package dev.flowbench.desktop.settings;

import dev.flowbench.app.Flowbench;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Dialogs;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.Workflow;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;

/**
 * What every page of the settings needs.
 *
 * @param workflows those that are open, the one in front first
 * @param said what happened last, for the foot of the sheet
 */
record Means(
        Flowbench flowbench, Background background, Dialogs dialogs, Supplier<List<Workflow>> workflows,
        ObjectProperty<Said> said) {
    static final Words WORDS = Words.beside(Means.class);

    /** @param bad whether something went wrong */
    record Said(String text, boolean bad) {
        static final Said NOTHING = new Said("", false);
    }

    /** A text of this package. */
    static String text(String key, Object... arguments) {
        return WORDS.text(key, arguments);
    }

    /** Works off the JavaFX thread, in the user's folder; what goes wrong is said at the foot. */
    <T> void work(Callable<T> work, Consumer<T> done) {
        background.run(() -> {
            flowbench.home().prepare();
            return work.call();
        }, done, problem -> fail(said(problem)));
    }

    /** Reads off the JavaFX thread; what goes wrong is said at the foot. */
    <T> void read(Callable<T> work, Consumer<T> done) {
        background.run(work, done, problem -> fail(said(problem)));
    }

    void say(String text) {
        said.set(new Said(text, false));
    }

    void fail(String text) {
        said.set(new Said(text, true));
    }

    static String said(Exception problem) {
        String message = problem.getMessage();
        return message == null || message.isBlank() ? problem.getClass().getSimpleName() : message;
    }
}
