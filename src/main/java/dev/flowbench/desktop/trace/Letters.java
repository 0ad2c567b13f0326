package dev.flowbench.desktop.trace;

import java.util.LinkedHashMap;
import java.util.Map;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

/** Measures and shortens lines of text for painting; remembers what it measured. */
final class Letters {
    private static final int REMEMBERED = 8_192;
    private static final String MORE = "…";

    private final Text ruler = new Text();
    private final Map<Line, Double> widths = new LinkedHashMap<>(512, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Line, Double> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Map<Fit, String> fits = new LinkedHashMap<>(512, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Fit, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Line(Font font, String text) {}

    private record Fit(Font font, String text, int width) {}

    double width(Font font, String text) {
        return text.isEmpty() ? 0 : widths.computeIfAbsent(new Line(font, text), line -> {
            ruler.setFont(line.font());
            ruler.setText(line.text());
            return ruler.getLayoutBounds().getWidth();
        });
    }

    /** The text, or as much of its beginning as there is room for; empty where there is none for two letters. */
    String fit(Font font, String text, double width) {
        if (width <= 0) {
            return "";
        }
        // No line on a screen holds more; a title of a megabyte is measured no further.
        String line = text.length() > 400 ? text.substring(0, 400) : text;
        if (width(font, line) <= width) {
            return line;
        }
        Fit key = new Fit(font, line, (int) width);
        String known = fits.get(key);
        if (known != null) {
            return known;
        }
        int low = 0;
        int high = line.length();
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (width(font, line.substring(0, middle) + MORE) <= width) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        if (low > 0 && Character.isHighSurrogate(line.charAt(low - 1))) {
            low--;
        }
        String fit = low < 1 ? "" : line.substring(0, low).stripTrailing() + MORE;
        fits.put(key, fit);
        return fit;
    }
}
