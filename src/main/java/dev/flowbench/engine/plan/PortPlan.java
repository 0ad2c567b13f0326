package dev.flowbench.engine.plan;

import java.util.List;

/**
 * An input port with what leads to it.
 *
 * @param required whether the node is skipped when nothing arrives
 */
public record PortPlan(String name, boolean required, List<Source> sources) {}
