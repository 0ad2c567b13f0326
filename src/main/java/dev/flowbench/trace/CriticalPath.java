package dev.flowbench.trace;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;

/**
 * The rows that decide how long a run took: going back from its end, always the step that ended last before the one
 * already found began. To make the run faster, one of these has to be faster.
 */
public final class CriticalPath {
    private final BitSet rows;

    private CriticalPath(BitSet rows) {
        this.rows = rows;
    }

    /** Whether a row is on it. A frame is, if a step in it is. */
    public boolean contains(int row) {
        return rows.get(row);
    }

    static CriticalPath of(RunTrace trace, long now) {
        BitSet rows = new BitSet(trace.size());
        if (trace.size() > 0) {
            rows.set(0);
        }
        Integer[] children = new Integer[16];
        // A parent stands before its children, so one pass from the top decides every frame before what is in it.
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            int count = 0;
            for (int child = trace.firstChild(row); child != RunTrace.NONE; child = trace.nextSibling(child)) {
                if (trace.state(child) != SpanState.SKIPPED) {
                    if (count == children.length) {
                        children = Arrays.copyOf(children, count * 2);
                    }
                    children[count++] = child;
                }
            }
            Arrays.sort(children, 0, count, Comparator.comparingLong(child -> -trace.end(child, now)));
            long cursor = trace.end(row, now);
            for (int i = 0; i < count; i++) {
                int child = children[i];
                if (trace.end(child, now) <= cursor) {
                    rows.set(child);
                    cursor = trace.start(child);
                }
            }
        }
        return new CriticalPath(rows);
    }
}
