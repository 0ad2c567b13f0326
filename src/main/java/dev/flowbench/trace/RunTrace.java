package dev.flowbench.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    private final List<Cap> runCaps;
    private final TraceFold fold;
    private final Spans spans;
    private final Nodes nodes;

    /** A trace without events of a run of that document. */
    public RunTrace(Workflow workflow) {
        this.workflow = workflow;
        this.runCaps = Cap.of(workflow.budget());
        this.fold = new TraceFold(workflow);
        this.spans = fold.spans;
        this.nodes = fold.nodes;
    }

    /** Takes the next event of the run. */
    public void accept(Event event) {
        fold.accept(event);
    }

    /**
     * The run's process is gone: what has not ended by now never will, unless it is resumed. Does nothing to a run that
     * has ended or was put away.
     */
    public void interrupted() {
        fold.interrupted();
    }

    /** The run waits for a person, whether its process lives or not. Does nothing to a run that has ended. */
    public void waiting() {
        fold.waiting();
    }

    /** Where it stands while it is paused. */
    public Standings standings() {
        return fold.standings;
    }

    // ---- the run

    public Workflow workflow() {
        return workflow;
    }

    /** The node of that id in the run's document; empty where the run tells of one that is not in it. */
    public Optional<Node> node(String id) {
        return Optional.ofNullable(nodes.node(id));
    }

    /** How the run stands. */
    public RunStatus status() {
        return fold.status;
    }

    /** How many events it was made of. */
    public long events() {
        return fold.events;
    }

    /** Time of the last event, microseconds since 1970-01-01T00:00Z; 0 before the first. */
    public long latest() {
        return fold.latest;
    }

    /** How it began; empty before the first event. */
    public Optional<What.RunStarted> began() {
        return Optional.ofNullable(fold.started);
    }

    /** How it ended; empty while it runs, and for a run that was interrupted. */
    public Optional<What.RunFinished> finished() {
        return Optional.ofNullable(fold.finished);
    }

    /** The run in a few figures, as of its last event. */
    public SessionSummary summary() {
        return summary(fold.latest);
    }

    /** The run in a few figures; {@code now} in microseconds since 1970 counts only while it runs. */
    public SessionSummary summary(long now) {
        What.RunFinished finished = fold.finished;
        boolean empty = spans.size == 0;
        long start = empty ? 0 : spans.start[0];
        long end = empty ? 0 : end(0, now);
        Amount spent = finished == null ? null : finished.spent().minus(fold.released);
        var rounds = new ArrayList<SessionSummary.Loop>(fold.rows.loops.size());
        for (NodeTally loop : fold.rows.loops) {
            What.Scored best = loop.best;
            rounds.add(new SessionSummary.Loop(loop.id, loop.rounds, limitOf(loop), best == null ? -1 : best.score(),
                    best != null && best.passed()));
        }
        return new SessionSummary(fold.run, fold.name, fold.status, fold.simulated, start, Math.max(0, end - start),
                spent != null && spent.steps() > 0 ? spent.steps() : empty ? 0 : spans.steps[0], fold.calls,
                spent != null ? spent.inputTokens() : empty ? 0 : spans.inputTokens[0],
                spent != null ? spent.outputTokens() : empty ? 0 : spans.outputTokens[0],
                spent != null ? spent.nanoUsd() : empty ? 0 : spans.nanoUsd[0],
                spent != null ? spent.priced() : empty || !spans.unpriced[0], !empty && spans.uncertain[0] > 0,
                empty ? 0 : spans.failures[0], fold.skipped, spans.size, List.copyOf(fold.caps), List.copyOf(rounds),
                finished == null ? null : finished.partial(), finished == null ? null : finished.error(),
                new SessionSummary.Reused(fold.reusedCalls, fold.reused.tokens(), fold.reused.nanoUsd()),
                fold.questions.holding(), fold.held.size(), dryRun(), fold.pinned, fold.saved, fold.queuedMicros);
    }

    /** What people were asked, in the order in which they were. */
    public List<Question> questions() {
        return fold.questions.all();
    }

    /** Side effects that a dry run collected and did not do, in its order. */
    public List<What.EffectHeld> held() {
        return List.copyOf(fold.held);
    }

    /** Whether side effects were collected, not done. */
    public boolean dryRun() {
        What.RunStarted began = fold.started;
        return began != null && began.dryRun();
    }

    /** Its id; empty before its first event. */
    public String run() {
        return fold.run;
    }

    /** Whether a row stands still until a person decides. */
    public boolean asks(int row) {
        return spans.asking[row] > 0;
    }

    /** Whether a row that has begun goes no further, since the run is paused: nothing in it is in flight. */
    public boolean stands(int row) {
        return state(row) == SpanState.RUNNING && fold.standings.first().isPresent() && spans.heldSteps[row] == 0
                && spans.heldInput[row] == 0 && spans.heldOutput[row] == 0 && spans.heldNano[row] == 0;
    }

    /** What people were asked by that row, in the order in which they were. */
    public List<Question> questions(int row) {
        return fold.questions.of(row);
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
        return spans.size == 0 ? List.of() : Meters.of(spans, 0, runCaps, fold.runCap, now);
    }

    // ---- nodes

    /** How a node stands, as of the last event. A node nobody has heard of waits, or was passed over with its frame. */
    public NodeState nodeState(String node) {
        return nodeState(node, fold.latest);
    }

    /** How a node stands; {@code now} in microseconds since 1970 counts only while it runs. */
    public NodeState nodeState(String node, long now) {
        return nodes.state(node, now);
    }

    /** The visits of a node, in the order in which they began. */
    public List<Integer> visits(String node) {
        var rows = new ArrayList<Integer>();
        for (int row = 0; row < spans.size; row++) {
            NodeTally tally = spans.tally[row];
            if (tally != null && !tally.isPart() && tally.id.equals(node)) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** The visit of a node that was begun last; {@link #NONE} for none. */
    public int lastVisit(String node) {
        NodeTally tally = nodes.known(node);
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
        return spans.isGroup(row);
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
            return fold.name;
        }
        NodeTally tally = spans.tally[row];
        return tally == null
                ? ""
                : tally.isPart() ? PartTitle.of(this, row) : tally.node == null ? tally.id : tally.node.displayTitle();
    }

    /** The title where the row's frame is not in sight: a turn or call is named with its node and its turn. */
    public String fullTitle(int row) {
        NodeTally tally = spans.tally[row];
        if (tally == null || !tally.isPart() || tally.node == null) {
            return title(row);
        }
        String agent = tally.node.displayTitle();
        return isGroup(spans.parent[row])
                ? TraceTexts.text("part.ofTurn", agent, String.valueOf(spans.index[row] + 1), title(row))
                : TraceTexts.text("part.of", agent, title(row));
    }

    /** Whether the row is a step inside a node that is no node of its own: a turn of an agent's model, a call of a tool. */
    public boolean isPart(int row) {
        NodeTally tally = spans.tally[row];
        return tally != null && tally.isPart();
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
        boolean named = frame.grouping != Grouping.NONE && !spans.child[row].isEmpty();
        // What an agent does before its first turn and after its last is in none of them.
        return named && (frame.grouping != Grouping.TURN || isGroup(row)) ? frame.grouping : Grouping.NONE;
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
        return spans.uncertain[row] > 0;
    }

    /** Values on its input ports; the run's inputs for the run. */
    public Map<String, JsonNode> inputs(int row) {
        return spans.inputs(row);
    }

    /** Values by output port, empty before its end; the workflow's outputs for the run. */
    public Map<String, JsonNode> outputs(int row) {
        return spans.outputs(row);
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
        Graph home = nodes.home(node);
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
