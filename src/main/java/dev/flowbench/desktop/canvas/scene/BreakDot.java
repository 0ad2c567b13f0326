package dev.flowbench.desktop.canvas.scene;

/**
 * A breakpoint as the drawing marks it.
 *
 * @param node id of the node
 * @param place by what it is known; the node's id, or that of a part of the node
 * @param after whether it is after the step: at the right, else at the left
 * @param look how it is drawn
 * @param says what the pointer is told
 */
public record BreakDot(String node, String place, boolean after, Look look, String says) {
    /** How a dot is drawn. */
    public enum Look {
        /** Filled. */
        ON,
        /** Filled, with a mark: it stands only when a condition holds. */
        WHEN,
        /** A ring: it is switched off. */
        OFF,
        /** Where one could be set: shown faintly under the pointer. */
        NONE
    }

    private static final double SIZE = 14;
    private static final double FROM_AFAR = 12;
    private static final double BESIDE_CORNER = 18;

    /** Where one could be set before a node. */
    public static BreakDot none(String node, String says) {
        return new BreakDot(node, node, false, Look.NONE, says);
    }

    /** Whether it is about a part of the node, and stands beside the node's own. */
    public boolean isInside() {
        return !place.equals(node);
    }

    /**
     * Where it is drawn: on the lower edge, where no port is and no other mark.
     *
     * @param scale pixels of the screen for one of the drawing
     */
    public Rect rect(NodeItem item, double scale) {
        double size = Math.max(SIZE, FROM_AFAR / scale);
        double left = item.rect().x() - size * 0.4 + (isInside() ? size + 4 : 0);
        double corner = item.isResizable() ? BESIDE_CORNER : 0;
        double right = item.rect().right() - size * 0.6 - corner - (isInside() ? size + 4 : 0);
        return new Rect(after ? right : left, item.rect().bottom() - size * 0.6, size, size);
    }
}
