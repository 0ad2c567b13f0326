package dev.flowbench.desktop.canvas.scene;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/** Numbers as the house writes them: {@code 1.3k}, {@code $0.0123}, {@code 840 ms}, {@code 2.4 s}. */
public final class Figures {
    private Figures() {}

    /** A count, short: {@code 950}, {@code 1.3k}, {@code 20k}, {@code 1.2M}. */
    public static String count(double n) {
        if (Math.abs(n) < 1000) return plain(n, 0);
        if (Math.abs(n) < 999_500) return plain(n / 1000, n < 9_950 ? 1 : 0) + "k";
        return plain(n / 1e6, n < 9.95e6 ? 1 : 0) + "M";
    }

    /** Billionths of a dollar as dollars with four digits, more where those would be noughts. */
    public static String money(long nanoUsd) {
        if (nanoUsd == 0) return "$0";
        double usd = nanoUsd / 1e9;
        if (usd >= 100) return String.format(Locale.ROOT, "$%,.2f", usd);
        return usd < 0.0001 ? "<$0.0001" : String.format(Locale.ROOT, "$%.4f", usd);
    }

    /** A time: {@code 840 ms}, {@code 2.4 s}, {@code 3 min 05 s}. */
    public static String time(long micros) {
        double ms = micros / 1000.0;
        if (ms < 1) return "<1 ms";
        if (ms < 999.5) return String.format(Locale.ROOT, "%.0f ms", ms);
        double s = ms / 1000;
        if (s < 59.95) return String.format(Locale.ROOT, "%.1f s", s);
        long all = Math.round(s);
        return all < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", all / 60, all % 60)
                : String.format(Locale.ROOT, "%d h %02d min", all / 3600, all / 60 % 60);
    }

    /** A cap on time: {@code 30 s}, {@code 2 min}, {@code 24 h}. */
    public static String time(Duration d) {
        long s = d.toSeconds();
        if (d.toMillis() < 1000) return d.toMillis() + " ms";
        if (s < 120 && s % 60 != 0) return s + " s";
        if (s < 7200) return s % 60 == 0 ? s / 60 + " min" : s / 60 + " min " + s % 60 + " s";
        return s % 3600 == 0 ? s / 3600 + " h" : s / 3600 + " h " + s / 60 % 60 + " min";
    }

    private static String plain(double n, int digits) {
        String text = String.format(Locale.ROOT, "%." + digits + "f", n);
        return digits == 0 ? text : new BigDecimal(text).stripTrailingZeros().toPlainString();
    }
}
