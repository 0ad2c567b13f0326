package dev.flowbench.desktop.outline;

import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Place;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the outline.
 *
 * @param node id of the node; null for a slot or branch, and for the workflow
 * @param place the graph, for a slot or branch and for the workflow; null for a node
 * @param title what the line says
 * @param kind name of the node's kind; empty for others
 * @param disabled whether the node is passed over
 */
public record Entry(
        @Nullable String node, @Nullable Place place, String title, String kind, boolean disabled,
        List<Entry> children) {

    /** The whole workflow; its children are the nodes of its own graph. */
    public static Entry of(Workflow workflow) {
        return new Entry(null, Place.ROOT, workflow.displayName(), "", false, entries(workflow.graph()));
    }

    private static List<Entry> entries(Graph graph) {
        return graph.nodes().stream().map(Entry::of).toList();
    }

    private static Entry of(Node node) {
        var children = new ArrayList<Entry>();
        if (node.kind().isFrame()) {
            for (Map.Entry<String, Graph> child : node.kind().children().entrySet()) {
                children.add(new Entry(null, new Place.Child(node.id(), child.getKey()),
                        title(node.kind(), child.getKey()), "", false, entries(child.getValue())));
            }
        }
        // A single slot needs no line of its own: a chain's steps stand right below the chain.
        List<Entry> below = children.size() == 1 ? children.getFirst().children() : List.copyOf(children);
        return new Entry(node.id(), null, node.displayTitle(), node.kind().kindName(), node.settings().isDisabled(),
                below);
    }

    private static String title(Kind kind, String child) {
        Shape shape = Shape.of(kind);
        for (FieldShape field : shape.childFields()) {
            if (field.isBranches()) {
                for (var branch : shape.branches(field, (Record) kind)) {
                    if (branch.id().equals(child)) {
                        return branch.displayTitle();
                    }
                }
            }
        }
        return child;
    }

    /** Whether the line stands for a node. */
    public boolean isNode() {
        return node != null;
    }
}
