package dev.flowbench.desktop.canvas.scene;

import dev.flowbench.flow.Node;
import dev.flowbench.flow.NoteCard;
import dev.flowbench.flow.Place;
import java.util.List;

/**
 * A node's card or frame.
 *
 * @param z order of painting
 * @param end order of painting of the last item in it; its own for a card
 * @param node what it shows
 * @param place the graph it stands in
 * @param rect its outline
 * @param face its texts
 * @param ports its ports on the graph it stands in
 * @param areas its children's areas; empty for a card
 * @param depth how many frames it stands in
 */
public record NodeItem(int z, int end, Node node, Place place, Rect rect, Face face, List<PortItem> ports,
        List<AreaItem> areas, int depth) implements Item {

    /** Room around the outline for ports, shadow and marks. */
    private static final double AROUND = 18;

    public NodeItem {
        ports = List.copyOf(ports);
        areas = List.copyOf(areas);
    }

    /** The node's id. */
    public String id() { return node.id(); }

    /** Whether it shows graphs inside. */
    public boolean isFrame() { return !areas.isEmpty(); }

    /** Whether it is a remark. */
    public boolean isNote() { return node.kind() instanceof NoteCard; }

    /** Whether a person may pull it larger. */
    public boolean isResizable() { return isFrame() || isNote(); }

    @Override
    public Rect bounds() { return rect.grown(AROUND); }
}
