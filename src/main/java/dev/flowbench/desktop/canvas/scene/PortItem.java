package dev.flowbench.desktop.canvas.scene;

import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Port;

/**
 * A port on the drawing.
 *
 * @param place the graph whose wires may end here
 * @param owner id of its node, or {@link Graph#IN} or {@link Graph#OUT} for the graph's own edges
 * @param port its name and type
 * @param source whether wires leave from it: outputs of nodes, and the graph's inputs
 * @param x its middle
 * @param y its middle
 * @param labelled whether its name is shown at rest
 * @param quiet whether it is shown only while it is wired, pointed at or looked for: {@code when}
 * @param wired whether a wire of the document ends here
 */
public record PortItem(Place place, String owner, Port port, boolean source, double x, double y, boolean labelled,
        boolean quiet, boolean wired) {

    /** Whether it belongs to an edge of its graph and not to a node. */
    public boolean onEdge() {
        return owner.equals(Graph.IN) || owner.equals(Graph.OUT);
    }

    /** Whether both are the same port, wherever they are drawn. */
    public boolean same(PortItem o) {
        return place.equals(o.place) && owner.equals(o.owner) && source == o.source
                && port.name().equals(o.port.name());
    }
}
