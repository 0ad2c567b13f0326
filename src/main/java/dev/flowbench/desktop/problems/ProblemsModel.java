package dev.flowbench.desktop.problems;

import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.util.Subscription;

/**
 * The problems of one document. Checks run in the background a moment after the last edit; an answer about an older state
 * is dropped. On the JavaFX thread.
 */
public final class ProblemsModel {
    /** Puts work off; a later call takes the place of an earlier one. */
    public interface Later {
        void run(Runnable work);
    }

    private final FlowDocument document;
    private final Function<Workflow, List<Problem>> checks;
    private final Background background;
    private final Later later;
    private final Subscription watching;
    private final ReadOnlyObjectWrapper<List<Problem>> problems = new ReadOnlyObjectWrapper<>(List.of());
    private Consumer<RuntimeException> trouble = _ -> {
    };

    /**
     * @param checks finds problems; called off the JavaFX thread
     */
    public ProblemsModel(FlowDocument document, Function<Workflow, List<Problem>> checks, Background background,
            Later later) {
        this.document = document;
        this.checks = checks;
        this.background = background;
        this.later = later;
        this.watching = document.workflowProperty().subscribe((_, _) -> later.run(this::check));
        check();
    }

    private void check() {
        Workflow asked = document.workflow();
        background.run(() -> checks.apply(asked), found -> {
            if (document.workflow() == asked) {
                problems.set(List.copyOf(found));
            }
        }, problem -> {
            if (problem instanceof RuntimeException mistake) {
                trouble.accept(mistake);
            }
        });
    }

    /** Told when the checks themselves fail. */
    public ProblemsModel onTrouble(Consumer<RuntimeException> told) {
        trouble = told;
        return this;
    }

    /** The worst first. */
    public ReadOnlyObjectProperty<List<Problem>> problemsProperty() {
        return problems.getReadOnlyProperty();
    }

    public List<Problem> problems() {
        return problems.get();
    }

    /** How many keep the workflow from running. */
    public static long errors(List<Problem> problems) {
        return problems.stream().filter(Problem::isError).count();
    }

    /** Lets go of the document. */
    public void close() {
        watching.unsubscribe();
    }
}
