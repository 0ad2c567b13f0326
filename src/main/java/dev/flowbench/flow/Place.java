package dev.flowbench.flow;

/** Names one graph of a document: the workflow's own, or a child of a frame. */
public sealed interface Place {
    /** The workflow's own graph. */
    Place ROOT = new Root();

    /** The workflow's own graph. */
    record Root() implements Place {}

    /**
     * A graph inside a frame.
     *
     * @param frame id of the frame's node
     * @param child name of the slot, or id of the branch, worker or tier
     */
    record Child(String frame, String child) implements Place {}
}
