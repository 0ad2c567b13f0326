package dev.flowbench.desktop.canvas.scene;

import dev.flowbench.flow.Place;
import java.util.List;

/**
 * The input or output edge of a graph: a card on the workflow's own graph, a rail in a frame.
 *
 * @param z order of painting
 * @param place the graph
 * @param input whether it is the input edge
 * @param rect its outline
 * @param ports its ports
 */
public record EdgeItem(int z, Place place, boolean input, Rect rect, List<PortItem> ports) implements Item {

    public EdgeItem {
        ports = List.copyOf(ports);
    }

    /** Whether it is a card on the workflow's own graph and not a rail. */
    public boolean isCard() {
        return place instanceof Place.Root;
    }

    @Override
    public Rect bounds() { return rect.grown(12); }
}
