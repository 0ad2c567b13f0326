package dev.flowbench.engine.plan;

import dev.flowbench.flow.Node;
import java.util.List;

/**
 * A node made ready to run.
 *
 * @param node as in the document
 * @param index in its graph
 * @param ports its input ports but {@code when}
 * @param when what leads to {@code when}; empty when it waits for nothing
 * @param successors indexes of the nodes that wait for it, once for each wire
 * @param waits how many wires of other nodes it waits for
 * @param mainOutput the port that stands for its result
 * @param work what it does
 * @param effects whether an effect can happen in it: then it may run beside others
 * @param validate what its result must satisfy
 * @param writes fields of the state it writes, in document order
 * @param ladder what to try, in order, when its result stays wrong
 */
public record NodePlan(
        Node node,
        int index,
        List<PortPlan> ports,
        List<Source> when,
        int[] successors,
        int waits,
        List<String> mainOutput,
        Work work,
        boolean effects,
        Validation validate,
        List<StatePlan.Write> writes,
        List<Rung> ladder) {
    public NodePlan {
        ladder = List.copyOf(ladder);
    }
}
