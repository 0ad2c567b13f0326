package dev.flowbench.desktop.canvas.scene;

import org.jspecify.annotations.Nullable;

/** What stands at a point of the drawing. */
public sealed interface Hit {
    /** A port. */
    record OnPort(PortItem port) implements Hit {}

    /**
     * A node's card, or the part of a frame that is not a child's area.
     *
     * @param node the node
     * @param corner whether the point is where it can be pulled larger
     */
    record OnNode(NodeItem node, boolean corner) implements Hit {}

    /** A breakpoint, or where one could be set. */
    record OnDot(BreakDot dot, NodeItem node) implements Hit {}

    /**
     * A wire.
     *
     * @param wire the wire
     * @param end which end is near enough to be taken off; null for the middle
     */
    record OnWire(WireItem wire, @Nullable End end) implements Hit {}

    /** A graph's edge, beside its ports. */
    record OnEdge(EdgeItem edge) implements Hit {}

    /** The free ground of a child's area. */
    record OnArea(AreaItem area) implements Hit {}

    /** The free ground of the workflow's own graph. */
    record OnGround() implements Hit {}

    /** An end of a wire. */
    enum End {
        FROM,
        TO
    }
}
