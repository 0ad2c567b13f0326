package dev.flowbench.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans of a run in columns: row 0 is the run, rows stand in the order in which they began, a parent before its
 * children. No object for each span, so that a hundred thousand are nothing special.
 */
final class Spans {
    static final int NONE = -1;
    private static final int DENSE = 1 << 22;

    int size;
    long[] id = new long[64];
    int[] parent = new int[64];
    int[] first = new int[64];
    int[] last = new int[64];
    int[] next = new int[64];
    int[] depth = new int[64];
    int[] index = new int[64];
    int[] attempts = new int[64];
    int[] open = new int[64];
    int[] failures = new int[64];
    int[] steps = new int[64];
    int[] toolCalls = new int[64];
    int[] spawns = new int[64];
    int[] heldSteps = new int[64];
    /** Questions of the row itself that a person has not decided. */
    int[] asking = new int[64];
    int[] reused = new int[64];
    long[] reusedNano = new long[64];
    /** Group that a frame's child was put into last. */
    int[] group = new int[64];
    byte[] state = new byte[64];
    /** The worst state in which a child ended. */
    byte[] worst = new byte[64];
    boolean[] unpriced = new boolean[64];
    /** How many calls are booked at their holds, since nobody knows what was used. */
    int[] uncertain = new int[64];
    long[] start = new long[64];
    long[] end = new long[64];
    long[] inputTokens = new long[64];
    long[] outputTokens = new long[64];
    long[] nanoUsd = new long[64];
    long[] heldInput = new long[64];
    long[] heldOutput = new long[64];
    long[] heldNano = new long[64];
    String[] child = new String[64];
    String[] key = new String[64];
    @Nullable NodeTally[] tally = new NodeTally[64];
    @Nullable What[] began = new What[64];
    @Nullable What[] over = new What[64];
    @Nullable List<Event>[] more = lists(64);

    private int[] dense = filled(64);
    private final Map<Long, Integer> sparse = new HashMap<>();

    /** The row of a span; {@link #NONE} where it is not known. */
    int row(long span) {
        if (span >= 0 && span < dense.length) {
            return dense[(int) span];
        }
        return sparse.isEmpty() ? NONE : sparse.getOrDefault(span, NONE);
    }

    int add(long span, int under, @Nullable NodeTally node, String childName, int number, String stepKey, long at) {
        if (size == id.length) {
            grow(size * 2);
        }
        int row = size++;
        id[row] = span;
        parent[row] = under;
        first[row] = NONE;
        last[row] = NONE;
        next[row] = NONE;
        group[row] = NONE;
        index[row] = number;
        attempts[row] = 1;
        start[row] = at;
        end[row] = -1;
        child[row] = childName;
        key[row] = stepKey;
        tally[row] = node;
        state[row] = (byte) SpanState.RUNNING.ordinal();
        if (under != NONE) {
            depth[row] = depth[under] + 1;
            if (first[under] == NONE) {
                first[under] = row;
            } else {
                next[last[under]] = row;
            }
            last[under] = row;
            open[under]++;
        }
        if (span != 0) {
            remember(span, row);
        }
        return row;
    }

    /** Whether a row is a round, turn or branch and no span of its own. */
    boolean isGroup(int row) {
        return id[row] == 0 && row > 0;
    }

    /** The row itself; of a group that of its frame. */
    int frame(int row) {
        return isGroup(row) ? parent[row] : row;
    }

    /** Values on the input ports of a row; the run's inputs for the run. */
    Map<String, JsonNode> inputs(int row) {
        What first = began[row];
        return first instanceof What.StepStarted step
                ? step.inputs()
                : first instanceof What.RunStarted all ? all.inputs() : Map.of();
    }

    /** Values by output port, empty before its end; the workflow's outputs for the run. */
    Map<String, JsonNode> outputs(int row) {
        What last = over[row];
        return last instanceof What.StepCompleted step
                ? step.outputs()
                : last instanceof What.RunFinished all ? all.outputs() : Map.of();
    }

    /** Books what was spent on a row and all rows above it. */
    void book(int row, Amount amount) {
        for (int r = row; r != NONE; r = parent[r]) {
            inputTokens[r] += amount.inputTokens();
            outputTokens[r] += amount.outputTokens();
            nanoUsd[r] += amount.nanoUsd();
            steps[r] += amount.steps();
            toolCalls[r] += amount.toolCalls();
            spawns[r] += amount.spawns();
            unpriced[r] |= !amount.priced();
            NodeTally node = tally[r];
            if (node != null) {
                node.book(amount);
            }
        }
    }

    /** Holds or lets go what is reserved, on a row and all rows above it. */
    void hold(int row, Amount amount, int sign) {
        for (int r = row; r != NONE; r = parent[r]) {
            heldInput[r] += sign * amount.inputTokens();
            heldOutput[r] += sign * amount.outputTokens();
            heldNano[r] += sign * amount.nanoUsd();
            heldSteps[r] += sign * amount.steps();
        }
    }

    void step(int row) {
        for (int r = row; r != NONE; r = parent[r]) {
            steps[r]++;
        }
    }

    void failure(int row) {
        for (int r = row; r != NONE; r = parent[r]) {
            failures[r]++;
        }
    }

    /** Something was taken from another run: on a row and all rows above it. */
    void reused(int row, long nano) {
        for (int r = row; r != NONE; r = parent[r]) {
            reused[r]++;
            reusedNano[r] += nano;
        }
    }

    /** @param more how many calls more, or fewer, are booked at their holds */
    void uncertain(int row, int more) {
        for (int r = row; r != NONE; r = parent[r]) {
            uncertain[r] += more;
        }
    }

    void more(int row, Event event) {
        List<Event> events = more[row];
        if (events == null) {
            events = new ArrayList<>(4);
            more[row] = events;
        }
        events.add(event);
    }

    private void remember(long span, int row) {
        if (span < 0 || span >= DENSE) {
            sparse.put(span, row);
            return;
        }
        if (span >= dense.length) {
            int before = dense.length;
            dense = Arrays.copyOf(dense, (int) Math.min(DENSE, Math.max(span + 1, dense.length * 2L)));
            Arrays.fill(dense, before, dense.length, NONE);
        }
        dense[(int) span] = row;
    }

    private void grow(int room) {
        id = Arrays.copyOf(id, room);
        parent = Arrays.copyOf(parent, room);
        first = Arrays.copyOf(first, room);
        last = Arrays.copyOf(last, room);
        next = Arrays.copyOf(next, room);
        depth = Arrays.copyOf(depth, room);
        index = Arrays.copyOf(index, room);
        attempts = Arrays.copyOf(attempts, room);
        open = Arrays.copyOf(open, room);
        failures = Arrays.copyOf(failures, room);
        steps = Arrays.copyOf(steps, room);
        toolCalls = Arrays.copyOf(toolCalls, room);
        spawns = Arrays.copyOf(spawns, room);
        heldSteps = Arrays.copyOf(heldSteps, room);
        asking = Arrays.copyOf(asking, room);
        reused = Arrays.copyOf(reused, room);
        reusedNano = Arrays.copyOf(reusedNano, room);
        group = Arrays.copyOf(group, room);
        state = Arrays.copyOf(state, room);
        worst = Arrays.copyOf(worst, room);
        unpriced = Arrays.copyOf(unpriced, room);
        uncertain = Arrays.copyOf(uncertain, room);
        start = Arrays.copyOf(start, room);
        end = Arrays.copyOf(end, room);
        inputTokens = Arrays.copyOf(inputTokens, room);
        outputTokens = Arrays.copyOf(outputTokens, room);
        nanoUsd = Arrays.copyOf(nanoUsd, room);
        heldInput = Arrays.copyOf(heldInput, room);
        heldOutput = Arrays.copyOf(heldOutput, room);
        heldNano = Arrays.copyOf(heldNano, room);
        child = Arrays.copyOf(child, room);
        key = Arrays.copyOf(key, room);
        tally = Arrays.copyOf(tally, room);
        began = Arrays.copyOf(began, room);
        over = Arrays.copyOf(over, room);
        more = Arrays.copyOf(more, room);
    }

    private static int[] filled(int room) {
        int[] rows = new int[room];
        Arrays.fill(rows, NONE);
        return rows;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type can be made no other way
    private static @Nullable List<Event>[] lists(int room) {
        return new List[room];
    }
}
