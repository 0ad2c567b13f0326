package dev.flowbench.engine;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Orchestrator;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What holds of the events of every run, computed from the events and the document alone. */
final class EventChecks {
    private final Workflow workflow;
    private final Map<String, Workflow> documents;
    private final Map<Long, Frame> open = new HashMap<>();
    private final Set<Long> spans = new HashSet<>();
    private final Set<String> keys = new HashSet<>();
    private final Set<String> effects = new HashSet<>();
    private Amount spent = Amount.ZERO;
    private int taken;
    private long at;
    private boolean cancelled;
    private boolean breached;
    private boolean paused;
    /** How far it may go on before it stands again; empty for as far as it likes. */
    private String stepping = "";
    /** The first step that began since; null for none yet. */
    private @Nullable String stepped;
    private boolean commits;
    private boolean finished;
    private final ApprovalChecks approvals = new ApprovalChecks();
    private final ActiveTimeChecks time = new ActiveTimeChecks();
    /** All steps that ever began. */
    private final Map<Long, Frame> known = new HashMap<>();
    /** What is booked for want of knowledge, by span and attempt. */
    private final Map<String, Amount> uncertain = new HashMap<>();

    /** A step that has begun, as the scope of its budget. */
    private static final class Frame {
        final @Nullable Frame parent;
        final Where where;
        final String kind;
        final long @Nullable [] limits;
        final long[] booked = new long[Cap.ALL.length];
        int children;
        boolean refused;
        /** Whether it waits for room in a budget. */
        boolean waits;
        @Nullable Amount hold;

        Frame(@Nullable Frame parent, Where where, String kind, long @Nullable [] limits) {
            this.parent = parent;
            this.where = where;
            this.kind = kind;
            this.limits = limits;
        }
    }

    private EventChecks(Workflow workflow, Map<String, Workflow> documents) {
        this.workflow = workflow;
        this.documents = documents;
    }

    static void check(TestRun run) {
        soFar(run.events(), new EventChecks(run.workflow(), run.documents()));
        that(run.events().getLast().what() instanceof What.RunFinished, "the end is not told");
    }

    /** Of a run that commits a dry run: its steps stand beside each other, and no budget holds for them. */
    static void checkCommit(Workflow workflow, List<Event> events, What.RunFinished finished) {
        var checks = new EventChecks(workflow.with((Budget) null), Map.of());
        checks.commits = true;
        soFar(events, checks);
        that(events.getLast().what() instanceof What.RunFinished, "the end is not told");
    }

    /** For a run that may still go on: see {@link #upTo}. */
    static EventChecks of(Workflow workflow) {
        return new EventChecks(workflow, Map.of());
    }

    /** Takes what was told since it was here last. @param events all of the run so far */
    void upTo(List<Event> events) {
        for (Event event : events.subList(taken, events.size())) {
            try {
                that(event.seq() == ++taken, "the sequence has a gap");
                that(event.at() >= at, "time runs backwards");
                that(event.where().run().equals(events.getFirst().where().run()), "another run");
                at = event.at();
                take(event);
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + " at " + event + "\n" + tail(events, event), e);
            }
        }
    }

    private static void soFar(List<Event> events, EventChecks checks) {
        checks.upTo(events);
    }

    /** How many events it took. */
    int taken() {
        return taken;
    }

    private static String tail(List<Event> events, Event last) {
        var text = new StringBuilder();
        for (Event event : events) {
            text.append(event.seq()).append(' ').append(event.where().stepKey()).append(' ').append(event.what())
                    .append('\n');
            if (event == last) {
                break;
            }
        }
        return text.toString();
    }

    private void take(Event event) {
        Where where = event.where();
        that((event.seq() == 1) == event.what() instanceof What.RunStarted, "first is RunStarted, and only once");
        that(!finished || isLater(event), "last is RunFinished, and only once");
        passTime(event);
        finished |= event.what() instanceof What.RunFinished;
        switch (event.what()) {
            case What.RunStarted _ -> {
                open.put(Where.ROOT, new Frame(null, where, "", limits(workflow.budget(), Cap.NONE)));
                known.put(Where.ROOT, Objects.requireNonNull(open.get(Where.ROOT)));
                spans.add(Where.ROOT);
            }
            case What.StepStarted started -> begin(where, started);
            case What.EffectStarted started -> {
                that(!cancelled, "an effect after the stop");
                Frame frame = frame(where);
                frame.waits = false;
                that(frame.hold == null, "two effects at once in one step");
                that(effects.add(where.stepKey() + "~" + where.attempt()), "an attempt is repeated");
                approvals.begins(where, started, commits || asksAlways(where));
                frame.hold = started.reserved();
                book(frame, started.reserved(), 1);
            }
            case What.EffectCompleted completed -> {
                settle(where, completed.settled());
                if (completed.uncertain()) {
                    uncertain.put(where.span() + "/" + where.attempt(), completed.settled());
                }
            }
            case What.EffectFailed failed -> {
                settle(where, failed.settled());
                if (failed.uncertain()) {
                    uncertain.put(where.span() + "/" + where.attempt(), failed.settled());
                }
                readable(failed.error());
            }
            case What.StepCompleted completed -> {
                Frame frame = frame(where);
                @Nullable Partial partial = completed.partial();
                countPure(frame);
                end(where);
                if (partial != null) {
                    readable(partial);
                }
            }
            case What.StepFailed failed -> {
                readable(failed.error());
                if (open.containsKey(where.span())) {
                    countPure(frame(where));
                    end(where);
                } else {
                    once(where);
                }
            }
            case What.StepSkipped skipped -> {
                readable(skipped.reason());
                if (open.containsKey(where.span())) {
                    countPure(frame(where));
                    end(where);
                } else {
                    once(where);
                }
            }
            case What.OutputRejected rejected -> {
                frame(where);
                rejected.violations().forEach(EventChecks::readable);
            }
            case What.Scored _ -> frame(where);
            case What.Decided decided when decided.choice() == What.Choice.EDIT -> {}
            case What.Decided decided when decided.choice() == What.Choice.RELEASE -> release(decided);
            case What.Stood _ -> {
                that(paused, "it stands and is not paused");
                that(open.containsKey(where.parent()), "its frame is not open");
            }
            case What.Decided decided -> {
                frame(where).waits = decided.choice() == What.Choice.WAIT;
                frame(where).refused |= decided.choice() == What.Choice.REFUSED
                        || decided.choice() == What.Choice.PIN;
                if (decided.choice() == What.Choice.ROUTE
                        && Set.of("rule", "none").contains(decided.detail().path("source").asText())) {
                    book(frame(where), Amount.STEP, 1);
                    spent = spent.plus(Amount.STEP);
                }
                if (decided.choice() == What.Choice.ITEM) {
                    that(!cancelled, "a worker after the stop");
                    book(frame(where), Amount.SPAWN, 1);
                    spent = spent.plus(Amount.SPAWN);
                }
            }
            case What.CapTripped tripped -> {
                that(open.containsKey(tripped.scope()), "the cap of a frame that is over");
                if (tripped.cap().equals(RunState.WALL_CLOCK)) {
                    that(time.since(tripped.scope()).compareTo(Duration.parse(tripped.limit())) >= 0,
                            "time was counted in which the run did nothing: " + time.since(tripped.scope()));
                }
                frame(where).refused |= !tripped.cap().equals(RunState.WALL_CLOCK);
            }
            case What.CancelRequested _ -> cancelled = true;
            case What.EffectHeld held -> {
                Amount as = held.request().tool().equals(ToolRequest.REMEMBER) ? Amount.STEP : ToolCalls.ONE_CALL;
                book(frame(where), as, 1);
                spent = spent.plus(as);
            }
            case What.StateWritten _ -> frame(where);
            case What.ApprovalDecided decided -> {
                frame(where);
                approvals.decided(event.at(), decided);
            }
            case What.ApprovalRequested asked -> {
                frame(where);
                approvals.asked(event.at(), where, asked);
                readable(asked.question());
                readable(asked.reason());
            }
            case What.Paused(String reason) -> {
                that(where.span() == Where.ROOT, "not of the run itself");
                that(!paused, "paused twice");
                readable(reason);
                paused = true;
                stepping = "";
            }
            case What.Continued _,What.Suspended _,What.Resumed _ -> {
                that(where.span() == Where.ROOT, "not of the run itself");
                paused = false;
                stepping = event.what() instanceof What.Continued(String how) ? how : "";
                stepped = null;
                if (event.what() instanceof What.Resumed) {
                    approvals.resumed();
                }
            }
            case What.RunFinished end -> {
                that(open.size() == 1, "steps are open: " + open.keySet());
                that(end.spent().equals(spent), "spent is " + spent);
                if (end.error() != null) {
                    readable(end.error());
                }
                if (end.partial() != null) {
                    readable(end.partial());
                }
            }
        }
        if (!breached) {
            open.values().forEach(EventChecks::within);
        }
    }

    /** What people decide of a run that has ended. */
    private static boolean isLater(Event event) {
        return event.where().span() == Where.ROOT && (event.what() instanceof What.ApprovalDecided
                || event.what() instanceof What.Decided decided && (decided.choice() == What.Choice.RELEASE
                        || decided.choice() == What.Choice.COMMIT));
    }

    /** What was booked for want of knowledge is given back once, and no more than that. */
    private void release(What.Decided release) {
        String call = release.detail().path("span").asLong() + "/" + release.detail().path("attempt").asInt();
        @Nullable Amount booked = uncertain.remove(call);
        Amount back = What.released(release);
        that(booked != null && booked.inputTokens() == back.inputTokens()
                && booked.outputTokens() == back.outputTokens() && booked.nanoUsd() == back.nanoUsd(),
                "released is not what is uncertain");
        that(!release.detail().path("person").asText().isEmpty(), "nobody released it");
        book(Objects.requireNonNull(known.get(release.detail().path("span").asLong())), back, -1);
        spent = spent.minus(back);
    }

    /** Time passes to an event; of the run itself none while it can do nothing. */
    private void passTime(Event event) {
        boolean rests = event.what() instanceof What.Resumed || isLater(event) || finished;
        boolean asks = false;
        boolean works = false;
        for (Frame frame : open.values()) {
            works |= frame.hold != null;
            if (frame.children == 0 && frame.where.span() != Where.ROOT) {
                boolean asking = time.asks(frame.where.stepKey());
                asks |= asking;
                works |= !asking && !frame.waits && !paused;
            }
        }
        time.pass(event, rests || !works && (asks || paused));
    }

    /** Whether the document says that a person is asked before that tool is called. */
    private boolean asksAlways(Where where) {
        Node node = node(Objects.requireNonNull(where.node()));
        return node.kind() instanceof ToolCall && node.settings().approval() != null
                && Boolean.TRUE.equals(node.settings().approval().always());
    }

    private void begin(Where where, What.StepStarted started) {
        that(!paused, "a step begins while the run is paused");
        step(where.stepKey());
        Frame parent = open.get(where.parent());
        that(parent != null, "its frame is not open");
        once(where);
        that(keys.add(where.stepKey()), "the step key is repeated");
        if (commits) {
            that(where.parent() == Where.ROOT && !started.kind().isEmpty(), "a step in a frame");
            Objects.requireNonNull(parent).children++;
            open.put(where.span(), new Frame(parent, where, started.kind(), null));
            known.put(where.span(), Objects.requireNonNull(open.get(where.span())));
            return;
        }
        Node node = node(Objects.requireNonNull(where.node()));
        // The turns of an agent are steps of their own, under its id, and so is the call of what stands in for a tool.
        boolean turn = Objects.equals(where.node(), Objects.requireNonNull(parent).where.node())
                && (node.kind() instanceof Agent && parent.kind.equals("agent")
                        || parent.kind.equals("tool") && "fallback".equals(where.child()));
        that(turn ? Set.of("llm", "tool").contains(started.kind()) : started.kind().equals(node.kind().kindName()),
                "another kind");
        long maxSteps = node.kind() instanceof Chain chain && chain.maxSteps() != null ? chain.maxSteps() : Cap.NONE;
        @Nullable Budget budget = node.kind() instanceof Agent agent
                ? AgentFrame.caps(agent, node.settings().budget())
                : node.settings().budget();
        var frame = new Frame(parent, where, started.kind(), turn ? null : limits(budget, maxSteps));
        if (node.kind() instanceof Orchestrator orchestrator && orchestrator.maxSpawns() != null) {
            long[] limits = frame.limits == null ? limits(Budget.NONE, maxSteps) : frame.limits;
            int spawns = Cap.SPAWNS.ordinal();
            Objects.requireNonNull(limits)[spawns] = Math.min(limits[spawns], orchestrator.maxSpawns());
            frame = new Frame(parent, where, started.kind(), limits);
        }
        Objects.requireNonNull(parent).children++;
        open.put(where.span(), frame);
        known.put(where.span(), frame);
        time.begins(where.span());
    }

    /** One step goes as far as it was told. */
    private void step(String key) {
        @Nullable String first = stepped;
        if (first == null) {
            stepped = key;
            return;
        }
        that(!stepping.equals(How.Steps.INTO.told()), "more than one step begins");
        that(!stepping.equals(How.Steps.OVER.told()) || key.startsWith(first + '/') || key.startsWith(first + '~'),
                "another step begins than the one that is gone over");
    }

    /** A node by its id; in another document it is the subflow's id, a dot and its own. */
    private Node node(String id) {
        Workflow in = workflow;
        String rest = id;
        for (int dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.')) {
            Node frame = in.node(rest.substring(0, dot)).orElseThrow();
            rest = rest.substring(dot + 1);
            if (!(frame.kind() instanceof Subflow)) {
                // A workflow that is called as a tool stands under the name of the tool.
                int end = rest.indexOf('.');
                var declared = Objects.requireNonNull(in.tools().get(end < 0 ? rest : rest.substring(0, end)));
                frame = new Node(id, new Subflow(Objects.requireNonNull(declared.subflow()).file(), null, List.of(),
                        null), Settings.NONE, Extras.NONE);
                if (end < 0) {
                    return budgeted(frame);
                }
                rest = rest.substring(end + 1);
            }
            in = Objects.requireNonNull(documents.get(((Subflow) frame.kind()).file()));
        }
        return budgeted(in.node(rest).orElseThrow());
    }

    private Node budgeted(Node node) {
        if (node.kind() instanceof Subflow subflow) {
            Budget own = Objects.requireNonNull(documents.get(subflow.file())).budget();
            return own == null || node.settings().budget() != null
                    ? node
                    : node.with(node.settings().withBudget(own));
        }
        return node;
    }

    private void once(Where where) {
        that(open.containsKey(where.parent()), "its frame is not open");
        that(spans.add(where.span()), "the span is not new");
    }

    private void end(Where where) {
        Frame frame = frame(where);
        that(frame.children == 0, "steps inside are open");
        that(frame.hold == null, "an effect is open");
        open.remove(where.span());
        if (frame.parent != null) {
            frame.parent.children--;
        }
    }

    private void settle(Where where, Amount settled) {
        Frame frame = frame(where);
        that(frame.hold != null, "an effect that had not begun");
        Amount hold = Objects.requireNonNull(frame.hold);
        frame.hold = null;
        that(settled.inputTokens() >= 0 && settled.outputTokens() >= 0 && settled.nanoUsd() >= 0, "booked below zero");
        breached |= settled.inputTokens() > hold.inputTokens() || settled.outputTokens() > hold.outputTokens();
        book(frame, hold, -1);
        book(frame, settled, 1);
        spent = spent.plus(settled);
    }

    /** A step that is over at once counts unless a cap turned it away. */
    private void countPure(Frame frame) {
        if (Interpreter.COUNTED.contains(frame.kind) && !frame.refused) {
            book(frame, Amount.STEP, 1);
            spent = spent.plus(Amount.STEP);
        }
    }

    private static void book(Frame innermost, Amount amount, int sign) {
        for (Frame frame = innermost; frame != null; frame = frame.parent) {
            for (Cap cap : Cap.ALL) {
                frame.booked[cap.ordinal()] += sign * cap.of(amount);
            }
        }
    }

    private static void within(Frame frame) {
        if (frame.limits != null) {
            for (Cap cap : Cap.ALL) {
                that(frame.booked[cap.ordinal()] <= frame.limits[cap.ordinal()], "over the cap on " + cap.field()
                        + " of " + frame.where.node() + ": " + frame.booked[cap.ordinal()]);
            }
        }
    }

    private Frame frame(Where where) {
        @Nullable Frame frame = open.get(where.span());
        that(frame != null, "the step is not open");
        return Objects.requireNonNull(frame);
    }

    private static long @Nullable [] limits(@Nullable Budget budget, long maxSteps) {
        if (budget == null && maxSteps == Cap.NONE) {
            return null;
        }
        long[] limits = new long[Cap.ALL.length];
        for (Cap cap : Cap.ALL) {
            limits[cap.ordinal()] = budget == null ? Cap.NONE : cap.limit(budget);
        }
        limits[Cap.STEPS.ordinal()] = Math.min(limits[Cap.STEPS.ordinal()], maxSteps);
        return limits;
    }

    private static void readable(RunError error) {
        readable(error.message());
        that(error.code() != ErrorCode.ENGINE_BUG, "a mistake of ours: " + error);
        that(!error.wayOut().isBlank() || error.code() == ErrorCode.CANCELLED, "no way out: " + error);
    }

    private static void readable(Partial partial) {
        readable(partial.message());
    }

    private static void readable(String text) {
        that(!text.isBlank() && !text.contains("{0}") && !text.contains("{1}") && !text.equals("null"),
                "not for people: \"" + text + "\"");
    }

    private static void that(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /** All that was told in one line each, for comparing runs. */
    static List<String> lines(TestRun run) {
        var lines = new ArrayList<String>();
        run.events().forEach(event -> lines.add(event.toString()));
        return lines;
    }
}
