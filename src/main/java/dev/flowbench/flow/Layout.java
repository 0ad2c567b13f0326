package dev.flowbench.flow;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where things stand on the canvas, apart from the meaning.
 *
 * @param boxes by node id; {@code in} and {@code out} are the edges of the workflow's own graph. A node in a frame stands
 *     relative to the inside of its child area
 */
public record Layout(Map<String, Box> boxes) {
    public static final Layout EMPTY = new Layout(Map.of());

    /**
     * A place on the canvas in pixels at 100 %.
     *
     * @param width 0 for the natural width
     * @param height 0 for the natural height
     */
    public record Box(int x, int y, int width, int height) {
        public Box(int x, int y) {
            this(x, y, 0, 0);
        }

        public boolean sized() {
            return width > 0 && height > 0;
        }
    }

    public Layout {
        boxes = Maps.copy(boxes);
    }

    public Optional<Box> box(String id) {
        return Optional.ofNullable(boxes.get(id));
    }

    /** This layout with one box set, or removed where it is null. */
    public Layout with(String id, @Nullable Box box) {
        var all = new LinkedHashMap<>(boxes);
        if (box == null) {
            all.remove(id);
        } else {
            all.put(id, box);
        }
        return new Layout(all);
    }

    public Layout withAll(Map<String, Box> changed) {
        var all = new LinkedHashMap<>(boxes);
        all.putAll(changed);
        return new Layout(all);
    }
}
