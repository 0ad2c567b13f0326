package dev.flowbench.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run as people read it, folded from its events one by one, while it runs or afterwards. Any prefix of the events makes
 * a whole picture: a span without an end is under way. No event is dropped: one that tells of a span nobody announced
 * gets a row all the same.
 *
 * <p>Spans are rows: row 0 is the run itself; a parent stands before its children, siblings in the order in which they
 * began. The rounds of a loop and the branches of several steps have a row of their own above their steps, which is no
 * span ({@link #isGroup}) and sums up what is in it.
 *
 * <p>Not for several threads at once.
 */
public final class RunTrace {
    /** No row. */
    public static final int NONE = Spans.NONE;

    private static final SpanState[] STATES = SpanState.values();

    private final Workflow workflow;
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Graph> homes = new HashMap<>();
    /** The frame each node stands in; none for a node of the run's own graph. */
    private final Map<String, String> frames = new HashMap<>();
    private final Map<String, NodeTally> tallies = new HashMap<>();
    private final Map<GroupKey, Integer> groups = new HashMap<>();
    private final List<SessionSummary.Tripped> caps = new ArrayList<>();
    private final List<NodeTally> loops = new ArrayList<>();
    private final Map<String, Question> questions = new LinkedHashMap<>();
    private final List<Cap> runCaps;
    private final Spans spans = new Spans();
    private final Standings standings = new Standings();

    private String run = "";
    private String name;
    private boolean simulated;
    private RunStatus status = RunStatus.RUNNING;
    private long latest;
    private long events;
    private int calls;
    private int skipped;
    private final List<What.EffectHeld> held = new ArrayList<>();
    private Amount reused = Amount.ZERO;
    private int reusedCalls;
    private What.@Nullable RunStarted started;
    private What.@Nullable RunFinished finished;
    private What.@Nullable CapTripped runCap;

    private record GroupKey(int parent, String child, int index) {}

    /** A trace without events of a run of that document. */
    public RunTrace(Workflow workflow) {
        this.workflow = workflow;
        this.name = workflow.displayName();
        this.runCaps = Cap.of(workflow.budget());
        index(workflow.graph());
    }

    private void index(Graph root) {
        List<Graph> pending = new ArrayList<>(List.of(root));
        while (!pending.isEmpty()) {
            Graph graph = pending.removeLast();
            for (Node node : graph.nodes()) {
                nodes.put(node.id(), node);
                homes.put(node.id(), graph);
                for (Graph child : node.kind().children().values()) {
                    child.nodes().forEach(inside -> frames.put(inside.id(), node.id()));
                    pending.add(child);
                }
            }
        }
    }

    // ---- the fold

    /** Takes the next event of the run. */
    public void accept(Event event) {
        Where where = event.where();
        long at = event.at();
        if (events++ == 0) {
            run = where.run();
            root(at);
        }
        latest = Math.max(latest, at);
        standings.accept(event);
        switch (event.what()) {
            case What.RunStarted began -> {
                started = began;
                name = began.name();
                simulated = began.simulated();
                spans.start[0] = at;
                spans.began[0] = began;
            }
            case What.StepStarted began -> started(where, at, began);
            case What.StepCompleted over ->
                ended(where, at, over, over.partial() == null ? SpanState.DONE : SpanState.PARTIAL);
            case What.StepSkipped over -> passedOver(where, at, over);
            case What.StepFailed over -> ended(where, at, over, SpanState.FAILED);
            case What.EffectStarted effect -> {
                int row = rowOf(where, at);
                calls++;
                spans.hold(row, effect.reserved(), 1);
                spans.more(row, event);
            }
            case What.EffectCompleted effect -> {
                settled(event, where, at, effect.settled(), false);
                if (effect.reused()) {
                    reused = reused.plus(effect.settled());
                    reusedCalls++;
                    spans.reused(rowOf(where, at), effect.settled().nanoUsd());
                }
            }
            case What.EffectFailed effect -> settled(event, where, at, effect.settled(), effect.uncertain());
            case What.OutputRejected _ -> spans.more(rowOf(where, at), event);
            case What.Scored scored -> scored(event, where, at, scored);
            case What.Decided decided -> {
                int row = rowOf(where, at);
                spans.more(row, event);
                if (decided.choice() == What.Choice.ITEM) {
                    spans.book(row, Amount.SPAWN);
                }
                NodeTally node = spans.tally[row];
                if (node != null) {
                    node.decided = decided;
                }
            }
            case What.CapTripped cap -> tripped(event, where, at, cap);
            case What.ApprovalRequested request -> {
                int row = rowOf(where, at);
                spans.more(row, event);
                asked(Question.asked(row, where.node(), event, request));
            }
            case What.ApprovalDecided decided -> {
                Question question = questions.get(decided.id());
                spans.more(question == null ? rowOf(where, at) : question.row(), event);
                if (question != null) {
                    asked(question.decided(at, decided));
                }
            }
            case What.Suspended _ -> {
                spans.more(rowOf(where, at), event);
                status = RunStatus.WAITING;
            }
            case What.Resumed _ -> {
                spans.more(rowOf(where, at), event);
                status = RunStatus.RUNNING;
            }
            case What.EffectHeld held -> {
                spans.more(rowOf(where, at), event);
                this.held.add(held);
            }
            case What.StateWritten _,What.Paused _,What.Continued _,What.CancelRequested _ ->
                spans.more(rowOf(where, at), event);
            case What.Stood _ -> {} // No row: it has not begun, or has one already.
            case What.RunFinished over -> finished(at, over);
        }
    }

    /**
     * The run's process is gone: what has not ended by now never will, unless it is resumed. Does nothing to a run that
     * has ended or was put away.
     */
    public void interrupted() {
        if (finished == null && status == RunStatus.RUNNING) {
            status = RunStatus.INTERRUPTED;
            cutRest(latest);
        }
    }

    /** Where it stands while it is paused. */
    public Standings standings() {
        return standings;
    }

    /** The run waits for a person, whether its process lives or not. Does nothing to a run that has ended. */
    public void waiting() {
        if (finished == null) {
            status = RunStatus.WAITING;
        }
    }

    /** Takes a question as it stands now, and counts who waits for a person. */
    private void asked(Question now) {
        Question before = questions.put(now.request().id(), now);
        int more = (now.holds() ? 1 : 0) - (before != null && before.holds() ? 1 : 0);
        if (more != 0) {
            spans.asking[now.row()] += more;
            NodeTally node = spans.tally[now.row()];
            if (node != null) {
                node.asking += more;
            }
        }
    }

    private void root(long at) {
        spans.add(Where.ROOT, NONE, null, "", 0, "", at);
    }

    private void started(Where where, long at, What.StepStarted began) {
        int row = spans.row(where.span());
        if (row == NONE) {
            row = open(where, at);
        }
        spans.began[row] = began;
        NodeTally node = spans.tally[row];
        if (node != null) {
            node.began(row, at);
            if (node.step) {
                spans.step(row);
            }
        }
    }

    private void ended(Where where, long at, What over, SpanState state) {
        int row = rowOf(where, at);
        if (SpanState.RUNNING.ordinal() != spans.state[row]) {
            return;
        }
        spans.over[row] = over;
        if (state == SpanState.FAILED && spans.failures[row] == 0) {
            spans.failure(row);
        }
        close(row, at, state);
        NodeTally node = spans.tally[row];
        if (node != null && over instanceof What.StepCompleted) {
            node.lastOver = row;
        }
    }

    /** What had begun was stopped on its way; what had not was skipped. */
    private void passedOver(Where where, long at, What.StepSkipped over) {
        int row = spans.row(where.span());
        boolean begun = row != NONE && spans.began[row] != null;
        if (!begun) {
            skipped++;
        }
        ended(where, at, over, begun ? SpanState.CUT : SpanState.SKIPPED);
    }

    private void close(int row, long at, SpanState state) {
        if (spans.asking[row] > 0) {
            questions.values().stream().filter(question -> question.row() == row).toList()
                    .forEach(question -> asked(question.ended()));
        }
        spans.state[row] = (byte) state.ordinal();
        spans.end[row] = at;
        NodeTally node = spans.tally[row];
        if (node != null) {
            if (spans.began[row] == null) {
                node.lastRow = row;
                node.count(state);
            } else {
                node.ended(state, spans.start[row], at);
            }
        }
        int above = spans.parent[row];
        if (above != NONE) {
            spans.open[above]--;
            spans.worst[above] = worse(spans.worst[above], state);
            if (isGroup(above) && spans.open[above] == 0) {
                spans.end[above] = at;
                spans.state[above] = spans.worst[above];
            }
        }
    }

    private static byte worse(byte before, SpanState now) {
        return weight(before) >= weight((byte) now.ordinal()) ? before : (byte) now.ordinal();
    }

    private static int weight(byte state) {
        return switch (STATES[state]) {
            case RUNNING -> 0;
            case SKIPPED -> 1;
            case DONE -> 2;
            case CUT -> 3;
            case PARTIAL -> 4;
            case FAILED -> 5;
        };
    }

    /** The row of an event's span, made if nobody announced it. */
    private int rowOf(Where where, long at) {
        int row = spans.row(where.span());
        if (row == NONE) {
            row = open(where, at);
        }
        if (where.attempt() > spans.attempts[row]) {
            spans.attempts[row] = where.attempt();
        }
        return row;
    }

    private int open(Where where, long at) {
        int above = spans.row(where.parent());
        if (above == NONE) {
            above = 0;
        }
        NodeTally frame = spans.tally[above];
        if (frame != null && frame.bundles(where.child())) {
            above = group(above, frame, where, at);
        }
        String node = where.node();
        return spans.add(where.span(), above, node == null ? null : tally(node), where.child(), where.index(),
                where.stepKey(), at);
    }

    private int group(int above, NodeTally frame, Where where, long at) {
        boolean numbered = frame.grouping.numbered();
        int known = spans.group[above];
        if (known != NONE && spans.index[known] == where.index()
                && (numbered || spans.child[known].equals(where.child()))) {
            return reopened(known);
        }
        GroupKey key = new GroupKey(above, numbered ? "" : where.child(), where.index());
        Integer group = groups.get(key);
        if (group == null) {
            group = spans.add(0, above, null, where.child(), where.index(), "", at);
            groups.put(key, group);
            if (frame.grouping == Grouping.ROUND) {
                if (frame.rounds++ == 0) {
                    loops.add(frame);
                }
            }
        }
        spans.group[above] = group;
        return reopened(group);
    }

    private int reopened(int group) {
        spans.state[group] = (byte) SpanState.RUNNING.ordinal();
        spans.end[group] = -1;
        return group;
    }

    private NodeTally tally(String node) {
        NodeTally known = tallies.get(node);
        if (known == null) {
            Node drawn = nodes.get(node);
            known = new NodeTally(node, drawn, drawn == null ? List.of() : Cap.of(drawn));
            tallies.put(node, known);
        }
        return known;
    }

    private void settled(Event event, Where where, long at, Amount settled, boolean uncertain) {
        int row = rowOf(where, at);
        Amount held = held(row, where.attempt());
        spans.more(row, event);
        spans.hold(row, held, -1);
        spans.book(row, settled);
        if (uncertain) {
            spans.uncertain(row);
        }
    }

    /** What the call that now ends holds: the last one of that attempt that has not ended. */
    private Amount held(int row, int attempt) {
        List<Event> before = spans.more[row];
        if (before != null) {
            for (int i = before.size() - 1; i >= 0; i--) {
                Event event = before.get(i);
                if (event.where().attempt() != attempt) {
                    continue;
                }
                if (event.what() instanceof What.EffectStarted effect) {
                    return effect.reserved();
                }
                if (event.what() instanceof What.EffectCompleted || event.what() instanceof What.EffectFailed) {
                    break;
                }
            }
        }
        return Amount.ZERO;
    }

    private void scored(Event event, Where where, long at, What.Scored scored) {
        int row = rowOf(where, at);
        spans.more(row, event);
        NodeTally node = spans.tally[row];
        if (node != null) {
            node.scored = scored;
            if (scored.best()) {
                node.best = scored;
            }
        }
        Integer round = groups.get(new GroupKey(row, "", scored.iteration() - 1));
        if (round != null) {
            spans.more(round, event);
        }
    }

    private void tripped(Event event, Where where, long at, What.CapTripped cap) {
        spans.more(rowOf(where, at), event);
        int scope = spans.row(cap.scope());
        NodeTally frame = scope == NONE ? null : spans.tally[scope];
        if (frame == null) {
            runCap = cap;
        } else {
            frame.tripped = cap;
            if (cap.scope() != where.span()) {
                spans.more(scope, event);
            }
        }
        caps.add(new SessionSummary.Tripped(frame == null ? "" : frame.id, cap.scope(), cap.cap(), cap.limit()));
    }

    private void finished(long at, What.RunFinished over) {
        if (over.status() == RunStatus.WAITING) {
            // It was put away, not ended: whoever holds it is told so, no journal is.
            status = RunStatus.WAITING;
            return;
        }
        finished = over;
        status = over.status();
        spans.over[0] = over;
        cutRest(at);
        SpanState how = switch (over.status()) {
            case DONE -> SpanState.DONE;
            case PARTIAL -> SpanState.PARTIAL;
            case FAILED -> SpanState.FAILED;
            case RUNNING, WAITING, CANCELLED, INTERRUPTED -> SpanState.CUT;
        };
        spans.state[0] = (byte) how.ordinal();
        if (over.error() != null && spans.failures[0] == 0 && over.status() == RunStatus.FAILED) {
            spans.failure(0);
        }
    }

    private void cutRest(long at) {
        for (int row = spans.size - 1; row >= 0; row--) {
            if (spans.state[row] == SpanState.RUNNING.ordinal() && !isGroup(row)) {
                close(row, at, SpanState.CUT);
            }
        }
    }

    // ---- the run

    public Workflow workflow() {
        return workflow;
    }

    /** The node of that id in the run's document; empty where the run tells of one that is not in it. */
    public Optional<Node> node(String id) {
        return Optional.ofNullable(nodes.get(id));
    }

    /** How the run stands. */
    public RunStatus status() {
        return status;
    }

    /** How many events it was made of. */
    public long events() {
        return events;
    }

    /** Time of the last event, microseconds since 1970-01-01T00:00Z; 0 before the first. */
    public long latest() {
        return latest;
    }

    /** How it began; empty before the first event. */
    public Optional<What.RunStarted> began() {
        return Optional.ofNullable(started);
    }

    /** How it ended; empty while it runs, and for a run that was interrupted. */
    public Optional<What.RunFinished> finished() {
        return Optional.ofNullable(finished);
    }

    /** The run in a few figures, as of its last event. */
    public SessionSummary summary() {
        return summary(latest);
    }

    /** The run in a few figures; {@code now} in microseconds since 1970 counts only while it runs. */
    public SessionSummary summary(long now) {
        boolean empty = spans.size == 0;
        long start = empty ? 0 : spans.start[0];
        long end = empty ? 0 : end(0, now);
        Amount spent = finished == null ? null : finished.spent();
        var rounds = new ArrayList<SessionSummary.Loop>(loops.size());
        for (NodeTally loop : loops) {
            What.Scored best = loop.best;
            rounds.add(new SessionSummary.Loop(loop.id, loop.rounds, limitOf(loop), best == null ? -1 : best.score(),
                    best != null && best.passed()));
        }
        return new SessionSummary(run, name, status, simulated, start, Math.max(0, end - start),
                spent != null && spent.steps() > 0 ? spent.steps() : empty ? 0 : spans.steps[0], calls,
                spent != null ? spent.inputTokens() : empty ? 0 : spans.inputTokens[0],
                spent != null ? spent.outputTokens() : empty ? 0 : spans.outputTokens[0],
                spent != null ? spent.nanoUsd() : empty ? 0 : spans.nanoUsd[0],
                spent != null ? spent.priced() : empty || !spans.unpriced[0], !empty && spans.uncertain[0],
                empty ? 0 : spans.failures[0], skipped, spans.size, List.copyOf(caps), List.copyOf(rounds),
                finished == null ? null : finished.partial(), finished == null ? null : finished.error(),
                new SessionSummary.Reused(reusedCalls, reused.tokens(), reused.nanoUsd()), open(), held.size(),
                dryRun());
    }

    private int open() {
        int open = 0;
        for (Question question : questions.values()) {
            open += question.holds() ? 1 : 0;
        }
        return open;
    }

    /** What people were asked, in the order in which they were. */
    public List<Question> questions() {
        return List.copyOf(questions.values());
    }

    /** Side effects that a dry run collected and did not do, in its order. */
    public List<What.EffectHeld> held() {
        return List.copyOf(held);
    }

    /** Whether side effects were collected, not done. */
    public boolean dryRun() {
        return started != null && started.dryRun();
    }

    /** Its id; empty before its first event. */
    public String run() {
        return run;
    }

    /** Whether a row stands still until a person decides. */
    public boolean asks(int row) {
        return spans.asking[row] > 0;
    }

    /** What people were asked by that row, in the order in which they were. */
    public List<Question> questions(int row) {
        return questions.isEmpty()
                ? List.of()
                : questions.values().stream().filter(question -> question.row() == row).toList();
    }

    /** Billionths of a US dollar that count in it and were paid in another run, by all in it. */
    public long reusedNanoUsd(int row) {
        return spans.reusedNano[row];
    }

    /** Whether something in it was taken from another run. */
    public boolean reuses(int row) {
        return spans.reused[row] > 0;
    }

    private static int limitOf(NodeTally loop) {
        Integer limit = loop.node != null && loop.node.kind() instanceof EvaluatorOptimizer kind
                ? kind.maxIterations()
                : null;
        return limit == null ? 0 : limit;
    }

    /** How far the caps of the run itself are used up. */
    public List<NodeState.Meter> meters(long now) {
        return spans.size == 0 ? List.of() : Meters.of(spans, 0, runCaps, runCap, now);
    }

    // ---- nodes

    /** How a node stands, as of the last event. A node nobody has heard of waits, or was passed over with its frame. */
    public NodeState nodeState(String node) {
        return nodeState(node, latest);
    }

    /** How a node stands; {@code now} in microseconds since 1970 counts only while it runs. */
    public NodeState nodeState(String node, long now) {
        NodeTally tally = tallies.get(node);
        if (tally == null) {
            return new NodeState(insideSkipped(node) ? NodeState.Phase.SKIPPED : NodeState.Phase.WAITING, 0, 0, 0, 0,
                    true, 0, "", "", List.of(), Map.of(), Map.of());
        }
        long micros = tally.overMicros + Math.max(0, tally.running * now - tally.runningSince);
        Map<String, JsonNode> outputs = tally.lastOver == NONE ? Map.of() : outputs(tally.lastOver);
        return new NodeState(tally.phase(), tally.visits, tally.running, tally.inputTokens + tally.outputTokens,
                tally.nanoUsd, !tally.unpriced, micros,
                tally.asking > 0 ? asked(node) : Preview.of(outputs), Badges.of(tally),
                tally.caps.isEmpty() || tally.lastRow == NONE
                        ? List.of()
                        : Meters.of(spans, tally.lastRow, tally.caps, tally.tripped, now),
                outputs, tally.lastRow == NONE ? Map.of() : inputs(tally.lastRow));
    }

    /** What a node asks a person now. */
    private String asked(String node) {
        return questions.values().stream().filter(question -> question.holds() && question.node().equals(node))
                .map(question -> Preview.line(question.request().question())).findFirst().orElse("");
    }

    /** Whether a frame around the node was passed over, and the node with it: nothing is told of it then. */
    private boolean insideSkipped(String node) {
        for (@Nullable String frame = frames.get(node); frame != null; frame = frames.get(frame)) {
            NodeTally tally = tallies.get(frame);
            if (tally != null) {
                return tally.phase() == NodeState.Phase.SKIPPED;
            }
        }
        return false;
    }

    /** The visits of a node, in the order in which they began. */
    public List<Integer> visits(String node) {
        var rows = new ArrayList<Integer>();
        for (int row = 0; row < spans.size; row++) {
            NodeTally tally = spans.tally[row];
            if (tally != null && tally.id.equals(node)) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** The visit of a node that was begun last; {@link #NONE} for none. */
    public int lastVisit(String node) {
        NodeTally tally = tallies.get(node);
        return tally == null ? NONE : tally.lastRow;
    }

    // ---- rows

    /** How many rows there are. */
    public int size() {
        return spans.size;
    }

    /** The row of a span; {@link #NONE} where it is not known. */
    public int row(long span) {
        return spans.row(span);
    }

    /** The span of a row; 0 for a group. */
    public long span(int row) {
        return spans.id[row];
    }

    /** Whether a row is a round or a branch and no span of its own. */
    public boolean isGroup(int row) {
        return spans.id[row] == 0 && row > 0;
    }

    /** The row above; {@link #NONE} for the run. */
    public int parent(int row) {
        return spans.parent[row];
    }

    /** The first row in it; {@link #NONE} for none. */
    public int firstChild(int row) {
        return spans.first[row];
    }

    /** The row after it under the same parent; {@link #NONE} for none. */
    public int nextSibling(int row) {
        return spans.next[row];
    }

    /** How deep it stands; 0 for the run. */
    public int depth(int row) {
        return spans.depth[row];
    }

    /** Id of its node; empty for the run and for groups. */
    public String nodeId(int row) {
        NodeTally tally = spans.tally[row];
        return tally == null ? "" : tally.id;
    }

    /** Id of the node that it belongs to: its own, for a group that of its frame; empty for the run. */
    public String nearestNode(int row) {
        int at = isGroup(row) ? spans.parent[row] : row;
        return nodeId(at);
    }

    /** Name of its node's kind, as the event or the document says; empty for the run and for groups. */
    public String kind(int row) {
        if (spans.began[row] instanceof What.StepStarted step) {
            return step.kind();
        }
        NodeTally tally = spans.tally[row];
        return tally == null ? "" : tally.node == null ? "unknown" : tally.node.kind().kindName();
    }

    /** What people read: the node's title; the workflow's name for the run; empty for a group. */
    public String title(int row) {
        if (row == 0) {
            return name;
        }
        NodeTally tally = spans.tally[row];
        return tally == null ? "" : tally.node == null ? tally.id : tally.node.displayTitle();
    }

    /** What the row belongs to in its frame: how {@link #index} and {@link #child} are to be read. */
    public Grouping grouping(int row) {
        int above = spans.parent[row];
        if (above == NONE) {
            return Grouping.NONE;
        }
        NodeTally frame = spans.tally[above];
        if (frame == null) {
            return Grouping.NONE;
        }
        return frame.grouping == Grouping.NONE || spans.child[row].isEmpty() ? Grouping.NONE : frame.grouping;
    }

    /** Name of the child of its frame that it stands in; empty in the run's own graph. */
    public String child(int row) {
        return spans.child[row];
    }

    /** What people read for the child: a branch's title, else its name. */
    public String childTitle(int row) {
        int above = spans.parent[row];
        NodeTally frame = above == NONE ? null : spans.tally[above];
        Node node = frame == null ? null : frame.node;
        return node == null ? spans.child[row] : Branches.title(node.kind(), spans.child[row]);
    }

    /** Round, vote or item, from 0. */
    public int index(int row) {
        return spans.index[row];
    }

    /** What resume and replay match by; empty for the run and for groups. */
    public String stepKey(int row) {
        return spans.key[row];
    }

    public SpanState state(int row) {
        return STATES[spans.state[row]];
    }

    /** Microseconds since 1970-01-01T00:00Z. */
    public long start(int row) {
        return spans.start[row];
    }

    /** Its end in microseconds since 1970-01-01T00:00Z; {@code now} for a row that is under way, but never before its start. */
    public long end(int row, long now) {
        return spans.end[row] < 0 ? Math.max(spans.start[row], now) : spans.end[row];
    }

    /** How often it was tried. */
    public int attempts(int row) {
        return spans.attempts[row];
    }

    /** Steps that failed in it, itself included. */
    public int failures(int row) {
        return spans.failures[row];
    }

    /** Whether the row failed by itself, not because of one in it. */
    public boolean isError(int row) {
        return state(row) == SpanState.FAILED && spans.failures[row] > 0 && !failedBelow(row);
    }

    private boolean failedBelow(int row) {
        for (int c = spans.first[row]; c != NONE; c = spans.next[c]) {
            if (spans.failures[c] > 0) {
                return true;
            }
        }
        return false;
    }

    /** Steps booked in it: visits of transforms and gates, first attempts of calls. */
    public int steps(int row) {
        return spans.steps[row];
    }

    /** Tokens sent, by all in it. */
    public long inputTokens(int row) {
        return spans.inputTokens[row];
    }

    /** Tokens received, by all in it. */
    public long outputTokens(int row) {
        return spans.outputTokens[row];
    }

    /** Billionths of a US dollar booked, by all in it. */
    public long nanoUsd(int row) {
        return spans.nanoUsd[row];
    }

    /** Whether the price table knew every model in it. */
    public boolean priced(int row) {
        return !spans.unpriced[row];
    }

    /** Whether some of what is booked is a hold, since nobody knows what was used. */
    public boolean uncertain(int row) {
        return spans.uncertain[row];
    }

    /** Values on its input ports; the run's inputs for the run. */
    public Map<String, JsonNode> inputs(int row) {
        What began = spans.began[row];
        return began instanceof What.StepStarted step
                ? step.inputs()
                : began instanceof What.RunStarted all ? all.inputs() : Map.of();
    }

    /** Values by output port, empty before its end; the workflow's outputs for the run. */
    public Map<String, JsonNode> outputs(int row) {
        What over = spans.over[row];
        return over instanceof What.StepCompleted step
                ? step.outputs()
                : over instanceof What.RunFinished all ? all.outputs() : Map.of();
    }

    /** How it ended; empty while it runs, for a group, and where its run ended first. */
    public Optional<What> ending(int row) {
        return Optional.ofNullable(spans.over[row]);
    }

    /** What happened between its beginning and its end: calls, rejections, scores, decisions, caps; in order. */
    public List<Event> happened(int row) {
        List<Event> events = spans.more[row];
        return events == null ? List.of() : List.copyOf(events);
    }

    /** Nodes that its results go to, by the wires of its graph; empty for the run, for groups and for the last of a graph. */
    public List<String> nextNodes(int row) {
        String node = nodeId(row);
        Graph home = homes.get(node);
        return home == null
                ? List.of()
                : home.wires().stream().filter(wire -> wire.from().equals(node)).map(Wire::to)
                        .filter(to -> !to.equals(Graph.OUT)).distinct().toList();
    }

    /** The row of a node that stands beside that row, in the same round or branch; {@link #NONE} for none. */
    public int beside(int row, String node) {
        int above = spans.parent[row];
        int found = NONE;
        if (above != NONE) {
            for (int r = spans.first[above]; r != NONE; r = spans.next[r]) {
                if (nodeId(r).equals(node) && spans.index[r] == spans.index[row]
                        && spans.child[r].equals(spans.child[row])) {
                    found = r;
                }
            }
        }
        return found;
    }

    /** The run's and all its rows' way from start to end: what would have to be faster for the run to be faster. */
    public CriticalPath criticalPath(long now) {
        return CriticalPath.of(this, now);
    }
}
