package dev.flowbench.app;

import dev.flowbench.engine.RunOptions;
import dev.flowbench.flow.Workflow;
import org.jspecify.annotations.Nullable;

/**
 * A run that somebody wants to make from another.
 *
 * @param run id of the other
 * @param with the document it runs; null for that of the other
 * @param fromStep step key of a step, or id of a node: what came from its first start on is not reused; null to reuse all
 *        that is the same
 * @param options how it goes; {@link Runs#options} tells how the other went
 */
public record ForkOrder(
        String run, @Nullable Workflow with, @Nullable String fromStep, RunOptions options) {}
