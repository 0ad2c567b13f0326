package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.kit.Background;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.UnreadableDocument;
import dev.flowbench.trace.RunTrace;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The past runs, newest first. Reads the journal off the JavaFX thread; to be used on it. */
public final class RunsModel {
    private static final int MOST = 1_000;

    private final Journal journal;
    private final Background background;
    private final ObservableList<Journal.Summary> runs = FXCollections.observableArrayList();
    private final ObservableList<Journal.Summary> shown = FXCollections.unmodifiableObservableList(runs);
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper(this, "problem", "");
    private final ReadOnlyBooleanWrapper read = new ReadOnlyBooleanWrapper(this, "read", false);

    /** An empty list until the first {@link #refresh}. */
    public RunsModel(Journal journal, Background background) {
        this.journal = journal;
        this.background = background;
    }

    /** The runs, newest first. */
    public ObservableList<Journal.Summary> runs() {
        return shown;
    }

    /** What went wrong when the list was read last; empty for nothing. */
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** Whether the list has been read once. */
    public ReadOnlyBooleanProperty readProperty() {
        return read.getReadOnlyProperty();
    }

    /** Reads the list anew. */
    public void refresh() {
        background.run(() -> journal.runs(MOST), now -> {
            problem.set("");
            read.set(true);
            if (!runs.equals(now)) {
                runs.setAll(now);
            }
        }, e -> {
            read.set(true);
            problem.set(said(e));
        });
    }

    /**
     * Reads a run.
     *
     * @param done takes it, on the JavaFX thread
     * @param failed takes what went wrong, for people
     */
    public void open(Journal.Summary run, Consumer<RunTrace> done, Consumer<String> failed) {
        background.run(() -> trace(run), done, e -> failed.accept(said(e)));
    }

    /** Reads a run of the list by its id; does nothing where there is none, or it cannot be read. */
    public void find(String run, Consumer<RunTrace> done) {
        background.run(
                () -> journal.runs(Integer.MAX_VALUE).stream().filter(each -> each.run().equals(run)).findFirst(),
                found -> found.ifPresent(summary -> open(summary, done, _ -> {
                })), _ -> {
                });
    }

    /**
     * Removes runs for good, as many as can be.
     *
     * @param failed takes what went wrong, for people
     */
    public void delete(Collection<Journal.Summary> gone, Consumer<String> failed) {
        Set<String> ids = gone.stream().map(Journal.Summary::run).collect(Collectors.toSet());
        background.run(() -> {
            journal.delete(ids);
            return ids;
        }, _ -> {
            runs.removeIf(each -> ids.contains(each.run()));
            refresh();
        }, e -> {
            refresh();
            failed.accept(said(e));
        });
    }

    private RunTrace trace(Journal.Summary run) throws JournalException {
        RunTrace trace = new RunTrace(journal.header(run.run()).flatMap(RunsModel::workflow)
                .orElseGet(() -> Workflow.empty(run.workflow(), run.name())));
        journal.read(run.run(), trace::accept);
        if (run.status() == RunStatus.WAITING) {
            trace.waiting();
        } else if (run.status() != RunStatus.RUNNING) {
            trace.interrupted();
        }
        return trace;
    }

    /** The document as it was when the run began. A run whose document cannot be read any more is shown without it. */
    private static Optional<Workflow> workflow(Journal.Header header) {
        try {
            return Optional.of(new DocumentReader().read(header.document()).workflow());
        } catch (UnreadableDocument _) {
            return Optional.empty();
        }
    }

    private static String said(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
