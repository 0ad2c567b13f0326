package dev.flowbench.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in the document while it is walked.
 *
 * @param node id of the innermost node; null outside every node
 * @param field the node's or workflow's own key on the way here; null for the whole
 * @param pointer JSON pointer
 */
record Spot(@Nullable String node, @Nullable String field, String pointer) {
    static final Spot ROOT = new Spot(null, null, "");

    Spot child(String key) {
        return new Spot(node, field == null ? key : field, pointer + '/' + escaped(key));
    }

    Spot child(int index) {
        return new Spot(node, field, pointer + '/' + index);
    }

    Spot child(List<String> keys) {
        Spot spot = this;
        for (String key : keys) {
            spot = spot.child(key);
        }
        return spot;
    }

    /** The node of that id and place in a graph whose own keys stand here. */
    Spot node(String id, int index) {
        return new Spot(id, null, pointer + "/nodes/" + index);
    }

    /** A wire of a graph whose own keys stand here; it belongs to the node it enters. */
    Spot wire(int index, @Nullable String nodeId, String port) {
        return new Spot(nodeId, port, pointer + "/wires/" + index);
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
