package dev.flowbench.desktop.canvas.edit;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a wire may lead from one port to another, and why not.
 *
 * @param allowed whether it may
 * @param key key of what to say at the pointer; empty for nothing
 * @param values what the text is filled with
 */
public record Verdict(boolean allowed, String key, List<String> values) {
    private static final Verdict YES = new Verdict(true, "", List.of());

    private static Verdict no(String key, String... values) {
        return new Verdict(false, "refuse." + key, List.of(values));
    }

    /**
     * Judges a wire between two ports, pulled in either direction.
     *
     * @param moved the wire whose end is being moved; null for a new wire
     */
    public static Verdict of(Workflow workflow, PortItem a, PortItem b, @Nullable Wire moved) {
        if (a.same(b)) return no("itself");
        if (a.source() == b.source()) return a.source() ? no("outputs") : no("inputs");
        PortItem from = a.source() ? a : b;
        PortItem to = a.source() ? b : a;
        if (!from.place().equals(to.place())) return frame(workflow, from, to);
        if (from.owner().equals(to.owner())) return no("same", title(workflow, from));
        Graph graph = workflow.graph(from.place()).orElse(Graph.EMPTY);
        Wire wire = new Wire(from.owner(), from.port().name(), to.owner(), to.port().name());
        if (!wire.equals(moved) && graph.wires().contains(wire)) return no("exists");
        if (leads(graph, to.owner(), from.owner(), moved)) {
            return no("cycle", title(workflow, to), title(workflow, from));
        }
        if (!from.port().type().fits(to.port().type())) {
            return no("type." + from.port().type() + "." + to.port().type(), from.port().name(), to.port().name());
        }
        boolean taken = graph.wires().stream().anyMatch(each -> each.to().equals(to.owner())
                && each.toPort().equals(to.port().name()) && !each.equals(moved));
        return taken && !wire.isWhen() ? new Verdict(true, "hint.shared", List.of(to.port().name())) : YES;
    }

    private static Verdict frame(Workflow workflow, PortItem from, PortItem to) {
        if (from.place() instanceof Place.Child(String frame, String _)) {
            return no("frame.out", title(workflow, frame));
        }
        return to.place() instanceof Place.Child(String frame, String _)
                ? no("frame.in", title(workflow, frame))
                : no("frame.out", "");
    }

    private static boolean leads(Graph graph, String from, String to, @Nullable Wire except) {
        if (from.equals(Graph.OUT) || to.equals(Graph.IN)) return false;
        var seen = new HashSet<String>();
        var open = new ArrayDeque<String>(List.of(from));
        while (!open.isEmpty()) {
            String id = open.poll();
            if (id.equals(to)) return true;
            if (!seen.add(id)) continue;
            for (Wire wire : graph.wires()) {
                if (wire.from().equals(id) && !wire.equals(except)) open.add(wire.to());
            }
        }
        return false;
    }

    private static String title(Workflow workflow, PortItem port) { return title(workflow, port.owner()); }

    private static String title(Workflow workflow, String id) {
        return workflow.node(id).map(Node::displayTitle).map(VisibleText::line).orElse(id);
    }

    /** Whether a type may be wired to a type at all, for choosing what a loose wire may end in. */
    public static boolean fits(Port.Type from, Port.Type to) {
        return from.fits(to);
    }
}
