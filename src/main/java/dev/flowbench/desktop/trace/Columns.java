package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.look.Metrics;

/**
 * Where the columns of the trace stand, for a width. Before a column is left out the tree gives up room; then goes first
 * the cost, then the tokens, then the time; the tree and the waterfall always stay.
 *
 * @param tree right edge of the tree
 * @param tokens right edge of the tokens; 0 where they are left out
 * @param cost right edge of the cost; 0 where it is left out
 * @param time right edge of the time; 0 where it is left out
 * @param bars left edge of the waterfall
 * @param right right edge of the waterfall
 */
record Columns(double tree, double tokens, double cost, double time, double bars, double right) {
    static final double TOKENS = 62;
    static final double COST = 74;
    static final double TIME = 82;
    static final double NARROWEST_TREE = 140;
    private static final double NARROWEST_BARS = 110;

    static Columns of(double width, double wantedTree) {
        double figures = TIME + TOKENS + COST;
        double most = width - NARROWEST_BARS - figures >= NARROWEST_TREE
                ? width - NARROWEST_BARS - figures
                : width - NARROWEST_BARS;
        double tree = Math.clamp(wantedTree, NARROWEST_TREE, Math.max(NARROWEST_TREE, most));
        double room = width - tree - NARROWEST_BARS;
        boolean time = room >= TIME;
        boolean tokens = room >= TIME + TOKENS;
        boolean cost = room >= TIME + TOKENS + COST;
        double x = tree;
        double tokensAt = tokens ? x += TOKENS : 0;
        double costAt = cost ? x += COST : 0;
        double timeAt = time ? x += TIME : 0;
        return new Columns(tree, tokensAt, costAt, timeAt, x + Metrics.SPACE_16,
                Math.max(x + 40, width - Metrics.SPACE_12));
    }

    /** Left edge of the figures: the right edge of the tree. */
    double figures() {
        return tree;
    }
}
