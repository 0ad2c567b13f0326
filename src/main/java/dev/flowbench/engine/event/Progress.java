package dev.flowbench.engine.event;

/**
 * Text that is streaming in, or why nothing does: shown, never kept. It has no sequence number and may be lost.
 *
 * @param run id of the run
 * @param span the step's span
 * @param node id of the node
 * @param attempt the attempt it belongs to; a new attempt starts over
 * @param text what has just arrived
 * @param waits whether the text says what the call waits for before it is sent, a sentence; it holds until text arrives
 */
public record Progress(String run, long span, String node, int attempt, String text, boolean waits) {
    /** Text that has just arrived. */
    public Progress(String run, long span, String node, int attempt, String text) {
        this(run, span, node, attempt, text, false);
    }
}
