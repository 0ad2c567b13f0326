package dev.flowbench.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.app.Consents.Standing;
import dev.flowbench.check.Preflight;
import dev.flowbench.engine.CommitRequest;
import dev.flowbench.engine.DryRun;
import dev.flowbench.engine.Engine;
import dev.flowbench.engine.ForkPreview;
import dev.flowbench.engine.ReplayReport;
import dev.flowbench.engine.Run;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.RunRequest;
import dev.flowbench.engine.Uncertain;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.plan.PlanException;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.UnreadableDocument;
import dev.flowbench.model.simulated.Faults;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.secret.Environment;
import dev.flowbench.trace.RunTrace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Begins runs, and reads those that were kept. Methods block; for any thread that may wait. */
public final class Runs {
    /** How many runs a list looks through to find one by the beginning of its id. */
    private static final int ALL = 100_000;

    private final Documents documents;
    private final Environment secrets;
    private final Acquaintance acquaintance;
    private final RunIds ids;
    private final World world;
    private final Trust trust;
    private final LiveRuns live;
    private final Inbox inbox;

    /** Who keeps secrets out of what is recorded. */
    interface Acquaintance {
        /** @param used whether they will be sent */
        void with(Set<String> secrets, boolean used);
    }

    /** @param live the journal, which knows what is under way */
    Runs(Documents documents, Environment secrets, Acquaintance acquaintance, RunIds ids, World world, Trust trust,
            LiveRuns live) {
        this.documents = documents;
        this.secrets = secrets;
        this.acquaintance = acquaintance;
        this.ids = ids;
        this.world = world;
        this.trust = trust;
        this.live = live;
        this.inbox = new Inbox(live);
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
        Map<String, Workflow> others = others(order.workflow(), order.file());
        Map<String, JsonNode> inputs = Inputs.checked(order.workflow(), order.inputs());
        @Nullable Simulation simulation;
        try {
            simulation = Simulations.of(order.answers(), order.seed());
        } catch (JournalException e) {
            throw CannotRun.recording(String.valueOf(e.getMessage()));
        }
        if (simulation == null) {
            trust.check(order.workflow(), others, order.file());
            checkKeys(order.workflow(), others);
        }
        acquaint(order.workflow(), others, simulation == null);
        @Nullable Path file = order.file();
        var request = new RunRequest(ids.next(), order.workflow(), documents.text(order.workflow()),
                documents.hash(order.workflow()), inputs, order.answers().simulated(), order.seed(),
                file == null ? "" : file.toAbsolutePath().normalize().toString(),
                order.options().withDocuments(others).withSimulation(Simulations.kept(order.answers())));
        try {
            World.Stage stage = world.of(simulation, file, World.all(order.workflow(), others));
            return live.add(stage.engine().start(request, stage.heard(listener)));
        } catch (PlanException e) {
            throw CannotRun.document(List.of(problem("CANNOT_RUN", e)));
        } catch (IOException | JournalException e) {
            throw CannotRun.storage(String.valueOf(e.getMessage()), AppTexts.text("run.storage.wayOut"), e);
        }
    }

    /**
     * What a workflow can do when it runs live.
     *
     * @param file where the document is kept; null for one never saved
     * @throws CannotRun if another document that it uses cannot be read
     */
    public Sheet sheet(Workflow workflow, @Nullable Path file) throws CannotRun {
        return trust.sheet(workflow, others(workflow, file), file);
    }

    /**
     * What somebody has to agree to before a content runs live here; empty where nobody has to.
     *
     * @param file where the document is kept; null for one never saved
     * @throws CannotRun if another document that it uses cannot be read
     */
    public Optional<Sheet> restriction(Workflow workflow, @Nullable Path file) throws CannotRun {
        try {
            trust.check(workflow, others(workflow, file), file);
            return Optional.empty();
        } catch (CannotRun e) {
            if (e.sheet().isEmpty()) {
                throw e;
            }
            return e.sheet();
        }
    }

    /** Whether a content may run live here, and why. What comes with the program and what reaches nothing may all the same. */
    public Standing standing(Workflow workflow, @Nullable Path file) throws CannotRun {
        return trust.standing(workflow, others(workflow, file));
    }

    /**
     * Allows exactly this content to run live here from now on, that of the other documents it uses included.
     *
     * @param file where the document is kept; null for one never saved
     * @param shown what the person was shown: where it can do something else by now, nothing is allowed; null where the
     *        person asked for exactly this content
     * @return whether it is allowed
     * @throws CannotRun if another document that it uses cannot be read, or the consent not be kept
     */
    public boolean allow(Workflow workflow, @Nullable Path file, @Nullable Sheet shown) throws CannotRun {
        return allow(workflow, others(workflow, file), shown);
    }

    /**
     * Allows the content that is kept with a run, in the same way.
     *
     * @throws JournalException if there is no such run, or it cannot be read
     */
    public boolean allow(String run, @Nullable Sheet shown) throws CannotRun, JournalException {
        Journal.Header header = kept(run);
        return allow(Recorded.workflow(header), Recorded.documents(header), shown);
    }

    /** Allows the content that a fork would run, in the same way. */
    public boolean allow(ForkOrder order, @Nullable Sheet shown) throws CannotRun, JournalException {
        Forked forked = forked(order);
        return allow(forked.request.workflow(), forked.request.options().documents(), shown);
    }

    private boolean allow(Workflow workflow, Map<String, Workflow> others, @Nullable Sheet shown) throws CannotRun {
        try {
            return trust.allow(workflow, others, shown);
        } catch (IOException e) {
            throw CannotRun.storage(String.valueOf(e.getMessage()), AppTexts.text("run.storage.wayOut"), e);
        }
    }

    /**
     * Notes that a content was written here, so that it runs live without being asked about; not where it uses another
     * document that may not run live itself: that one is somebody else's.
     *
     * @return whether it was noted
     * @throws CannotRun if another document that it uses cannot be read, or it cannot be noted
     */
    public boolean own(Workflow workflow, @Nullable Path file) throws CannotRun {
        return own(workflow, others(workflow, file), file);
    }

    /** Notes that the content that a fork would run was written here, in the same way. */
    public boolean own(ForkOrder order) throws CannotRun, JournalException {
        Forked forked = forked(order);
        return own(forked.request.workflow(), forked.request.options().documents(), World.file(forked.header));
    }

    private boolean own(Workflow workflow, Map<String, Workflow> others, @Nullable Path file) throws CannotRun {
        for (Map.Entry<String, Workflow> other : others.entrySet()) {
            // Each as it stands for itself, in its own folder.
            @Nullable Path beside = file == null ? null : file.toAbsolutePath().resolveSibling(other.getKey());
            if (restriction(other.getValue(), beside).isPresent()) {
                return false;
            }
        }
        try {
            trust.own(workflow, others);
            return true;
        } catch (IOException e) {
            throw CannotRun.storage(String.valueOf(e.getMessage()), AppTexts.text("run.storage.wayOut"), e);
        }
    }

    private void mayGoOn(Journal.Header header) throws CannotRun, JournalException {
        trust.check(Recorded.workflow(header), Recorded.documents(header), World.file(header));
    }

    private void checkKeys(Workflow workflow, Map<String, Workflow> others) throws CannotRun {
        Keys.check(workflow, secrets);
        for (Workflow other : others.values()) {
            Keys.check(other, secrets);
        }
    }

    private void acquaint(Journal.Header header, boolean used) {
        try {
            acquaint(Recorded.workflow(header), Recorded.documents(header), used);
        } catch (JournalException _) {
            // Which secrets a damaged document names, nobody knows.
            acquaintance.with(Set.of(), false);
        }
    }

    private void acquaint(Workflow workflow, Map<String, Workflow> others, boolean used) {
        World.all(workflow, others).forEach(each -> acquaintance.with(Keys.named(each), used));
    }

    private static Problem problem(String code, Exception e) {
        return new Problem(Problem.Severity.ERROR, code, String.valueOf(e.getMessage()), "", null, null, "");
    }

    private Map<String, Workflow> others(Workflow workflow, @Nullable Path file) throws CannotRun {
        Map<String, Workflow> others;
        try {
            others = documents.others(workflow, file);
        } catch (UnreadableDocument e) {
            throw CannotRun.document(List.of(problem("CANNOT_READ", e)));
        }
        List<Problem> problems = others.entrySet().stream()
                .flatMap(other -> documents.beforeRun(other.getKey(), other.getValue()).stream()).toList();
        if (!problems.isEmpty()) {
            throw CannotRun.document(problems);
        }
        return others;
    }

    /**
     * What a run can use at worst, by the caps of its document and the prices of now: the run first, then its frames.
     *
     * @param file where the document is kept; null for one never saved
     * @throws CannotRun if another document that it uses cannot be read
     */
    public List<Preflight.Row> preflight(Workflow workflow, @Nullable Path file) throws CannotRun {
        try {
            return Preflight.of(workflow, documents.others(workflow, file), world.prices());
        } catch (UnreadableDocument e) {
            throw CannotRun.document(List.of(problem("CANNOT_READ", e)));
        }
    }

    /** The run of that id, if it is under way in this process. */
    public Optional<Run> live(String run) {
        return live.run(run);
    }

    /**
     * Takes a run up again that was put away or whose process has ended: what is recorded is taken as it is, the rest goes
     * on. A simulated run goes on with the script beside its document's file, as far as it is still there.
     *
     * @param reason why, for people
     * @param change of how it goes from now on
     * @param pace how fast a simulated run goes
     * @param listener hears of every event, the recorded ones first
     * @throws CannotRun if a key is missing, or the document kept with it cannot run
     * @throws JournalException if it has ended, is under way, or cannot be taken up; the message says which
     */
    public Run resume(String run, String reason, UnaryOperator<RunOptions> change, Pace pace, RunListener listener)
            throws CannotRun, JournalException {
        return resume(run, reason, change, List.of(), pace, listener);
    }

    /**
     * Takes a run up again that waits for a person, with what the person has decided.
     *
     * @param decisions what was decided about requests of the run; one that is not open any more does nothing
     * @throws JournalException also if a value in a decision has not the shape of what was asked about
     */
    public Run resume(String run, String reason, UnaryOperator<RunOptions> change,
            List<What.ApprovalDecided> decisions, Pace pace, RunListener listener)
            throws CannotRun, JournalException {
        if (live(run).isPresent()) {
            throw new JournalException(AppTexts.text("resume.live", run), null);
        }
        mayResume(run);
        Journal.Header header = kept(run);
        checkEdits(run, decisions);
        if (!header.simulated()) {
            mayGoOn(header);
            checkKeys(Recorded.workflow(header), Recorded.documents(header));
        }
        acquaint(header, !header.simulated());
        try {
            World.Stage stage = world.of(Simulations.of(header, pace), header);
            return live.add(stage.engine().resume(run, reason, change, decisions, stage.heard(listener)));
        } catch (PlanException e) {
            throw CannotRun.document(List.of(problem("CANNOT_RUN", e)));
        }
    }

    /**
     * Whether a run has ended: nothing of it is taken up again.
     *
     * @throws JournalException if there is no such run
     */
    public boolean hasEnded(String run) throws JournalException {
        kept(run);
        return live.runs(ALL).stream().filter(one -> one.run().equals(run)).anyMatch(one -> switch (one.status()) {
            case DONE, PARTIAL, FAILED, CANCELLED -> true;
            case RUNNING, WAITING, INTERRUPTED -> false;
        });
    }

    /**
     * Looks whether there is anything to take up again, before anybody is asked to allow it.
     *
     * @throws JournalException if there is no such run, it came from elsewhere, or it has ended; the message says which
     */
    public void mayResume(String run) throws JournalException {
        if (kept(run).imported()) {
            throw new JournalException(AppTexts.text("resume.imported", run), null);
        }
        if (hasEnded(run)) {
            throw new JournalException(AppTexts.text("resume.ended", run), null);
        }
    }

    private void checkEdits(String run, List<What.ApprovalDecided> decisions) throws JournalException {
        if (Edits.any(decisions)) {
            Edits.check(inbox.of(run), decisions);
        }
    }

    /** The faults that a kept run was begun with. */
    public Faults faults(String run) throws JournalException {
        return Simulations.faults(options(run).simulation());
    }

    /** How a kept run was started: its caps, its pins, its tags. */
    public RunOptions options(String run) throws JournalException {
        return Engine.options(kept(run));
    }

    /**
     * What a fork would keep, send again and cost. Nothing is sent.
     *
     * @throws CannotRun if the document cannot run with the inputs of the other run
     * @throws JournalException if there is no such run or step, or it cannot be read
     */
    public ForkPreview preview(ForkOrder order) throws CannotRun, JournalException {
        Forked forked = forked(order);
        try {
            return world.of(Simulations.of(forked.header, Pace.INSTANT), forked.header, forked.all()).engine()
                    .preview(forked.request, forked.events, forked.before);
        } catch (PlanException e) {
            throw CannotRun.document(List.of(problem("CANNOT_RUN", e)));
        }
    }

    /**
     * Begins a run that takes from another what is the same.
     *
     * @param pace how fast it goes where the other was simulated
     * @param listener hears of every event
     * @throws CannotRun if something is missing; nothing was called then
     * @throws JournalException if there is no such run or step, or it cannot be read
     */
    public Run fork(ForkOrder order, Pace pace, RunListener listener) throws CannotRun, JournalException {
        Forked forked = forked(order);
        if (!forked.header.simulated()) {
            trust.check(forked.request.workflow(), forked.request.options().documents(), World.file(forked.header));
            checkKeys(forked.request.workflow(), forked.request.options().documents());
        }
        acquaint(forked.request.workflow(), forked.request.options().documents(), !forked.header.simulated());
        try {
            World.Stage stage = world.of(Simulations.of(forked.header, pace), forked.header, forked.all());
            return live.add(stage.engine().fork(forked.request, forked.events, forked.before,
                    stage.heard(listener)));
        } catch (PlanException e) {
            throw CannotRun.document(List.of(problem("CANNOT_RUN", e)));
        }
    }

    /**
     * A fork, ready to begin.
     *
     * @param before what was told from this number on is not reused
     */
    private record Forked(Journal.Header header, RunRequest request, List<Event> events, long before) {
        List<Workflow> all() {
            return World.all(request.workflow(), request.options().documents());
        }
    }

    private Forked forked(ForkOrder order) throws CannotRun, JournalException {
        Journal.Header header = kept(order.run());
        List<Event> events = Recorded.events(live, order.run());
        Workflow workflow = order.with() == null ? Recorded.workflow(header) : order.with();
        List<Problem> problems = documents.beforeRun(workflow);
        if (!problems.isEmpty()) {
            throw CannotRun.document(problems);
        }
        Map<String, Workflow> others = Recorded.documents(header);
        if (order.with() != null) {
            var there = new TreeMap<>(others);
            there.putAll(others(workflow, World.file(header)));
            others = Documents.reached(workflow, there);
        }
        Map<String, JsonNode> inputs = Inputs.checked(workflow, Recorded.inputs(events));
        var request = new RunRequest(ids.next(), workflow, documents.text(workflow), documents.hash(workflow), inputs,
                header.simulated(), header.seed(), header.file(),
                order.options().withDocuments(others).withOrigin(order.run()));
        return new Forked(header, request, events, Recorded.from(order.run(), events, order.fromStep()));
    }

    /** What a dry run has collected. */
    public DryRun dryRun(String run) throws JournalException {
        kept(run);
        return DryRun.of(Recorded.events(live, run));
    }

    /**
     * Why arguments do not fit the tool of what a dry run held back; empty where they do.
     *
     * @throws JournalException if there is no such run
     */
    public List<String> violations(String run, DryRun.Held held, JsonNode arguments) throws JournalException {
        Journal.Header header = kept(run);
        return world.of(Simulations.of(header, Pace.INSTANT), header).engine().violations(held, arguments);
    }

    /**
     * Does what a dry run collected and a person approved, in a run of its own: for real, unless the dry run was simulated.
     *
     * @param listener hears of every event
     * @throws CannotRun if it cannot be done as it was approved; nothing is done then
     * @throws JournalException if there is no such run, or it was committed before
     */
    public Run commit(CommitRequest request, RunListener listener) throws CannotRun, JournalException {
        Journal.Header header = kept(request.dryRun());
        if (!header.simulated()) {
            mayGoOn(header);
        }
        acquaint(header, !header.simulated());
        try {
            World.Stage stage = world.of(Simulations.of(header, Pace.INSTANT), header);
            return live.add(stage.engine().commit(request, stage.heard(listener)));
        } catch (PlanException e) {
            throw CannotRun.document(List.of(problem("CANNOT_RUN", e)));
        }
    }

    /**
     * Goes over a kept run again without any effect, and holds what comes of it against what was recorded.
     *
     * @param with a document to go over it with; null for its own
     * @throws CannotRun if the document cannot run
     * @throws JournalException if there is no such run, or it cannot be read
     */
    public ReplayReport replay(String run, @Nullable Workflow with) throws CannotRun, JournalException {
        Journal.Header header = kept(run);
        List<Event> events = Recorded.events(live, run);
        try {
            return world.looking(Simulations.of(header, Pace.INSTANT), header).engine().replay(header, events,
                    with == null ? Recorded.workflow(header) : with);
        } catch (PlanException e) {
            throw CannotRun.document(List.of(problem("CANNOT_RUN", e)));
        }
    }

    /**
     * What people are asked in all kept runs and nobody has decided, the oldest first. Of runs that have ended only what is
     * for later review.
     */
    public List<Pending> pending() throws JournalException {
        return inbox.all();
    }

    /** The same of one run. */
    public List<Pending> pending(String run) throws JournalException {
        List<Pending> open = inbox.of(run);
        return open.stream().anyMatch(one -> one.request().blocking()) && hasEnded(run)
                ? open.stream().filter(one -> !one.request().blocking()).toList()
                : open;
    }

    /** What became of a decision. */
    public enum Told {
        /** It counts, and is durable. */
        DECIDED,
        /** The run does not ask this, or not any more, or it is not about the same bytes. */
        NOT_OPEN,
        /** The run is not under way here: {@link #resume} takes it up with the decision. */
        NOT_LIVE
    }

    /**
     * Decides what a run under way asks.
     *
     * @param decision by the id of the request
     * @throws JournalException if its value has not the shape of what was asked about: the question stays open
     */
    public Told decide(String run, What.ApprovalDecided decision) throws JournalException {
        if (live(run).isPresent()) {
            checkEdits(run, List.of(decision));
        }
        return live(run).map(at -> at.decide(decision) ? Told.DECIDED : Told.NOT_OPEN).orElse(Told.NOT_LIVE);
    }

    /**
     * Decides what a run that is not under way asked for later review; also of a run that has ended.
     *
     * @param decision by the id of the request
     * @return {@link Told#NOT_OPEN} where the run does not ask this for review, or not any more, or not about these bytes
     * @throws JournalException if there is no such run, nothing can be added to it, or a value has not the shape of what was
     *     asked about; the message says why
     */
    public Told review(String run, What.ApprovalDecided decision) throws JournalException {
        if (live(run).isPresent()) {
            return decide(run, decision);
        }
        Journal.Header header = kept(run);
        checkEdits(run, List.of(decision));
        acquaint(header, false);
        boolean counts = world.of(null, header).engine().review(run, decision);
        inbox.changed(run);
        return counts ? Told.DECIDED : Told.NOT_OPEN;
    }

    /** What a run has booked at its full hold, since nobody knows what was used, and nobody has released. */
    public List<Uncertain> uncertain(String run) throws JournalException {
        kept(run);
        return Uncertain.of(Recorded.events(live, run));
    }

    /**
     * Releases what a run has booked as uncertain, as somebody does who has looked at the provider's bill. The run must not
     * be under way: one that is put away, interrupted or over. Whoever takes it up finds the room.
     *
     * @param step key of a step or id of a node; null for all
     * @param person who releases it
     * @param comment what they say; empty for nothing
     * @return what was released; empty where nothing is uncertain there
     * @throws JournalException if there is no such run, it is under way, or nothing can be added to it
     */
    public List<Uncertain> release(String run, @Nullable String step, String person, String comment)
            throws JournalException {
        if (live(run).isPresent()) {
            throw new JournalException(AppTexts.text("release.live", run), null);
        }
        Journal.Header header = kept(run);
        acquaint(header, false);
        return world.of(null, header).engine().release(run, step, person, comment);
    }

    private Journal.Header kept(String run) throws JournalException {
        return header(run).orElseThrow(() -> new JournalException(AppTexts.text("run.none", run), null));
    }

    /**
     * The kept runs, newest first.
     *
     * @param limit how many at most
     */
    public List<Journal.Summary> list(int limit) throws JournalException {
        return live.runs(limit);
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
        List<String> begins = beginning(id);
        return begins.contains(id)
                ? Optional.of(id)
                : begins.size() == 1 ? Optional.of(begins.getFirst()) : Optional.empty();
    }

    /** How many kept runs have an id that begins so. */
    public int begin(String id) throws JournalException {
        return beginning(id).size();
    }

    private List<String> beginning(String id) throws JournalException {
        return list(ALL).stream().map(Journal.Summary::run).filter(run -> run.startsWith(id)).toList();
    }

    /** What a run was of: its document, seed and file. */
    public Optional<Journal.Header> header(String run) throws JournalException {
        return live.header(run);
    }

    /**
     * The document that is kept with a run.
     *
     * @throws JournalException if there is no such run, or it cannot be read
     */
    public Workflow workflow(String run) throws JournalException {
        return Recorded.workflow(kept(run));
    }

    /** Reads all events of a run, in order; of a running one as far as they are durable. */
    public void read(String run, Consumer<Event> reader) throws JournalException {
        live.read(run, reader);
    }

    /**
     * A run folded from its events, for inspectors and summaries.
     *
     * @throws JournalException if there is no such run, or it cannot be read
     */
    public RunTrace trace(String run) throws JournalException {
        Journal.Header header = kept(run);
        try {
            var trace = new RunTrace(Recorded.workflow(header));
            read(run, trace::accept);
            return trace;
        } catch (RuntimeException e) {
            // Its events are readable and make no sense: only a damaged or foreign file tells so.
            throw new JournalException(AppTexts.text("run.senseless", run, String.valueOf(e.getMessage())), e);
        }
    }

    /**
     * Writes a run as JSON Lines: the header, then one event a line. A key that was not known as one when the run was
     * recorded, and is by now, is left out.
     *
     * @param to takes the lines, UTF-8
     * @throws JournalException if there is no such run, or it cannot be read
     * @throws IOException if it cannot be written
     */
    public void export(String run, OutputStream to) throws JournalException, IOException {
        Journal.Header header = kept(run);
        acquaint(header, false);
        new RunExport(new CleanLines(to, world.redact())).write(header, reader -> read(run, reader));
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
            world.prepare();
        } catch (IOException e) {
            throw new JournalException(String.valueOf(e.getMessage()), e);
        }
        return new RunImport(from).into(live);
    }

    /** Where runs are kept, for who reads many of them. */
    public Journal journal() {
        return live;
    }

    /**
     * Forgets runs, as many as can be.
     *
     * @throws JournalException if some could not be; the message says why for each
     */
    public void delete(Collection<String> runs) throws JournalException {
        live.delete(runs);
    }

    /** Forgets a run. */
    public void delete(String run) throws JournalException {
        live.delete(run);
    }
}
