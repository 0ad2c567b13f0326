package dev.flowbench.bench;

import java.util.Arrays;

/** What is worked out from many measurements. */
final class Figures {
    private Figures() {}

    /** The one in the middle. */
    static double median(double... times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
