package dev.flowbench.cli;

import dev.flowbench.flow.Branch;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Shape;
import java.util.List;
import java.util.Optional;

/** Finds the place of a node in its document. */
final class NodePlaces {
    private NodePlaces() {}

    /** The JSON pointer of a node; empty where there is none of that id. */
    static Optional<String> pointer(Graph graph, String id) {
        return pointer(graph, id, "");
    }

    private static Optional<String> pointer(Graph graph, String id, String above) {
        List<Node> nodes = graph.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            String here = above + "/nodes/" + i;
            if (node.id().equals(id)) {
                return Optional.of(here);
            }
            for (var child : node.kind().children().entrySet()) {
                Optional<String> found = pointer(child.getValue(), id, here + childKey(node, child.getKey()));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static String childKey(Node node, String child) {
        Shape shape = Shape.of(node.kind());
        FieldShape field = shape.childField(node.kind(), child).orElseThrow();
        if (!field.isBranches()) {
            return "/slots/" + child;
        }
        List<String> ids = shape.branches(field, (Record) node.kind()).stream().map(Branch::id).toList();
        return "/" + field.name() + "/" + ids.indexOf(child);
    }
}
