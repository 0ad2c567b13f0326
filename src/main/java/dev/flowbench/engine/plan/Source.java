package dev.flowbench.engine.plan;

import dev.flowbench.flow.Wire;
import java.util.List;

/**
 * Where a value comes from.
 *
 * @param node index of the node in its graph; {@value #EDGE} for the graph's input edge
 * @param port the output port, or the name on the input edge
 * @param path fields to reach into the value
 * @param wire the wire it comes by; for an implicit one, as if it were drawn
 */
public record Source(int node, String port, List<String> path, Wire wire) {
    /** The graph's input edge. */
    public static final int EDGE = -1;
}
