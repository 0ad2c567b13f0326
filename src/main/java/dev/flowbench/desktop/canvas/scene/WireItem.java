package dev.flowbench.desktop.canvas.scene;

import dev.flowbench.flow.Place;
import dev.flowbench.flow.Wire;

/**
 * A wire on the drawing.
 *
 * @param z order of painting
 * @param place the graph it stands in
 * @param wire what it stands for; for an implied wire one that the document does not hold
 * @param from where it leaves
 * @param to where it enters
 * @param path its way
 * @param implied whether it shows a name that resolves by itself, and no wire of the document
 */
public record WireItem(int z, Place place, Wire wire, PortItem from, PortItem to, WirePath path, boolean implied)
        implements
            Item {
    @Override
    public Rect bounds() { return path.bounds(); }
}
