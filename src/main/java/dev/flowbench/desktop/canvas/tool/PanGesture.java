package dev.flowbench.desktop.canvas.tool;

import javafx.scene.Cursor;

/** Moves what is seen. */
public final class PanGesture implements Gesture {
    private final Surface surface;
    private double lastX;
    private double lastY;

    /** Begins at that place. */
    public PanGesture(Surface surface, Pointer at) {
        this.surface = surface;
        this.lastX = at.viewX();
        this.lastY = at.viewY();
    }

    @Override
    public void drag(Pointer at) {
        surface.pan(at.viewX() - lastX, at.viewY() - lastY);
        lastX = at.viewX();
        lastY = at.viewY();
    }

    @Override
    public void end(Pointer at) {
        // What is seen is no part of the document.
    }

    @Override
    public Cursor cursor() { return Cursor.CLOSED_HAND; }
}
