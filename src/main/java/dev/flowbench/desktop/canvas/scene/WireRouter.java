package dev.flowbench.desktop.canvas.scene;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Finds a wire's way among the cards of its graph: straight where it can, around what stands in between where not. */
final class WireRouter {
    private static final double CLEAR = 10;
    private static final double RADIUS = 14;
    private static final int MANY = 4000;
    private static final double CROSSING = 10_000;
    /** A wire that meets more than so many cards would take long, and be no clearer. */
    private static final int MOST = 12;

    private final List<Rect> cards;
    private final GridIndex index = new GridIndex();

    /** @param cards the outlines that no wire may cross */
    WireRouter(List<Rect> cards) {
        this.cards = cards;
        cards.forEach(index::add);
    }

    WirePath route(double x1, double y1, double x2, double y2, int lane) {
        WirePath direct = WirePath.direct(x1, y1, x2, y2);
        if (cards.size() > MANY) return direct;
        List<Rect> hit = crossed(direct, x1, y1, x2, y2);
        if (hit.isEmpty() && (x2 > x1 - 8)) return direct;
        double out = x1 + 16 + lane * 5;
        double in = x2 - 16 - lane * 5;
        Rect all = Rect.between(x1, y1, x2, y2);
        for (Rect r : hit) all = all.around(r);
        double top = hit.stream().mapToDouble(Rect::y).min().orElse(all.y()) - CLEAR - 6 - lane * 5;
        double bottom = hit.stream().mapToDouble(Rect::bottom).max().orElse(all.bottom()) + CLEAR + 6 + lane * 5;
        var ways = new ArrayList<WirePath>();
        if (x2 > x1) {
            // A step at each gap between what is in the way, then above and below.
            for (Rect r : hit) {
                if (r.x() - CLEAR > out) ways.add(step(x1, y1, r.x() - CLEAR - 4, x2, y2));
                if (r.right() + CLEAR < in) ways.add(step(x1, y1, r.right() + CLEAR + 4, x2, y2));
            }
        }
        ways.add(around(x1, y1, out, top, in, x2, y2));
        ways.add(around(x1, y1, out, bottom, in, x2, y2));
        WirePath best = direct;
        double least = hit.size() * CROSSING + length(direct) + (x2 < x1 ? 5_000 : 0);
        var met = new LinkedHashSet<Rect>(hit);
        for (int round = 0; round < 2; round++) {
            for (WirePath way : ways) {
                List<Rect> inWay = crossed(way, x1, y1, x2, y2);
                met.addAll(inWay);
                double cost = inWay.size() * CROSSING + length(way) * 1.02;
                if (cost < least) {
                    least = cost;
                    best = way;
                }
            }
            if (least < CROSSING || met.size() > MOST) break;
            // Through the gaps beside whatever has been met so far.
            ways.clear();
            for (Rect r : met) {
                ways.add(around(x1, y1, out, r.y() - CLEAR, in, x2, y2));
                ways.add(around(x1, y1, out, r.bottom() + CLEAR, in, x2, y2));
            }
        }
        return best;
    }

    private List<Rect> crossed(WirePath path, double x1, double y1, double x2, double y2) {
        var hit = new ArrayList<Rect>();
        index.query(path.bounds(), i -> {
            Rect r = cards.get(i).grown(3);
            // The card it leaves from and the one it goes to touch its ends.
            boolean own = Math.abs(r.right() - 3 - x1) < 1 && y1 >= r.y() && y1 <= r.bottom()
                    || Math.abs(r.x() + 3 - x2) < 1 && y2 >= r.y() && y2 <= r.bottom();
            if (own ? path.crosses(cards.get(i).grown(-3)) : path.crosses(r)) hit.add(cards.get(i));
        });
        return hit;
    }

    private static WirePath step(double x1, double y1, double x, double x2, double y2) {
        return WirePath.along(new double[]{x1, y1, x, y1, x, y2, x2, y2}, RADIUS);
    }

    private static WirePath around(double x1, double y1, double out, double y, double in, double x2, double y2) {
        return WirePath.along(new double[]{x1, y1, out, y1, out, y, in, y, in, y2, x2, y2}, RADIUS);
    }

    private static double length(WirePath path) {
        double[] p = path.points();
        double all = 0;
        for (int i = 0; i + 3 < p.length; i += 2) all += Math.hypot(p[i + 2] - p[i], p[i + 3] - p[i + 1]);
        return all;
    }
}
