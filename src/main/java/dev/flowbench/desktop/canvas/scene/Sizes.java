package dev.flowbench.desktop.canvas.scene;

import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.flow.Port;
import java.util.List;
import java.util.Set;

/** Sizes of what is drawn, in pixels at 100 %; painters and hit tests use the same. */
public final class Sizes {
    /** Width of a card. */
    public static final double CARD = Metrics.CARD_WIDTH;
    /** Where a card's rows of named ports begin. */
    public static final double ROWS = 70;
    /** Height of a row with named ports. */
    public static final double ROW = 20;
    /** Height of a card's last line. */
    public static final double FOOTER = 26;
    /** Where the unnamed port of a card stands: beside the middle of its tile. */
    public static final double PORT_Y = 26;
    /** Height of a frame's header. */
    public static final double HEADER = Metrics.HEADER;
    /** Space between a frame's edge, its panels, and its header. */
    public static final double GAP = 12;
    /** Height of a panel's title. */
    public static final double TITLE = 28;
    /** Space around the nodes in a panel. */
    public static final double PAD = 20;
    /** Smallest inside of a panel. */
    public static final double INSIDE_W = 208;
    /** Smallest inside of a panel. */
    public static final double INSIDE_H = 72;
    /** Width of an edge card on the workflow's own graph. */
    public static final double EDGE = 136;
    /** Height of the title of an edge. */
    public static final double EDGE_TITLE = 32;
    /** Height of a port's row on an edge. */
    public static final double EDGE_ROW = 24;
    /** Smallest size of a note. */
    public static final double NOTE_W = 200;
    /** Smallest size of a note. */
    public static final double NOTE_H = 72;
    /** The step that places snap to. */
    public static final int GRID = 16;

    private static final double LETTER = 6.3;
    private static final Set<String> USUAL = Set.of("result", "value", "task", "items", "results");

    private Sizes() {}

    /** Whether the ports of one side of a node show their names: where one could be taken for another. */
    static boolean labelled(List<Port> ports) {
        return ports.size() > 1 || (ports.size() == 1 && !USUAL.contains(ports.getFirst().name()));
    }

    static double cardHeight(List<Port> inputs, List<Port> outputs) {
        int rows = Math.max(labelled(inputs) ? inputs.size() : 0, labelled(outputs) ? outputs.size() : 0);
        return ROWS + rows * ROW + (rows > 0 ? 4 : 0) + FOOTER;
    }

    /** Room for port names inside a frame's edge. */
    static double gutter(List<Port> ports) {
        return labelled(ports) ? Math.max(40, Math.min(112, longest(ports) + 20)) : GAP;
    }

    /** Width of a rail with those ports. */
    static double rail(List<Port> ports) {
        return Math.max(44, Math.min(116, longest(ports) + 24));
    }

    static double railHeight(List<Port> ports) { return ports.size() * EDGE_ROW + 12; }

    private static double longest(List<Port> ports) {
        return Math.ceil(ports.stream().mapToDouble(port -> port.name().length() * LETTER).max().orElse(0));
    }
}
