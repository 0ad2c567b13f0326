package dev.flowbench.desktop.canvas;

/** Where a kind is dropped that is dragged from elsewhere, by a gesture of our own. Places are those of the scene. */
public interface DropTarget {
    /** The pointer is there with that kind; what would come of a drop is shown. */
    void over(String kind, double sceneX, double sceneY);

    /**
     * The kind is dropped there.
     *
     * @return whether it was taken
     */
    boolean drop(String kind, double sceneX, double sceneY);

    /** The pointer left, or Escape: nothing is dropped. */
    void leave();

    /** The kind is chosen without a place, by Enter or a double click. */
    void choose(String kind);
}
