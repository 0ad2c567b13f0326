package dev.flowbench.desktop.settings;

import dev.flowbench.app.Flowbench;
import dev.flowbench.desktop.desk.FilePicker;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Dialogs;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.Workflow;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.scene.control.TextInputControl;

/**
 * What every page of the settings needs.
 *
 * @param workflows those that are open, the one in front first
 * @param picker asks for folders
 * @param said what happened last, for the foot of the sheet
 */
record Means(
        Flowbench flowbench, Background background, Dialogs dialogs, Supplier<List<Workflow>> workflows,
        FilePicker picker, ObjectProperty<Said> said) {
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
        work(work, done, () -> {
        });
    }

    /** @param undone runs when it went wrong, after that was said */
    <T> void work(Callable<T> work, Consumer<T> done, Runnable undone) {
        background.run(() -> {
            flowbench.home().prepare();
            return work.call();
        }, done, problem -> {
            fail(said(problem));
            undone.run();
        });
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

    /** Says at the foot what is wrong with a field, which is marked until it changes and gets the keyboard. */
    void wrong(TextInputControl field, String text) {
        fail(text);
        mark(field);
        field.requestFocus();
    }

    /** Marks a field as wrong until it changes. */
    static void mark(TextInputControl field) {
        var box = field.getParent() != null && field.getParent().getStyleClass().contains(Styles.FIELD_BOX)
                ? field.getParent()
                : field;
        if (!box.getStyleClass().contains(Styles.INVALID)) {
            box.getStyleClass().add(Styles.INVALID);
        }
        field.textProperty().subscribe((_, _) -> box.getStyleClass().remove(Styles.INVALID));
    }

    static String said(Exception problem) {
        String message = problem.getMessage();
        if (message == null || message.isBlank()) {
            return problem.getClass().getSimpleName();
        }
        return problem instanceof ToolException known && !known.wayOut().isBlank()
                ? message + " " + known.wayOut()
                : message;
    }
}
