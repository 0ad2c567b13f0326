package dev.flowbench.desktop.canvas.paint;

import dev.flowbench.desktop.canvas.scene.Viewport;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Palette;
import dev.flowbench.desktop.look.Token;
import dev.flowbench.trace.NodeState;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.TextAlignment;

/**
 * What a painter paints with, for one pass. The context is in the coordinates of the drawing.
 *
 * @param gc where to
 * @param palette the colours
 * @param view what is seen
 * @param lod how much of it
 * @param letters measures text
 * @param words the words
 * @param states the state of a node in the run that is shown; empty where there is none
 * @param worst what nodes can use at worst, by their ids, in words; those of which nothing is said are not in it
 */
public record Ink(GraphicsContext gc, Palette palette, Viewport view, Lod lod, Letters letters, Words words,
        Function<String, Optional<NodeState>> states, Map<String, String> worst) {

    /** The width of a line that is so many pixels of the screen, never below half of it on the drawing. */
    public double px(double pixels) {
        return pixels / view.zoom();
    }

    /** A line of the drawing that grows with it, but stays visible from afar. */
    public double line(double width) {
        return Math.max(width, 0.8 / view.zoom());
    }

    /** A colour of the palette. */
    public Color color(Token token) { return palette.color(token); }

    /** Fills a rounded rectangle in the current fill. */
    public void round(double x, double y, double w, double h, double radius) {
        gc.fillRoundRect(x, y, w, h, 2 * radius, 2 * radius);
    }

    /** Strokes a rounded rectangle inside its edge, in the current stroke. */
    public void outline(double x, double y, double w, double h, double radius, double width) {
        gc.setLineWidth(width);
        double half = width / 2;
        gc.strokeRoundRect(x + half, y + half, w - width, h - width, 2 * radius - width, 2 * radius - width);
    }

    /** Writes a text with its left end and base line at that point. */
    public void text(String text, double x, double baseline, Letters.Cut cut, double size, Color color) {
        write(text, x, baseline, cut, size, color, TextAlignment.LEFT);
    }

    /** Writes a text with its right end and base line at that point. */
    public void textRight(String text, double x, double baseline, Letters.Cut cut, double size, Color color) {
        write(text, x, baseline, cut, size, color, TextAlignment.RIGHT);
    }

    /** Writes a text with the middle of its base line at that point. */
    public void textMiddle(String text, double x, double baseline, Letters.Cut cut, double size, Color color) {
        write(text, x, baseline, cut, size, color, TextAlignment.CENTER);
    }

    private void write(String text, double x, double baseline, Letters.Cut cut, double size, Color color,
            TextAlignment alignment) {
        if (text.isEmpty()) return;
        gc.setFont(letters.font(cut, size));
        gc.setFill(color);
        gc.setTextAlign(alignment);
        gc.setTextBaseline(VPos.BASELINE);
        gc.fillText(text, x, baseline);
    }

    /**
     * A pill with a text, its left top corner at x, y.
     *
     * @return its width
     */
    public double pill(String text, double x, double y, Color ground, Color ink) {
        double w = pillWidth(text);
        gc.setFill(ground);
        round(x, y, w, PILL, PILL / 2);
        text(text, x + 7, y + 12, Letters.Cut.TEXT, 10.5, ink);
        return w;
    }

    /** The width of a pill with that text. */
    public double pillWidth(String text) {
        return letters.width(text, Letters.Cut.TEXT, 10.5) + 14;
    }

    /** Height of a pill. */
    public static final double PILL = 17;
}
