package dev.flowbench.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Something that is like what was looked for.
 *
 * @param place among all that were compared, from 0
 * @param score above 0, at most 1, to four places
 */
record Hit(int place, double score) {
    /** The likest first, at most so many; among equals in their order. */
    static List<Hit> best(double[] scores, int k) {
        var hits = new ArrayList<Hit>();
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > 0) {
                hits.add(new Hit(i, Math.round(scores[i] * 10_000) / 10_000.0));
            }
        }
        hits.sort(Comparator.comparingDouble(Hit::score).reversed());
        return List.copyOf(hits.subList(0, Math.min(k, hits.size())));
    }
}
