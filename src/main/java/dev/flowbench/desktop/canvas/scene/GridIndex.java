package dev.flowbench.desktop.canvas.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Finds rectangles by place: a uniform grid of cells. Numbers stand for the rectangles, in the order of adding. Not safe
 * for several threads, since a query marks what it has seen.
 */
public final class GridIndex {
    private static final double CELL = 600;
    private static final int MANY_CELLS = 256;

    private final Map<Long, int[]> cells = new HashMap<>();
    private final Map<Long, Integer> counts = new HashMap<>();
    private final List<Integer> everywhere = new ArrayList<>();
    private final List<Rect> rects = new ArrayList<>();
    private boolean[] seen = new boolean[64];
    private int minX = Integer.MAX_VALUE;
    private int minY = Integer.MAX_VALUE;
    private int maxX = Integer.MIN_VALUE;
    private int maxY = Integer.MIN_VALUE;

    /** Adds the next rectangle. */
    public void add(Rect r) {
        int number = rects.size();
        rects.add(r);
        int x1 = cell(r.x());
        int y1 = cell(r.y());
        int x2 = cell(r.right());
        int y2 = cell(r.bottom());
        minX = Math.min(minX, x1);
        minY = Math.min(minY, y1);
        maxX = Math.max(maxX, x2);
        maxY = Math.max(maxY, y2);
        if ((long) (x2 - x1 + 1) * (y2 - y1 + 1) > MANY_CELLS) {
            everywhere.add(number);
            return;
        }
        for (int x = x1; x <= x2; x++) {
            for (int y = y1; y <= y2; y++) {
                long key = key(x, y);
                int count = counts.merge(key, 1, Integer::sum);
                int[] in = cells.computeIfAbsent(key, _ -> new int[8]);
                if (count > in.length) {
                    in = Arrays.copyOf(in, in.length * 2);
                    cells.put(key, in);
                }
                in[count - 1] = number;
            }
        }
    }

    /** Hands out the numbers of all that meet a rectangle, in the order of adding, each once. */
    public void query(Rect r, IntConsumer found) {
        if (seen.length < rects.size()) seen = new boolean[rects.size()];
        int x1 = Math.max(minX, cell(r.x()));
        int y1 = Math.max(minY, cell(r.y()));
        int x2 = Math.min(maxX, cell(r.right()));
        int y2 = Math.min(maxY, cell(r.bottom()));
        int first = Integer.MAX_VALUE;
        int last = -1;
        for (int x = x1; x <= x2; x++) {
            for (int y = y1; y <= y2; y++) {
                int[] in = cells.get(key(x, y));
                if (in == null) continue;
                int count = counts.getOrDefault(key(x, y), 0);
                for (int i = 0; i < count; i++) {
                    seen[in[i]] = true;
                    first = Math.min(first, in[i]);
                    last = Math.max(last, in[i]);
                }
            }
        }
        for (int number : everywhere) {
            seen[number] = true;
            first = Math.min(first, number);
            last = Math.max(last, number);
        }
        for (int i = first; i <= last; i++) {
            if (!seen[i]) continue;
            seen[i] = false;
            if (rects.get(i).meets(r)) found.accept(i);
        }
    }

    /** The numbers of all that meet a rectangle, in the order of adding. */
    public List<Integer> query(Rect r) {
        var found = new ArrayList<Integer>();
        query(r, found::add);
        return found;
    }

    private static int cell(double v) { return (int) Math.floor(Math.max(-1e8, Math.min(1e8, v)) / CELL); }

    private static long key(int x, int y) { return ((long) x << 32) ^ (y & 0xffffffffL); }
}
