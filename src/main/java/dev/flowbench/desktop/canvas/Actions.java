package dev.flowbench.desktop.canvas;

import dev.flowbench.desktop.canvas.edit.Clip;
import dev.flowbench.desktop.canvas.edit.ClipText;
import dev.flowbench.desktop.canvas.edit.Edits;
import dev.flowbench.desktop.canvas.edit.NewNode;
import dev.flowbench.desktop.canvas.edit.Room;
import dev.flowbench.desktop.canvas.edit.Starter;
import dev.flowbench.desktop.canvas.scene.AreaItem;
import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.scene.Sizes;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import org.jspecify.annotations.Nullable;

/** What keys and menus do to what is selected. Each is one entry of the history. */
final class Actions {
    private final CanvasView canvas;
    private final FlowDocument document;
    private final Words words;
    private final ClipText clips = new ClipText();

    Actions(CanvasView canvas, FlowDocument document, Words words) {
        this.canvas = canvas;
        this.document = document;
        this.words = words;
    }

    private Diagram diagram() { return canvas.screen().diagram(); }

    private Set<String> selected() { return document.selection().nodes(); }

    Optional<String> add(String kind, double x, double y) {
        if (document.isReadOnly()) return Optional.empty();
        Node node = NewNode.of(document.workflow(), kind);
        Place place = diagram().placeAt(x, y, Set.of());
        put(node, place, x - Sizes.CARD / 2, y - Sizes.PORT_Y, null);
        return Optional.of(node.id());
    }

    /** Adds a node at the end of a loose wire, and wires it. */
    void add(String kind, double x, double y, @Nullable PortItem port) {
        if (port == null) {
            add(kind, x, y);
            return;
        }
        Node node = NewNode.of(document.workflow(), kind);
        Optional<Starter> starter = port.source()
                ? Starter.taking(node, port.port().name(), port.port().type())
                : Starter.giving(node, port.port().type());
        if (starter.isEmpty()) return;
        Starter fit = starter.get();
        Wire wire = port.source()
                ? new Wire(port.owner(), port.port().name(), node.id(), fit.port())
                : new Wire(node.id(), fit.port(), port.owner(), port.port().name());
        put(fit.node(), port.place(), port.source() ? x : x - Sizes.CARD, y - Sizes.PORT_Y, wire);
    }

    private void put(Node node, Place place, double x, double y, @Nullable Wire wire) {
        double[] origin = diagram().origin(place);
        Layout.Box box = free(place, grid(x - origin[0]), grid(y - origin[1]));
        document.apply(words.text("edit.add"), workflow -> {
            Workflow next = Edits.add(Edits.place(workflow, diagram().missing(place)), place, node, box);
            if (wire != null) next = Edits.wire(next, place, wire);
            return Room.made(diagram(), Edits.tidy(next, place));
        });
        document.select(Selection.of(node.id()));
        canvas.takeFocus();
    }

    /** That place, or the next one below and right of it where no other node begins. */
    private Layout.Box free(Place place, int x, int y) {
        var box = new Layout.Box(x, y);
        while (taken(place, box)) box = new Layout.Box(box.x() + 2 * Sizes.GRID, box.y() + 2 * Sizes.GRID);
        return box;
    }

    private boolean taken(Place place, Layout.Box box) {
        for (NodeItem node : diagram().nodes()) {
            if (!node.place().equals(place)) continue;
            Layout.Box other = diagram().box(node.id()).orElse(box);
            if (Math.abs(other.x() - box.x()) < Sizes.GRID && Math.abs(other.y() - box.y()) < Sizes.GRID) return true;
        }
        return false;
    }

    private static int grid(double v) { return (int) (Math.rint(v / Sizes.GRID) * Sizes.GRID); }

    /** The kinds that may stand at the end of a wire from that port; all where it is null. */
    List<String> kindsFor(@Nullable PortItem port) {
        Workflow workflow = document.workflow();
        return Shape.kinds().stream().map(Shape::kind).filter(kind -> {
            if (port == null) return true;
            Node node = NewNode.of(workflow, kind);
            return (port.source()
                    ? Starter.taking(node, port.port().name(), port.port().type())
                    : Starter.giving(node, port.port().type())).isPresent();
        }).toList();
    }

    void delete() {
        Selection.PlacedWire wire = document.selection().wire();
        if (wire != null) {
            document.apply(words.text("edit.unwire"), workflow -> Edits.unwire(workflow, wire.place(), wire.wire()));
            return;
        }
        Set<String> ids = selected();
        if (!ids.isEmpty())
            document.apply(words.text("edit.remove"), workflow -> Edits.remove(kept(workflow, ids), ids));
    }

    /** With the places of all nodes of the graphs touched, so that the others stay where they are seen. */
    private Workflow kept(Workflow workflow, Set<String> ids) {
        Workflow next = workflow;
        for (Place place : Edits.places(workflow, ids)) next = Edits.place(next, diagram().missing(place));
        return next;
    }

    void rename(String id, String title) {
        document.apply(words.text("edit.rename"),
                workflow -> Edits.rename(workflow, id, title.equals(id) ? "" : title));
    }

    void duplicate() {
        Set<String> ids = outermost();
        if (ids.isEmpty() || document.isReadOnly()) return;
        Edits.Made made = Edits.duplicate(kept(document.workflow(), ids), ids, 2 * Sizes.GRID, 2 * Sizes.GRID);
        document.apply(words.text("edit.duplicate"), _ -> Room.made(diagram(), made.workflow()));
        document.select(new Selection(new LinkedHashSet<>(made.ids()), null));
    }

    void copy() {
        Set<String> ids = outermost();
        Set<Place> places = Edits.places(document.workflow(), ids);
        if (places.isEmpty()) return;
        Place place = places.iterator().next();
        Clip clip = Edits.clip(kept(document.workflow(), ids), place, ids);
        var content = new ClipboardContent();
        content.putString(clips.write(clip));
        Clipboard.getSystemClipboard().setContent(content);
    }

    void cut() {
        copy();
        Set<String> ids = selected();
        if (!ids.isEmpty()) document.apply(words.text("edit.cut"), workflow -> Edits.remove(kept(workflow, ids), ids));
    }

    /** @param x the middle of what is pasted, on the drawing */
    void paste(double x, double y) {
        String text = Clipboard.getSystemClipboard().getString();
        Clip clip = text == null ? null : clips.read(text).orElse(null);
        if (clip == null || document.isReadOnly()) return;
        Place place = diagram().placeAt(x, y, Set.of());
        double[] origin = diagram().origin(place);
        Rect all = around(clip);
        int dx = grid(x - origin[0] - all.midX());
        int dy = grid(y - origin[1] - all.midY());
        Workflow ready = Edits.place(document.workflow(), diagram().missing(place));
        Edits.Made made = Edits.paste(ready, place, clip,
                box -> new Layout.Box(box.x() + dx, box.y() + dy, box.width(), box.height()));
        document.apply(words.text("edit.paste"), _ -> Room.made(diagram(), Edits.tidy(made.workflow(), place)));
        document.select(new Selection(new LinkedHashSet<>(made.ids()), null));
    }

    private static Rect around(Clip clip) {
        @Nullable Rect all = null;
        for (Node node : clip.graph().nodes()) {
            Layout.Box box = clip.layout().box(node.id()).orElse(new Layout.Box(0, 0));
            Rect one = new Rect(box.x(), box.y(), Math.max(Sizes.CARD, box.width()), Math.max(96, box.height()));
            all = all == null ? one : all.around(one);
        }
        return all == null ? new Rect(0, 0, 0, 0) : all;
    }

    /** The selected nodes without those that stand in others of them. */
    private Set<String> outermost() {
        var outer = new LinkedHashSet<>(selected());
        for (String id : selected()) {
            Set<String> inside = diagram().within(Set.of(id));
            outer.removeIf(each -> !each.equals(id) && inside.contains(each));
        }
        return outer;
    }

    void selectAll() {
        Place place = Edits.places(document.workflow(), selected()).stream().findFirst().orElse(Place.ROOT);
        Graph graph = document.workflow().graph(place).orElse(Graph.EMPTY);
        var ids = new LinkedHashSet<String>();
        graph.nodes().forEach(node -> ids.add(node.id()));
        document.select(new Selection(ids, null));
    }

    void nudge(int dx, int dy) {
        Set<String> ids = outermost();
        if (ids.isEmpty()) return;
        document.apply(words.text("edit.move"), "nudge", workflow -> {
            Workflow next = kept(workflow, ids);
            Map<String, Layout.Box> boxes = new LinkedHashMap<>();
            for (String id : ids) {
                next.layout().box(id).ifPresent(box -> boxes.put(id,
                        new Layout.Box(box.x() + dx, box.y() + dy, box.width(), box.height())));
            }
            next = Edits.place(next, boxes);
            for (Place place : Edits.places(workflow, ids)) next = Edits.tidy(next, place);
            return Room.made(diagram(), next);
        });
    }

    void disable() {
        Set<String> ids = selected();
        if (ids.isEmpty()) return;
        boolean on = ids.stream()
                .allMatch(id -> document.workflow().node(id).map(n -> n.settings().isDisabled()).orElse(false));
        document.apply(words.text(on ? "edit.enable" : "edit.disable"), workflow -> Edits.disable(workflow, ids, !on));
    }

    /** Selects the nearest node in a direction; the first where none is selected. */
    void go(int dx, int dy) {
        NodeItem from = document.selection().single().flatMap(diagram()::node).orElse(null);
        if (from == null) {
            StreamSupport.stream(diagram().nodes().spliterator(), false).findFirst().ifPresent(this::goTo);
            return;
        }
        @Nullable NodeItem best = null;
        double least = Double.POSITIVE_INFINITY;
        for (NodeItem node : diagram().nodes()) {
            if (node == from) continue;
            double ax = node.rect().x() - from.rect().x();
            double ay = node.rect().y() - from.rect().y();
            double along = ax * dx + ay * dy;
            double across = Math.abs(ax * dy) + Math.abs(ay * dx);
            if (along < 8) continue;
            double cost = along + across * 2.2;
            if (cost < least) {
                least = cost;
                best = node;
            }
        }
        if (best != null) goTo(best);
    }

    /** Selects the frame around what is selected. */
    boolean goOut() {
        Place place = Edits.places(document.workflow(), selected()).stream().findFirst().orElse(Place.ROOT);
        if (!(place instanceof Place.Child(String frame, String _))) return false;
        diagram().node(frame).ifPresent(this::goTo);
        return true;
    }

    /** Selects the first node inside the selected frame. */
    void goIn() {
        NodeItem frame = document.selection().single().flatMap(diagram()::node).orElse(null);
        if (frame == null) return;
        for (AreaItem area : frame.areas()) {
            Optional<NodeItem> first = document.workflow().graph(area.place()).stream()
                    .flatMap(graph -> graph.nodes().stream()).findFirst().flatMap(node -> diagram().node(node.id()));
            if (first.isPresent()) {
                goTo(first.get());
                return;
            }
        }
    }

    private void goTo(NodeItem node) {
        document.select(Selection.of(node.id()));
        canvas.makeVisible(node.rect());
    }
}
