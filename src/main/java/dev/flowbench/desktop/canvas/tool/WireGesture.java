package dev.flowbench.desktop.canvas.tool;

import dev.flowbench.desktop.canvas.edit.Edits;
import dev.flowbench.desktop.canvas.edit.Verdict;
import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.EdgeItem;
import dev.flowbench.desktop.canvas.scene.Hit;
import dev.flowbench.desktop.canvas.scene.Item;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.scene.WirePath;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * Pulls a wire from a port, in either direction, or an end of a wire to another port. Says at the pointer why it may not
 * end somewhere; on empty ground it asks what to add there; on a graph's own edge it makes a port.
 */
public final class WireGesture implements Gesture {
    private static final double REACH = 22;

    private final Surface surface;
    private final PortItem from;
    private final @Nullable Wire moved;
    private Pointer last;
    private @Nullable PortItem aim;
    private @Nullable EdgeItem edge;
    private @Nullable Verdict verdict;

    /** Begins a new wire at a port. */
    public WireGesture(Surface surface, Pointer at, PortItem from) {
        this(surface, at, from, null);
    }

    /**
     * Begins to move an end of a wire.
     *
     * @param from the port at the end that stays
     * @param moved the wire
     */
    public WireGesture(Surface surface, Pointer at, PortItem from, @Nullable Wire moved) {
        this.surface = surface;
        this.from = from;
        this.moved = moved;
        this.last = at;
    }

    @Override
    public void drag(Pointer at) {
        last = at;
        Diagram diagram = surface.diagram();
        edge = null;
        verdict = null;
        double reach = REACH / Math.min(1, surface.viewport().zoom());
        aim = diagram.portNear(at.x(), at.y(), reach, port -> !port.same(from)).orElse(null);
        if (aim == null) {
            switch (diagram.hit(at.x(), at.y(), surface.viewport().zoom())) {
                case Hit.OnNode(NodeItem node, boolean _) when !node.isNote() -> aim = portOf(node).orElse(null);
                case Hit.OnEdge(EdgeItem on) -> {
                    if (on.place().equals(from.place()) && on.input() != from.source()) edge = on;
                }
                default -> {
                }
            }
        }
        PortItem to = aim;
        if (to != null) verdict = Verdict.of(surface.document().workflow(), from, to, moved);
    }

    /** Over a card but beside its ports: the port that fits, a free one first; else its first, which says why not. */
    private Optional<PortItem> portOf(NodeItem node) {
        List<PortItem> ports = node.ports().stream().filter(port -> port.source() != from.source() && !port.quiet())
                .toList();
        Workflow workflow = surface.document().workflow();
        Optional<PortItem> fits = ports.stream().filter(port -> Verdict.of(workflow, from, port, moved).allowed())
                .min((a, b) -> Boolean.compare(a.wired(), b.wired()));
        return fits.isPresent() ? fits : ports.stream().findFirst();
    }

    @Override
    public void end(Pointer at) {
        drag(at);
        PortItem to = aim;
        EdgeItem on = edge;
        if (surface.document().isReadOnly()) return;
        if (to != null) {
            if (verdict != null && verdict.allowed()) connect(to.owner(), to.port().name());
            return;
        }
        if (on != null) {
            newPort(on);
            return;
        }
        Hit hit = surface.diagram().hit(at.x(), at.y(), surface.viewport().zoom());
        boolean free = hit instanceof Hit.OnGround || hit instanceof Hit.OnArea || hit instanceof Hit.OnWire;
        if (!free) return;
        Wire old = moved;
        if (old != null) {
            surface.document().apply(surface.words().text("edit.unwire"),
                    workflow -> Edits.unwire(workflow, from.place(), old));
        } else if (surface.diagram().placeAt(at.x(), at.y(), java.util.Set.of()).equals(from.place())) {
            surface.quickAdd(at.viewX(), at.viewY(), from);
        }
    }

    private void connect(String owner, String port) {
        Wire old = moved;
        Wire wire = wire(owner, port);
        if (wire.equals(old)) return;
        if (old != null) {
            surface.document().apply(surface.words().text("edit.rewire"),
                    workflow -> Edits.rewire(workflow, from.place(), old, wire));
        } else {
            surface.document().apply(surface.words().text("edit.wire"),
                    workflow -> Edits.wire(workflow, from.place(), wire));
        }
    }

    private Wire wire(String owner, String port) {
        if (!from.source()) return new Wire(owner, port, from.owner(), from.port().name());
        List<String> path = moved == null ? List.of() : moved.path();
        return new Wire(from.owner(), from.port().name(), path, owner, port);
    }

    /** A wire let go on the graph's edge: an output or an input of its name. */
    private void newPort(EdgeItem on) {
        List<String> taken = on.ports().stream().filter(PortItem::wired).map(port -> port.port().name()).toList();
        String name = newName(on, taken);
        Wire wire = wire(on.input() ? Graph.IN : Graph.OUT, name);
        Port.Type type = from.port().type();
        boolean rootInput = on.input() && on.place() instanceof Place.Root;
        Wire old = moved;
        surface.document().apply(surface.words().text("edit.wire"), workflow -> {
            Workflow next = rootInput ? Edits.addInput(workflow, name, type) : workflow;
            return old == null ? Edits.wire(next, on.place(), wire) : Edits.rewire(next, on.place(), old, wire);
        });
    }

    private String newName(EdgeItem on, List<String> taken) {
        String wish = on.input() || !from.port().name().equals(Kind.RESULT) || !taken.contains(Kind.RESULT)
                ? from.port().name()
                : from.owner().replace('-', '_');
        return Edits.freeName(wish, name -> on.input() || !taken.contains(name));
    }

    @Override
    public List<Overlay> overlays() {
        var all = new ArrayList<Overlay>();
        all.add(new Overlay.Ports(fitting()));
        PortItem to = aim;
        Verdict said = verdict;
        Overlay.Tone tone = said == null
                ? edge != null ? Overlay.Tone.GOOD : Overlay.Tone.PLAIN
                : said.allowed() ? Overlay.Tone.GOOD : Overlay.Tone.BAD;
        double ex = last.x();
        double ey = last.y();
        if (to != null && said != null && said.allowed()) {
            ex = to.x();
            ey = to.y();
        }
        WirePath path = from.source()
                ? WirePath.direct(from.x(), from.y(), ex, ey)
                : WirePath.direct(ex, ey, from.x(), from.y());
        all.add(new Overlay.Loose(path, tone));
        if (to != null) all.add(new Overlay.Aim(to, tone));
        EdgeItem on = edge;
        if (on != null) {
            all.add(new Overlay.Target(on.rect()));
            String name = newName(on,
                    on.ports().stream().filter(PortItem::wired).map(port -> port.port().name()).toList());
            all.add(bubble(surface.words().text(on.input() ? "wire.newInput" : "wire.newOutput", name),
                    Overlay.Tone.GOOD));
        } else if (said != null && !said.key().isEmpty()) {
            all.add(bubble(surface.words().text(said.key(), said.values().toArray()), tone));
        } else if (to != null && tone == Overlay.Tone.GOOD) {
            all.add(bubble(to.port().name(), Overlay.Tone.PLAIN));
        }
        return all;
    }

    private Overlay bubble(String text, Overlay.Tone tone) {
        return new Overlay.Bubble(text, last.viewX(), last.viewY(), tone);
    }

    /** The ports that are seen and that the wire may end in. */
    private List<PortItem> fitting() {
        var ports = new ArrayList<PortItem>();
        Workflow workflow = surface.document().workflow();
        Rect seen = surface.viewport().world(4000, 3000, 0);
        surface.diagram().visible(seen, (Item item) -> {
            List<PortItem> own = switch (item) {
                case NodeItem node when node.place().equals(from.place()) -> node.ports();
                case EdgeItem each when each.place().equals(from.place()) -> each.ports();
                default -> List.of();
            };
            for (PortItem port : own) {
                if (port.source() != from.source() && Verdict.of(workflow, from, port, moved).allowed())
                    ports.add(port);
            }
        });
        return ports;
    }

    /** The wire whose end is being moved, which is not drawn meanwhile; null for none. */
    public @Nullable Wire moved() {
        return moved;
    }

    @Override
    public Cursor cursor() { return Cursor.CROSSHAIR; }

    @Override
    public boolean pansAtEdges() { return true; }
}
