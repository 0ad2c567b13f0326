package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.plan.PlanException;
import dev.flowbench.engine.plan.Planner;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.UnreadableDocument;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs workflows on this machine. One engine serves many runs at once; it keeps nothing of them but what its journal
 * keeps. For any thread.
 */
public final class Engine {
    /** Version of what the engine makes of a document; kept with every run. */
    public static final int SEMANTICS = 2;

    private final EnginePorts ports;
    private final Redacted clean;
    private final Breakers breakers;

    public Engine(EnginePorts ports) {
        this(ports, new Breakers(ports.scheduler()));
    }

    private Engine(EnginePorts ports, Breakers breakers) {
        this.ports = RedactedPorts.of(ports);
        this.clean = new Redacted(ports.redact());
        this.breakers = breakers;
    }

    /** An engine in another world that knows which models and tools fail too often from this one. */
    public Engine with(EnginePorts other) {
        return new Engine(other, breakers);
    }

    /**
     * Begins a run; it goes on beside the caller.
     *
     * @param listener hears of every event
     * @throws PlanException if the document cannot run, or not with these inputs
     * @throws JournalException if the run cannot be kept
     */
    public Run start(RunRequest request, RunListener listener) throws PlanException, JournalException {
        RunRequest cleaned = clean.request(request);
        return begin(cleaned, listener, null, OptionsJson.write(cleaned.options()));
    }

    /**
     * Begins a run that takes from another what is the same: the answer to the same request at the same step is not paid
     * again.
     *
     * @param events of the other run
     * @param before what was told from this number on is not taken; {@link Long#MAX_VALUE} for all
     * @throws PlanException if the document cannot run, or not with these inputs
     * @throws JournalException if the run cannot be kept
     */
    public Run fork(RunRequest request, List<Event> events, long before, RunListener listener)
            throws PlanException, JournalException {
        long known = events.isEmpty() ? 0 : events.getLast().seq();
        // The other may go on meanwhile; whoever takes this one up again takes from what it was then.
        long end = Math.min(before, known + 1);
        RunRequest cleaned = clean.request(request);
        return begin(cleaned, listener,
                Reuse.of(cleaned, events, end, false, ports.journal()),
                OptionsJson.write(cleaned.options(), end));
    }

    /**
     * Does for real what a dry run collected and a person approved, in order, in a run of its own with the id
     * {@link DryRun#commitId}. It can be resumed, replayed and exported like any other. Its one output is
     * {@link DryRun#EFFECTS}: a list of {@code {id, status, result|error}}, where the status is {@code done}, {@code failed},
     * {@code unknown}, {@code left-out} or {@code not-done}.
     *
     * @param listener hears of every event
     * @throws PlanException if it cannot be done as it was approved; nothing is done then
     * @throws JournalException if there is no such run here, it was committed before, or the new one cannot be kept
     */
    public Run commit(CommitRequest approved, RunListener listener) throws PlanException, JournalException {
        CommitRequest request = clean.request(approved);
        String id = DryRun.commitId(request.dryRun());
        Journal.Header header = ports.journal().header(request.dryRun())
                .orElseThrow(() -> new JournalException(Texts.text("commit.noRun", request.dryRun()), null));
        if (header.imported()) {
            throw new JournalException(Texts.text("commit.imported", request.dryRun()), null);
        }
        if (ports.journal().header(id).isPresent()) {
            throw new JournalException(Texts.text("commit.again", request.dryRun(), id), null);
        }
        // The dry run is held meanwhile: of two who commit it one comes too late.
        try (var dry = new Afterwards(request.dryRun(), ports.journal(), ports.scheduler())) {
            List<Event> events = dry.events();
            refuseSecond(request.dryRun(), id, events);
            CommitPlan commit = CommitPlan.of(DryRun.of(events), request, ports.tools(), ports.memory());
            RunRequest from = request(dry.header(), events, UnaryOperator.identity());
            var own = new RunRequest(id, from.workflow(), from.document(), from.hash(), from.inputs(),
                    from.simulated(), from.seed(), from.file(),
                    RunOptions.USUAL.with(request.asking()).withOrigin(request.dryRun())
                            .withDocuments(from.options().documents()));
            GraphPlan plan = plan(own);
            Journal.Writer journal = ports.journal().create(header(own, commit.write()), listener::durable);
            try {
                // Before anything is done: whoever deletes the run that does it must not make it be done again.
                dry.tell(new What.Decided(What.Choice.COMMIT, Details.of("run", id, "person", request.person())));
            } catch (JournalException e) {
                journal.close();
                throw e;
            }
            var state = new RunState(own, ports, journal, listener, null, null, null);
            state.breakers = breakers;
            var live = new LiveRun(own, plan, state, null, commit);
            live.start();
            return live;
        }
    }

    private static void refuseSecond(String dryRun, String commit, List<Event> events) throws JournalException {
        for (Event event : events) {
            if (event.what() instanceof What.Decided decided && decided.choice() == What.Choice.COMMIT) {
                throw new JournalException(Texts.text("commit.gone", dryRun, commit), null);
            }
        }
    }

    /**
     * Releases what a run has booked as uncertain: a person knows that it was not used. What is under way when its process
     * ended is uncertain too. The run does not go on by that; whoever takes it up finds the room.
     *
     * @param stepKey of a step, or id of a node; null for all of the run
     * @param person who releases it
     * @param comment what they say; empty for nothing
     * @return what was released; empty where nothing is uncertain there
     * @throws JournalException if there is no such run, it is under way, it came from elsewhere, or it cannot be written
     */
    public List<Uncertain> release(String run, @Nullable String stepKey, String person, String comment)
            throws JournalException {
        try (var after = new Afterwards(run, ports.journal(), ports.scheduler())) {
            return after.release(
                    one -> stepKey == null || stepKey.equals(one.stepKey()) || stepKey.equals(one.node()),
                    clean.text(person), clean.text(comment));
        }
    }

    /**
     * Decides what a run that is not under way asked for later review.
     *
     * @return whether that was open, and these are the bytes that were asked about
     * @throws JournalException if there is no such run, it is under way, it came from elsewhere, or it cannot be written
     */
    public boolean review(String run, What.ApprovalDecided decision) throws JournalException {
        try (var after = new Afterwards(run, ports.journal(), ports.scheduler())) {
            return after.review(clean.decision(decision));
        }
    }

    /** Why arguments do not fit the tool of a side effect that was held back; empty where they do. */
    public List<String> violations(DryRun.Held held, JsonNode arguments) {
        return CommitPlan.tool(held.request().tool(), ports.tools(), ports.memory())
                .map(tool -> ToolCalls.violations(tool.definition(), arguments))
                .orElseGet(() -> List.of(Texts.text("error.noTool", held.request().tool())));
    }

    private Run begin(RunRequest request, RunListener listener, @Nullable Reuse reuse, String options)
            throws PlanException, JournalException {
        GraphPlan plan = plan(request);
        checkInputs(request.workflow(), request.inputs());
        @Nullable Budget budget = budget(request);
        Journal.Writer journal = ports.journal().create(header(request, options), listener::durable);
        var state = new RunState(request, ports, journal, listener, budget, null, reuse);
        state.breakers = breakers;
        var live = new LiveRun(request, plan, state, budget, null);
        live.start();
        return live;
    }

    /**
     * Takes a run up again that its process left before its end: what is recorded is taken as it is, the rest goes on
     * live, under the document, prices and semantics of then. A fork goes on taking from the run it was made from; where
     * that is gone it says so, and a person is asked before anything is changed that it may have changed.
     *
     * @param reason why, for people
     * @param change of how it goes from now on: caps, say; from the options it was started with
     * @param listener hears of every event, the recorded ones first
     * @throws PlanException if the stored document cannot run
     * @throws JournalException if the run cannot be taken up; the message says why
     */
    public Run resume(String run, String reason, UnaryOperator<RunOptions> change, RunListener listener)
            throws PlanException, JournalException {
        return resume(run, reason, change, List.of(), listener);
    }

    /**
     * Takes a run up again with what a person has decided meanwhile: each decision is made as soon as the run comes to its
     * request, and nothing where it does not fit or is not asked any more.
     */
    public Run resume(String run, String reason, UnaryOperator<RunOptions> change,
            List<What.ApprovalDecided> decisions, RunListener listener) throws PlanException, JournalException {
        Journal.Reopened reopened = ports.journal().reopen(run, listener::durable);
        try {
            Journal.Header header = reopened.header();
            if (header.semantics() != SEMANTICS) {
                throw new JournalException(Texts.text("error.semantics", run, header.semantics(), SEMANTICS), null);
            }
            RunRequest request = request(header, reopened.events(), change);
            GraphPlan plan = plan(request);
            var events = new ArrayList<>(reopened.events());
            @Nullable Reuse reuse = Reuse.again(header, events, ports.journal());
            @Nullable String loss = reuse == null ? null : reuse.loss();
            List<Event> more = Interruption.close(run, events, loss == null ? reason : reason + ' ' + loss, reuse,
                    Math.max(ports.scheduler().epochMicros(), events.isEmpty() ? 0 : events.getLast().at()));
            events.forEach(listener::event);
            for (Event event : more) {
                reopened.writer().append(event);
                listener.event(event);
            }
            events.addAll(more);
            @Nullable CommitPlan commit = CommitPlan.read(header.options());
            @Nullable Budget budget = commit == null ? budget(request) : null;
            var state = new RunState(request, ports, reopened.writer(), listener, budget, new Recording(events, false),
                    reuse);
            state.breakers = breakers;
            state.approvals.restore(events);
            state.approvals.expect(decisions.stream().map(clean::decision).toList());
            var live = new LiveRun(request, plan, state, budget, commit);
            live.start();
            return live;
        } catch (PlanException | JournalException | RuntimeException e) {
            reopened.writer().close();
            throw e;
        }
    }

    /**
     * Goes over a recorded run again without any effect, and holds what comes of it against what was recorded.
     *
     * @param header of the run
     * @param events all of them
     * @param workflow to go over it with; that of the run, or another to find out where they part
     * @throws PlanException if the document cannot run
     * @throws JournalException if the run's options cannot be read
     */
    public ReplayReport replay(Journal.Header header, List<Event> events, Workflow workflow)
            throws PlanException, JournalException {
        RunRequest recorded = request(header, events, UnaryOperator.identity());
        var request = new RunRequest(recorded.run(), workflow, recorded.document(), recorded.hash(), recorded.inputs(),
                recorded.simulated(), recorded.seed(), recorded.file(), recorded.options());
        @Nullable CommitPlan commit = CommitPlan.read(header.options());
        return Replay.of(request, plan(request), commit == null ? budget(request) : null, events, ports, commit);
    }

    /**
     * What a fork would keep, send again and cost. Nothing is sent.
     *
     * @param events of the run that is forked
     * @param before what was told from this number on is not kept
     * @throws PlanException if the document cannot run, or not with these inputs
     */
    public ForkPreview preview(RunRequest asked, List<Event> events, long before) throws PlanException {
        RunRequest request = clean.request(asked);
        GraphPlan plan = plan(request);
        checkInputs(request.workflow(), request.inputs());
        return Replay.preview(request.with(request.options().with(List.of(), false)), plan, budget(request),
                Reuse.of(request, events, before, true, ports.journal()), ports);
    }

    private static GraphPlan plan(RunRequest request) throws PlanException {
        return Planner.plan(request.workflow(), request.options().documents());
    }

    private static @Nullable Budget budget(RunRequest request) {
        return Budget.over(request.workflow().budget(), request.options().budget());
    }

    private Journal.Header header(RunRequest request, String options) {
        Workflow workflow = request.workflow();
        return new Journal.Header(request.run(), Redacted.whole(workflow.id()), Redacted.whole(workflow.displayName()),
                request.document(),
                UsedDocuments.texts(request.options().documents()),
                ports.scheduler().epochMicros(), request.simulated(), request.seed(), SEMANTICS, request.file(),
                request.options().origin(), ports.prices().json(), options, false);
    }

    /**
     * How a kept run was started, with the documents it uses.
     *
     * @throws JournalException if what is kept cannot be read
     */
    public static RunOptions options(Journal.Header header) throws JournalException {
        try {
            return OptionsJson.read(header.options()).withOrigin(header.origin())
                    .withDocuments(UsedDocuments.read(header.documents()));
        } catch (UnreadableDocument e) {
            throw new JournalException(Texts.text("error.storedDocument", header.run(), e.getMessage()), e);
        }
    }

    private static RunRequest request(Journal.Header header, List<Event> events, UnaryOperator<RunOptions> change)
            throws JournalException {
        try {
            Workflow workflow = new DocumentReader().read(header.document()).workflow();
            RunOptions options = change.apply(options(header));
            String hash = "";
            Map<String, JsonNode> inputs = Map.of();
            if (!events.isEmpty() && events.getFirst().what() instanceof What.RunStarted started) {
                hash = started.hash();
                inputs = started.inputs();
            }
            return new RunRequest(header.run(), workflow, header.document(), hash, inputs, header.simulated(),
                    header.seed(), header.file(), options);
        } catch (UnreadableDocument e) {
            throw new JournalException(Texts.text("error.storedDocument", header.run(), e.getMessage()), e);
        }
    }

    private static void checkInputs(Workflow workflow, Map<String, JsonNode> inputs) throws PlanException {
        if (workflow.inputs() == null) {
            return;
        }
        try {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            inputs.forEach(object::set);
            List<String> wrong = Validations.violations(JsonSchema.of(workflow.inputs()), object);
            if (!wrong.isEmpty()) {
                throw new PlanException("",
                        Texts.text("error.inputs", workflow.displayName(), String.join("; ", wrong)));
            }
        } catch (SchemaException e) {
            throw new PlanException("", Texts.text("plan.inputs", workflow.displayName(), e.getMessage()));
        }
    }
}
