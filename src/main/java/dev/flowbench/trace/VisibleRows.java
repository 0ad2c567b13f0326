package dev.flowbench.trace;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a trace that are on the screen's list, in order: as a tree that is partly folded, with a filter that keeps
 * what stands above a row that matches. Rebuilt whole, without recursion, in a few microseconds per thousand rows.
 *
 * <p>Not for several threads at once.
 */
public final class VisibleRows {
    private int[] rows = new int[64];
    private int[] places = new int[64];
    private int size;
    private int matches;
    private final BitSet folded = new BitSet();
    private RowFilter filter = RowFilter.ALL;

    /** How many rows are on the list. */
    public int size() {
        return size;
    }

    /** How many rows match the filter by themselves. */
    public int matches() {
        return matches;
    }

    /** The row at a place of the list, from 0. */
    public int row(int place) {
        return rows[place];
    }

    /** The place of a row on the list; -1 where it is folded away or filtered out. */
    public int place(int row) {
        return row >= 0 && row < places.length ? places[row] : -1;
    }

    public boolean isFolded(int row) {
        return folded.get(row);
    }

    /** Folds a row or unfolds it; the list changes with the next {@link #rebuild}. */
    public void fold(int row, boolean fold) {
        folded.set(row, fold);
    }

    /** Folds all rows from that depth on that have children; the list changes with the next {@link #rebuild}. */
    public void foldAll(RunTrace trace, int fromDepth) {
        folded.clear();
        for (int row = 0; row < trace.size(); row++) {
            if (trace.depth(row) >= fromDepth && trace.firstChild(row) != RunTrace.NONE) {
                folded.set(row);
            }
        }
    }

    /** Unfolds all; the list changes with the next {@link #rebuild}. */
    public void unfoldAll() {
        folded.clear();
    }

    /** Unfolds all that stands above a row; the list changes with the next {@link #rebuild}. */
    public void reveal(RunTrace trace, int row) {
        for (int above = trace.parent(row); above != RunTrace.NONE; above = trace.parent(above)) {
            folded.clear(above);
        }
    }

    public RowFilter filter() {
        return filter;
    }

    /** Sets what is asked for; the list changes with the next {@link #rebuild}. */
    public void filter(RowFilter newFilter) {
        filter = newFilter;
    }

    /** Makes the list anew from what the trace holds now. */
    public void rebuild(RunTrace trace) {
        int count = trace.size();
        BitSet wanted = wanted(trace, count);
        if (rows.length < count) {
            int room = Math.max(count, rows.length * 2);
            rows = new int[room];
            places = new int[room];
        }
        Arrays.fill(places, -1);
        size = 0;
        int row = count == 0 ? RunTrace.NONE : 0;
        while (row != RunTrace.NONE) {
            boolean show = wanted == null || wanted.get(row);
            if (show) {
                places[row] = size;
                rows[size++] = row;
            }
            // While a filter is on nothing is folded: what matches is to be seen.
            boolean into = show && (wanted != null || !folded.get(row));
            int next = into ? trace.firstChild(row) : RunTrace.NONE;
            while (next == RunTrace.NONE && row != RunTrace.NONE) {
                next = row == 0 ? RunTrace.NONE : trace.nextSibling(row);
                row = next == RunTrace.NONE ? trace.parent(row) : row;
                if (row == 0 && next == RunTrace.NONE) {
                    row = RunTrace.NONE;
                }
            }
            row = next;
        }
    }

    /** The rows that match and all above them; null for every row. */
    private @Nullable BitSet wanted(RunTrace trace, int count) {
        matches = count;
        if (filter.isAll()) {
            return null;
        }
        BitSet wanted = new BitSet(count);
        matches = 0;
        for (int row = 0; row < count; row++) {
            if (filter.matches(trace, row)) {
                matches++;
                for (int above = row; above != RunTrace.NONE && !wanted.get(above); above = trace.parent(above)) {
                    wanted.set(above);
                }
            }
        }
        return wanted;
    }
}
