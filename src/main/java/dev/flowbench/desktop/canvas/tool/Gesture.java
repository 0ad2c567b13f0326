package dev.flowbench.desktop.canvas.tool;

import java.util.List;
import javafx.scene.Cursor;

/** What the pointer does between press and release. It changes the document at its end or not at all. */
public interface Gesture {
    /** The pointer moved, or the drawing moved under it. */
    void drag(Pointer at);

    /** The button was released: the document is edited, as one entry of its history. */
    void end(Pointer at);

    /** Escape, or the window lost the pointer: as if it had never begun. */
    default void cancel() {}

    /** What it shows while it lasts, the undermost first. */
    default List<Overlay> overlays() { return List.of(); }

    /** The pointer's shape. */
    default Cursor cursor() { return Cursor.DEFAULT; }

    /** Whether the drawing moves on when the pointer comes to the window's edge. */
    default boolean pansAtEdges() {
        return false;
    }
}
