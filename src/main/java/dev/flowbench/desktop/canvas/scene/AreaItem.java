package dev.flowbench.desktop.canvas.scene;

import dev.flowbench.flow.Place;

/**
 * The panel of one graph inside a frame.
 *
 * @param z order of painting
 * @param place the graph
 * @param title what people read
 * @param rect the panel
 * @param inside where its nodes stand, between the rails
 * @param originX what x = 0 of its nodes is on the drawing
 * @param originY what y = 0 of its nodes is on the drawing
 * @param empty whether it holds no node
 * @param depth how many frames its frame stands in
 */
public record AreaItem(int z, Place.Child place, String title, Rect rect, Rect inside, double originX, double originY,
        boolean empty, int depth) implements Item {
    @Override
    public Rect bounds() { return rect.grown(1); }
}
