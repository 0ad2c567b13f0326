package dev.flowbench.engine.event;

/**
 * Text that is streaming in: shown, never kept. It has no sequence number and may be lost.
 *
 * @param run id of the run
 * @param span the step's span
 * @param node id of the node
 * @param attempt the attempt it belongs to; a new attempt starts over
 * @param text what has just arrived
 * @param as what it is
 */
public record Progress(String run, long span, String node, int attempt, String text, As as) {
    /** What a text is. */
    public enum As {
        /** A piece of an answer. */
        ANSWER,
        /** What the call waits for before it is sent, a sentence; it holds until text arrives. */
        WAIT,
        /** How far the call of a tool is, a line without its end. */
        LINE
    }

    /** A piece of an answer. */
    public Progress(String run, long span, String node, int attempt, String text) {
        this(run, span, node, attempt, text, As.ANSWER);
    }

    public boolean waits() {
        return as == As.WAIT;
    }
}
