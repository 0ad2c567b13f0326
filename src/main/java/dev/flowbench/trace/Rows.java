package dev.flowbench.trace;

import dev.flowbench.engine.event.Where;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How rows open and close: a row for each span, and above some of them one for the round, turn or branch. */
final class Rows {
    private static final int NONE = Spans.NONE;
    private static final SpanState[] STATES = SpanState.values();

    private final Spans spans;
    private final Nodes nodes;
    private final Map<GroupKey, Integer> groups = new HashMap<>();
    /** The loops, in the order in which they began. */
    final List<NodeTally> loops = new ArrayList<>();

    private record GroupKey(int parent, String child, int index) {}

    Rows(Spans spans, Nodes nodes) {
        this.spans = spans;
        this.nodes = nodes;
    }

    /** The row of a round of a loop; null where there is none. */
    @Nullable Integer round(int loop, int index) {
        return groups.get(new GroupKey(loop, "", index));
    }

    /** A row ends. */
    void close(int row, long at, SpanState state) {
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
            if (spans.isGroup(above) && spans.open[above] == 0) {
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
    int of(Where where, long at) {
        int row = spans.row(where.span());
        if (row == NONE) {
            row = open(where, at);
        }
        if (where.attempt() > spans.attempts[row]) {
            spans.attempts[row] = where.attempt();
        }
        return row;
    }

    int open(Where where, long at) {
        int above = spans.row(where.parent());
        if (above == NONE) {
            above = 0;
        }
        NodeTally frame = spans.tally[above];
        if (frame != null && frame.bundles(where.child())) {
            above = group(above, frame, where, at);
        }
        return spans.add(where.span(), above, nodes.tally(where, spans.tally[spans.frame(above)]), where.child(),
                where.index(), where.stepKey(), at);
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
}
