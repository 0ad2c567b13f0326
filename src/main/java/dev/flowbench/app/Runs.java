package dev.flowbench.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.Engine;
import dev.flowbench.engine.EnginePorts;
import dev.flowbench.engine.Run;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.RunRequest;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.plan.PlanException;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.UnreadableDocument;
import dev.flowbench.model.Secrets;
import dev.flowbench.model.simulated.SimulatedModel;
import dev.flowbench.trace.RunTrace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Begins runs, and reads those that were kept. Methods block; for any thread that may wait. */
public final class Runs {
    /** How many runs a list looks through to find one by the beginning of its id. */
    private static final int ALL = 100_000;

    private final FlowbenchHome home;
    private final Documents documents;
    private final Secrets secrets;
    private final RunIds ids;
    private final EnginePorts ports;

    Runs(FlowbenchHome home, Documents documents, Secrets secrets, RunIds ids, EnginePorts ports) {
        this.home = home;
        this.documents = documents;
        this.secrets = secrets;
        this.ids = ids;
        this.ports = ports;
    }

    /**
     * Begins a run, after all that can be known before its first step is known to be well: document, inputs, keys, and a
     * place to keep it.
     *
     * @param listener hears of every event
     * @throws CannotRun if something is missing; nothing was called then
     */
    public Run start(RunOrder order, RunListener listener) throws CannotRun {
        List<Problem> problems = documents.beforeRun(order.workflow());
        if (!problems.isEmpty()) {
            throw CannotRun.document(problems);
        }
        Map<String, Workflow> others = others(order);
        Map<String, JsonNode> inputs = Inputs.checked(order.workflow(), order.inputs());
        EnginePorts ready = switch (order.answers()) {
            case Answers.Real() -> {
                Keys.check(order.workflow(), secrets);
                for (Workflow other : others.values()) {
                    Keys.check(other, secrets);
                }
                yield ports;
            }
            case Answers.Simulated(var script, var pace) -> ports.with(new SimulatedModel(script, pace));
        };
        @Nullable Path file = order.file();
        String text = documents.text(order.workflow());
        var request = new RunRequest(ids.next(), order.workflow(), text, documents.hash(order.workflow()), inputs,
                order.answers().simulated(), order.seed(),
                file == null ? "" : file.toAbsolutePath().normalize().toString(),
                RunOptions.USUAL.withDocuments(others));
        try {
            home.prepare();
            return new Engine(ready).start(request, listener);
        } catch (PlanException e) {
            throw CannotRun.document(List.of(new Problem(Problem.Severity.ERROR, "CANNOT_RUN", e.getMessage(), "", null,
                    null, "")));
        } catch (IOException | JournalException e) {
            throw CannotRun.storage(String.valueOf(e.getMessage()), AppTexts.text("run.storage.wayOut"), e);
        }
    }

    private Map<String, Workflow> others(RunOrder order) throws CannotRun {
        Map<String, Workflow> others;
        try {
            others = documents.others(order.workflow(), order.file());
        } catch (UnreadableDocument e) {
            throw CannotRun.document(List.of(new Problem(Problem.Severity.ERROR, "CANNOT_READ", e.getMessage(), "",
                    null, null, "")));
        }
        List<Problem> problems = others.entrySet().stream()
                .flatMap(other -> documents.beforeRun(other.getKey(), other.getValue()).stream()).toList();
        if (!problems.isEmpty()) {
            throw CannotRun.document(problems);
        }
        return others;
    }

    /**
     * The kept runs, newest first.
     *
     * @param limit how many at most
     */
    public List<Journal.Summary> list(int limit) throws JournalException {
        return ports.journal().runs(limit);
    }

    /**
     * The one run whose id begins so; {@code last} is the newest. Empty where there is none, or more than one.
     *
     * @param id the beginning of an id, or {@code last}
     */
    public Optional<String> find(String id) throws JournalException {
        if (id.equals("last")) {
            return list(1).stream().map(Journal.Summary::run).findFirst();
        }
        List<String> begins = list(ALL).stream().map(Journal.Summary::run).filter(run -> run.startsWith(id)).toList();
        return begins.contains(id)
                ? Optional.of(id)
                : begins.size() == 1 ? Optional.of(begins.getFirst()) : Optional.empty();
    }

    /** What a run was of: its document, seed and file. */
    public Optional<Journal.Header> header(String run) throws JournalException {
        return ports.journal().header(run);
    }

    /** Reads all events of a run, in order; of a running one as far as they are durable. */
    public void read(String run, Consumer<Event> reader) throws JournalException {
        ports.journal().read(run, reader);
    }

    /**
     * A run folded from its events, for inspectors and summaries.
     *
     * @throws JournalException if there is no such run, or it cannot be read
     */
    public RunTrace trace(String run) throws JournalException {
        Journal.Header header = header(run)
                .orElseThrow(() -> new JournalException(AppTexts.text("run.none", run), null));
        try {
            var trace = new RunTrace(new DocumentReader().read(header.document()).workflow());
            read(run, trace::accept);
            return trace;
        } catch (UnreadableDocument e) {
            throw new JournalException(AppTexts.text("run.brokenDocument", run, e.getMessage()), e);
        }
    }

    /**
     * Writes a run as JSON Lines: the header, then one event a line.
     *
     * @param to takes the lines, UTF-8
     * @throws JournalException if there is no such run, or it cannot be read
     * @throws IOException if it cannot be written
     */
    public void export(String run, OutputStream to) throws JournalException, IOException {
        Journal.Header header = header(run)
                .orElseThrow(() -> new JournalException(AppTexts.text("run.none", run), null));
        new RunExport(to).write(header, reader -> read(run, reader));
    }

    /**
     * A run brought here.
     *
     * @param run its id, as it was where it was recorded
     * @param events how many events it has
     * @param known whether the very same run was kept here already; nothing was changed then
     */
    public record Imported(String run, long events, boolean known) {}

    /**
     * Keeps a run that {@link #export} wrote, here or elsewhere: whole, or not at all. It can be read, replayed and
     * forked, not resumed.
     *
     * @param from JSON Lines, UTF-8
     * @throws JournalException if the lines are not those of one whole run (the message names the line), if another run
     *     of its id is kept here, or if it cannot be kept
     * @throws IOException if the lines cannot be read
     */
    public Imported importRun(InputStream from) throws JournalException, IOException {
        try {
            home.prepare();
        } catch (IOException e) {
            throw new JournalException(String.valueOf(e.getMessage()), e);
        }
        return new RunImport(from).into(ports.journal());
    }

    /** Where runs are kept, for who reads many of them. */
    public Journal journal() {
        return ports.journal();
    }

    /**
     * Forgets runs, as many as can be.
     *
     * @throws JournalException if some could not be; the message says why for each
     */
    public void delete(Collection<String> runs) throws JournalException {
        ports.journal().delete(runs);
    }

    /** Forgets a run. */
    public void delete(String run) throws JournalException {
        ports.journal().delete(run);
    }
}
