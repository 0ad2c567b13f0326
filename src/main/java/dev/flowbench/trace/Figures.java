package dev.flowbench.trace;

import java.util.Locale;

/**
 * Figures as people read them, each with its unit: tokens {@code 1,286} or {@code 1.3k}, money {@code $0.0123}, time
 * {@code 840 ms}, {@code 2.4 s}, {@code 1 min 12 s}. The same everywhere, whatever the system's language.
 */
public final class Figures {
    private static final double NANOS = 1e9;
    private static final long SMALLEST_SHOWN = 100_000;

    private Figures() {
    }

    /** A whole number with its thousands apart: {@code 1,286}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A whole number where there is little room: {@code 950}, {@code 1.3k}, {@code 24k}, {@code 1.2M}. */
    public static String shortCount(long count) {
        if (count < 1_000) {
            return Long.toString(count);
        }
        if (count < 9_950) {
            return tenths(count, 1_000) + "k";
        }
        if (count < 999_500) {
            return Math.round(count / 1e3) + "k";
        }
        if (count < 9_950_000) {
            return tenths(count, 1_000_000) + "M";
        }
        return count(Math.round(count / 1e6)) + "M";
    }

    /** Money without a mark: {@code $0.0123}, {@code $1.24}, {@code < $0.0001}, {@code $0}. */
    public static String money(long nanoUsd) {
        if (nanoUsd == 0) {
            return "$0";
        }
        if (Math.abs(nanoUsd) < SMALLEST_SHOWN) {
            return TraceTexts.text("figures.below", "$0.0001");
        }
        double dollars = nanoUsd / NANOS;
        return String.format(Locale.ROOT, Math.abs(dollars) < 1 ? "$%.4f" : "$%,.2f", dollars);
    }

    /**
     * Money as it may be told: {@code no price} where nothing is known, {@code ≥ $0.0123} where some of it is not,
     * {@code ≈ $0.0123} where some of it is a hold that may have cost less.
     */
    public static String money(long nanoUsd, boolean priced, boolean uncertain) {
        if (!priced) {
            return nanoUsd == 0
                    ? TraceTexts.text("figures.unpriced")
                    : TraceTexts.text("figures.atLeast", money(nanoUsd));
        }
        return uncertain ? TraceTexts.text("figures.about", money(nanoUsd)) : money(nanoUsd);
    }

    /** A time: {@code 320 µs}, {@code 840 ms}, {@code 2.4 s}, {@code 1 min 12 s}, {@code 2 h 5 min}. */
    public static String time(long micros) {
        if (micros < 1_000) {
            return micros == 0
                    ? TraceTexts.text("figures.millis", "0")
                    : TraceTexts.text("figures.micros", Long.toString(micros));
        }
        if (micros < 9_950) {
            return TraceTexts.text("figures.millis", tenths(micros, 1_000));
        }
        if (micros < 999_500) {
            return TraceTexts.text("figures.millis", Long.toString(Math.round(micros / 1e3)));
        }
        if (micros < 59_950_000) {
            return TraceTexts.text("figures.seconds", tenths(micros, 1_000_000));
        }
        long seconds = Math.round(micros / 1e6);
        if (seconds < 3_600) {
            return TraceTexts.text("figures.minutes", Long.toString(seconds / 60), Long.toString(seconds % 60));
        }
        if (seconds < 86_400) {
            return TraceTexts.text("figures.hours", Long.toString(seconds / 3_600), Long.toString(seconds / 60 % 60));
        }
        return TraceTexts.text("figures.days", count(seconds / 86_400), Long.toString(seconds / 3_600 % 24));
    }

    /** A score from 0 to 1 with two places. */
    public static String score(double score) {
        return String.format(Locale.ROOT, "%.2f", score);
    }

    private static String tenths(long value, long unit) {
        return String.format(Locale.ROOT, "%.1f", (double) value / unit);
    }
}
