package dev.flowbench.engine.plan;

import java.util.List;

/**
 * A graph made ready to run.
 *
 * @param nodes in document order; remarks are left out
 * @param outlets what is wired to the output edge, by name; empty when the one sink is the result
 * @param sink index of the one sink where nothing is wired to the output edge; -1 otherwise
 * @param state the session state of its document
 */
public record GraphPlan(List<NodePlan> nodes, List<PortPlan> outlets, int sink, StatePlan state) {}
