package dev.flowbench.desktop.canvas.scene;

/** Something on the drawing. Items are painted in the order of {@link #z()}, a frame before what stands in it. */
public sealed interface Item permits NodeItem, AreaItem, EdgeItem, WireItem {

    /** Its place in the order of painting, from 0, without gaps. */
    int z();

    /** All that it paints stands in here. */
    Rect bounds();
}
