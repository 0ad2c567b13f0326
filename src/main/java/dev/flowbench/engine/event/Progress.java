package dev.flowbench.engine.event;

/**
 * Text that is streaming in: shown, never kept. It has no sequence number and may be lost.
 *
 * @param run id of the run
 * @param span the step's span
 * @param node id of the node
 * @param attempt the attempt it belongs to; a new attempt starts over
 * @param text what has just arrived
 */
public record Progress(String run, long span, String node, int attempt, String text) {}
