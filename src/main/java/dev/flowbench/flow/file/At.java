package dev.flowbench.flow.file;

import org.jspecify.annotations.Nullable;

/**
 * Where in the document the reader stands; its pointer is made only when a problem needs it.
 *
 * @param parent null for the whole document
 * @param key the key or index in the parent
 * @param node id of the innermost node around it; null outside every node
 * @param field the innermost node's, or the workflow's, own key on the way here; null for the whole
 */
record At(@Nullable At parent, String key, @Nullable String node, @Nullable String field) {
    static final At ROOT = new At(null, "", null, null);

    At child(String childKey) {
        return new At(this, childKey, node, field == null ? childKey : field);
    }

    At child(int index) {
        return new At(this, Integer.toString(index), node, field);
    }

    /** The same place, as that of a node. */
    At ofNode(String id) {
        return new At(parent, key, id, null);
    }

    String pointer() {
        var pointer = new StringBuilder();
        for (At at = this; at.parent != null; at = at.parent) {
            pointer.insert(0, at.key.replace("~", "~0").replace("/", "~1")).insert(0, '/');
        }
        return pointer.toString();
    }
}
