package dev.flowbench.desktop.trace;

import dev.flowbench.trace.Figures;
import java.util.Locale;

/**
 * Places times on a strip of the screen.
 *
 * @param from first moment in view, microseconds from the run's start
 * @param to last moment in view; later than {@code from}
 * @param x left edge of the strip, pixels
 * @param width its width, pixels
 */
record TimeScale(double from, double to, double x, double width) {
    private static final double[] STEPS = steps();

    double x(double micros) {
        return x + (micros - from) / (to - from) * width;
    }

    double at(double pixel) {
        return from + (pixel - x) / width * (to - from);
    }

    /** Distance of the round ticks in microseconds, so that they stand no closer than that many pixels. */
    double step(double closest) {
        double least = (to - from) * closest / Math.max(1, width);
        for (double step : STEPS) {
            if (step >= least) {
                return step;
            }
        }
        double day = STEPS[STEPS.length - 1];
        return Math.ceil(least / day) * day;
    }

    /** The first tick at or after the left edge. */
    double firstTick(double step) {
        return Math.ceil(from / step - 1e-9) * step;
    }

    /** What stands at a tick: {@code 0}, {@code 250 ms}, {@code 1.5 s}, {@code 2 min}, {@code 2 min 30 s}. */
    static String tick(double micros, double step) {
        long value = Math.round(micros);
        if (value == 0) {
            return "0";
        }
        if (value < 1_000_000 && step < 100_000) {
            return value < 1_000 ? value + " µs" : plain(value / 1e3) + " ms";
        }
        if (value < 1_000_000) {
            return plain(value / 1e3) + " ms";
        }
        if (value < 60_000_000) {
            return plain(value / 1e6) + " s";
        }
        if (step < 1_000_000) {
            return value / 60_000_000 + " min " + plain(value % 60_000_000 / 1e6) + " s";
        }
        String text = Figures.time(value);
        return text.endsWith(" 0 s") || text.endsWith(" 0 min") ? text.substring(0, text.lastIndexOf(" 0 ")) : text;
    }

    private static String plain(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value);
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }

    private static double[] steps() {
        double second = 1e6;
        double[] round = new double[21 + 12];
        int n = 0;
        for (double unit = 1; unit < 10 * second; unit *= 10) {
            round[n++] = unit;
            round[n++] = unit * 2;
            round[n++] = unit * 5;
        }
        for (double s : new double[]{10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 21_600, 86_400}) {
            round[n++] = s * second;
        }
        return java.util.Arrays.copyOf(round, n);
    }
}
