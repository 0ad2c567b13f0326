package dev.flowbench.desktop.canvas.tool;

import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.EdgeItem;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.flow.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rectangle nearly stands in line with.
 *
 * @param dx how far it is from it across; empty where it is in line with nothing
 * @param dy how far down
 * @param lines what shows it
 */
record Guides(OptionalDouble dx, OptionalDouble dy, List<Overlay> lines) {
    private static final double FAR = 900;

    static Guides of(Diagram diagram, Rect moving, Set<String> ids, Place place, double reach) {
        Best across = new Best(reach);
        Best down = new Best(reach);
        for (Rect r : near(diagram, moving, ids, place)) {
            // Tops, then middles, then ends: what people look at first wins a tie.
            down.offer(r.y() - moving.y(), r.y(), r);
            down.offer(r.midY() - moving.midY(), r.midY(), r);
            down.offer(r.bottom() - moving.bottom(), r.bottom(), r);
            across.offer(r.x() - moving.x(), r.x(), r);
            across.offer(r.midX() - moving.midX(), r.midX(), r);
            across.offer(r.right() - moving.right(), r.right(), r);
        }
        Rect at = moving.moved(across.by(), down.by());
        var lines = new ArrayList<Overlay>();
        across.other().ifPresent(r -> lines.add(new Overlay.Guide(across.at(), Math.min(r.y(), at.y()) - 8, across.at(),
                Math.max(r.bottom(), at.bottom()) + 8)));
        down.other().ifPresent(r -> lines.add(new Overlay.Guide(Math.min(r.x(), at.x()) - 8, down.at(),
                Math.max(r.right(), at.right()) + 8, down.at())));
        return new Guides(across.distance(), down.distance(), lines);
    }

    private static List<Rect> near(Diagram diagram, Rect moving, Set<String> ids, Place place) {
        var rects = new ArrayList<Rect>();
        Set<String> own = diagram.within(ids);
        diagram.visible(moving.grown(FAR), item -> {
            if (item instanceof NodeItem node && node.place().equals(place) && !own.contains(node.id()))
                rects.add(node.rect());
            if (item instanceof EdgeItem edge && edge.isCard() && place instanceof Place.Root
                    && !ids.contains(edge.input() ? "in" : "out"))
                rects.add(edge.rect());
        });
        return rects;
    }

    /** The nearest line so far. */
    private static final class Best {
        private double least;
        private double by;
        private double at;
        private @Nullable Rect other;

        Best(double reach) {
            this.least = reach;
        }

        void offer(double distance, double line, Rect r) {
            if (Math.abs(distance) < least) {
                least = Math.abs(distance);
                by = distance;
                at = line;
                other = r;
            }
        }

        double by() { return by; }

        double at() { return at; }

        java.util.Optional<Rect> other() { return java.util.Optional.ofNullable(other); }

        OptionalDouble distance() { return other == null ? OptionalDouble.empty() : OptionalDouble.of(by); }
    }
}
