package dev.flowbench.desktop.canvas.tool;

import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.scene.WireItem;
import dev.flowbench.desktop.canvas.scene.WirePath;
import dev.flowbench.flow.Node;
import java.util.List;
import java.util.Set;

/** Something a gesture shows above the drawing while it lasts. In the drawing's coordinates where nothing else is said. */
public sealed interface Overlay {
    /** The rectangle that selects. */
    record Marquee(Rect rect) implements Overlay {}

    /** A line that shows what stands in line. */
    record Guide(double x1, double y1, double x2, double y2) implements Overlay {}

    /**
     * A wire that is being pulled.
     *
     * @param path its way
     * @param tone whether it may end where it does
     */
    record Loose(WirePath path, Tone tone) implements Overlay {}

    /** Nodes shown away from their place, with all that stands in them and their wires. */
    record Moved(Set<String> ids, double dx, double dy) implements Overlay {}

    /** A node that does not stand in the document yet. */
    record Ghost(Node node, double x, double y) implements Overlay {}

    /** Where something would be dropped. */
    record Target(Rect rect) implements Overlay {}

    /** Ports that a wire may end in. */
    record Ports(List<PortItem> ports) implements Overlay {}

    /** The port a wire would end in. */
    record Aim(PortItem port, Tone tone) implements Overlay {}

    /** A wire that what is dropped would be put into. */
    record Into(WireItem wire) implements Overlay {}

    /** What is said at the pointer; viewX and viewY in the window. */
    record Bubble(String text, double viewX, double viewY, Tone tone) implements Overlay {}

    /** Figures beside the pointer; viewX and viewY in the window. */
    record Hud(String text, double viewX, double viewY) implements Overlay {}

    /** An outline. */
    record Outline(Rect rect) implements Overlay {}

    /** How something is meant. */
    enum Tone {
        PLAIN,
        GOOD,
        BAD
    }
}
