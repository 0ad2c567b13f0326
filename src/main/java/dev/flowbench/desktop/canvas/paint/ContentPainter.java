package dev.flowbench.desktop.canvas.paint;

import dev.flowbench.desktop.canvas.scene.AreaItem;
import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.EdgeItem;
import dev.flowbench.desktop.canvas.scene.Item;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.scene.WireItem;
import dev.flowbench.desktop.look.Token;
import dev.flowbench.flow.Place;
import dev.flowbench.trace.NodeState;
import java.util.Set;
import javafx.scene.canvas.GraphicsContext;
import org.jspecify.annotations.Nullable;

/** Paints all that stands still: ground, frames, wires, cards. */
public final class ContentPainter {
    private static final double DOTS = 16;
    private static final double CLOSEST = 15;

    private ContentPainter() {}

    /**
     * Paints a part of the drawing; the context is already in its coordinates and the ground is filled.
     *
     * @param seen the part to paint
     * @param moving ids of nodes that another layer paints, with all that stands in them and their wires
     */
    public static void paint(Ink ink, Diagram diagram, Rect seen, Set<String> moving) {
        var wires = new WirePainter();
        int[] skipTo = {-1};
        diagram.visible(seen, item -> {
            if (item.z() <= skipTo[0]) return;
            if (item instanceof WireItem wire) {
                if (!moving.isEmpty() && (moving.contains(wire.wire().from()) || moving.contains(wire.wire().to())))
                    return;
                wires.add(ink, wire);
                return;
            }
            wires.flush(ink);
            if (item instanceof NodeItem node && moving.contains(node.id())) {
                skipTo[0] = node.end();
                return;
            }
            item(ink, item, 0);
        });
        wires.flush(ink);
    }

    /** Paints a node with all that stands in it, and the wires among those. */
    public static void paintNode(Ink ink, Diagram diagram, NodeItem node) {
        var wires = new WirePainter();
        for (int z = node.z(); z <= node.end(); z++) {
            Item item = diagram.items().get(z);
            if (item instanceof WireItem wire)
                wires.add(ink, wire);
            else {
                wires.flush(ink);
                item(ink, item, 0);
            }
        }
        wires.flush(ink);
    }

    private static void item(Ink ink, Item item, double turn) {
        switch (item) {
            case NodeItem node -> node(ink, node, ink.states().apply(node.id()).orElse(null), turn);
            case AreaItem area -> faded(ink, area.place(), () -> FramePainter.area(ink, area));
            case EdgeItem edge -> faded(ink, edge.place(), () -> EdgePainter.paint(ink, edge));
            case WireItem _ -> {
            }
        }
    }

    /** What belongs to a frame that was skipped is as faint as its header. */
    private static void faded(Ink ink, Place place, Runnable paint) {
        boolean skipped = isSkipped(ink, place);
        if (skipped) ink.gc().setGlobalAlpha(CardPainter.FADED);
        paint.run();
        if (skipped) ink.gc().setGlobalAlpha(1);
    }

    static boolean isSkipped(Ink ink, Place place) {
        return place instanceof Place.Child(String frame, String _)
                && ink.states().apply(frame).map(state -> state.phase() == NodeState.Phase.SKIPPED).orElse(false);
    }

    /** Paints a node's card, or its frame without what stands in it. */
    static void node(Ink ink, NodeItem node, @Nullable NodeState state, double turn) {
        if (node.isNote())
            NotePainter.paint(ink, node);
        else if (node.isFrame())
            FramePainter.paint(ink, node, state, turn);
        else
            CardPainter.paint(ink, node, state, turn);
    }

    /** The dots of the ground, in pixels of the layer. */
    public static void dots(Ink ink, double width, double height, double offsetX, double offsetY) {
        GraphicsContext gc = ink.gc();
        double step = DOTS * 2 * ink.view().zoom();
        while (step < CLOSEST) step *= 2;
        gc.setFill(ink.color(Token.GRID));
        double left = ((offsetX % step) + step) % step;
        double top = ((offsetY % step) + step) % step;
        double size = step > 24 ? 2 : 1;
        for (double x = left; x < width; x += step) {
            double px = Math.rint(x - size / 2);
            for (double y = top; y < height; y += step) gc.fillRect(px, Math.rint(y - size / 2), size, size);
        }
    }
}
