package dev.flowbench.desktop.canvas.paint;

import dev.flowbench.desktop.look.Fonts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

/** Measures, cuts and wraps text without a node for each: widths are sums of the letters' widths. On one thread. */
public final class Letters {
    private static final double AT = 100;
    private static final int REMEMBERED = 20_000;

    /** A cut of letters. */
    public enum Cut {
        /** Text. */
        TEXT,
        /** Titles. */
        STRONG,
        /** Code. */
        CODE;

        Font font(double size) {
            return switch (this) {
                case TEXT -> Fonts.text(size);
                case STRONG -> Fonts.strong(size);
                case CODE -> Fonts.code(size);
            };
        }
    }

    /** So few signs of a title, the ellipsis among them, say nothing. */
    private static final int FEW = 4;

    private record Asked(String text, Cut cut, int size, int width) {}

    private final Map<Cut, double[]> widths = new EnumMap<>(Cut.class);
    private final Map<Asked, String> cuts = new HashMap<>();
    private final Map<Long, Font> fonts = new HashMap<>();

    /** The font of that cut and size, made once. */
    public Font font(Cut cut, double size) {
        return fonts.computeIfAbsent((long) (size * 100) * 4 + cut.ordinal(), _ -> cut.font(size));
    }

    /** The width of a text in pixels. */
    public double width(String text, Cut cut, double size) {
        double[] of = widths.computeIfAbsent(cut, Letters::measure);
        double all = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            all += c < of.length ? of[c] : c >= 0x2E80 ? 1 : of['n'];
        }
        return all * size;
    }

    /** The text, cut with an ellipsis where it is wider than that. */
    public String fit(String text, Cut cut, double size, double width) {
        if (text.isEmpty() || width <= 0) return "";
        if (cuts.size() > REMEMBERED) cuts.clear();
        return cuts.computeIfAbsent(new Asked(text, cut, (int) (size * 10), (int) width),
                _ -> shorten(text, cut, size, width));
    }

    private String shorten(String text, Cut cut, double size, double width) {
        if (width(text, cut, size) <= width) return text;
        double room = width - width("…", cut, size);
        int end = 0;
        double used = 0;
        while (end < text.length()) {
            used += width(text.substring(end, end + 1), cut, size);
            if (used > room) break;
            end++;
        }
        return end == 0 ? "" : text.substring(0, end).stripTrailing() + "…";
    }

    /** The end of a text, cut with an ellipsis at the left, for what streams in. */
    public String tail(String text, Cut cut, double size, double width) {
        String one = text.length() > 400 ? text.substring(text.length() - 400) : text;
        if (width(one, cut, size) <= width) return one;
        double room = width - width("…", cut, size);
        int begin = one.length();
        double used = 0;
        while (begin > 0) {
            used += width(one.substring(begin - 1, begin), cut, size);
            if (used > room) break;
            begin--;
        }
        return "…" + one.substring(begin).stripLeading();
    }

    /** The text in lines no wider than that, at most so many; the last is cut with an ellipsis. */
    public List<String> wrap(String text, Cut cut, double size, double width, int most) {
        var lines = new ArrayList<String>();
        for (String paragraph : text.split("\n", -1)) {
            String rest = paragraph.strip();
            do {
                if (lines.size() == most - 1) {
                    lines.add(fit(rest, cut, size, width));
                    return lines;
                }
                int end = fitting(rest, cut, size, width);
                lines.add(rest.substring(0, end).stripTrailing());
                rest = rest.substring(end).stripLeading();
            } while (!rest.isEmpty());
            if (lines.size() >= most) return lines;
        }
        return lines;
    }

    /**
     * A title in two lines at most, in which no word is cut through: one that is too long ends in an ellipsis.
     *
     * @return empty where not even a few letters of its first word fit
     */
    public List<String> title(String text, double size, double width) {
        var words = new ArrayList<String>();
        for (String word : text.strip().split("\\s+")) {
            String shown = fit(word, Cut.STRONG, size, width);
            boolean little = shown.length() <= FEW && !shown.equals(word);
            if (little && words.isEmpty()) return List.of();
            words.add(little ? "…" : shown);
        }
        // Between words only: each is no wider than the room by itself.
        var first = new StringBuilder(words.getFirst());
        int next = 1;
        while (next < words.size() && width(first + " " + words.get(next), Cut.STRONG, size) <= width) {
            first.append(' ').append(words.get(next++));
        }
        return next == words.size()
                ? List.of(first.toString())
                : List.of(first.toString(),
                        fit(String.join(" ", words.subList(next, words.size())), Cut.STRONG, size, width));
    }

    private int fitting(String text, Cut cut, double size, double width) {
        double used = 0;
        int space = -1;
        for (int i = 0; i < text.length(); i++) {
            used += width(text.substring(i, i + 1), cut, size);
            if (text.charAt(i) == ' ') space = i + 1;
            if (used > width) return space > 0 ? space : Math.max(1, i);
        }
        return text.length();
    }

    private static double[] measure(Cut cut) {
        Text text = new Text();
        text.setFont(cut.font(AT));
        double[] widths = new double[0x250];
        for (char c = ' '; c < widths.length; c++) {
            if (Character.isISOControl(c)) continue;
            text.setText(String.valueOf(c));
            widths[c] = text.getLayoutBounds().getWidth() / AT;
        }
        return widths;
    }
}
