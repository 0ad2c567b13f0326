package dev.flowbench.desktop.canvas.paint;

import dev.flowbench.desktop.look.Token;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.canvas.GraphicsContext;

/** Words at the pointer, painted by us, in the window's coordinates; kept inside the window. */
public final class BubblePainter {
    private static final double WIDEST = 300;
    private static final double PAD = 9;
    private static final double LINE = 17;
    private static final double GAP = 24;

    private BubblePainter() {}

    /** A sentence in a box below and right of the pointer. */
    public static void bubble(Ink ink, String text, double x, double y, double width, double height, Token color) {
        List<String> lines = ink.letters().wrap(text, Letters.Cut.TEXT, 12, WIDEST, 4);
        double w = lines.stream().mapToDouble(line -> ink.letters().width(line, Letters.Cut.TEXT, 12)).max().orElse(0)
                + 2 * PAD;
        double h = lines.size() * LINE + 2 * PAD - 4;
        double left = at(x + 16, x - 8 - w, w, width);
        double top = at(y + 18, y - 10 - h, h, height);
        box(ink, left, top, w, h);
        double base = top + PAD + 10;
        for (String line : lines) {
            ink.text(line, left + PAD, base, Letters.Cut.TEXT, 12, ink.color(color));
            base += LINE;
        }
    }

    /**
     * Some lines in a box, the first of them its heading. What stands behind a colon is a figure and stands at the right end;
     * longer lines are sentences and wrap.
     */
    public static void lines(Ink ink, String text, double x, double y, double width, double height) {
        List<Line> lines = new ArrayList<>();
        text.lines().forEach(line -> {
            int colon = line.endsWith(".") ? -1 : line.indexOf(": ");
            if (colon >= 0) {
                lines.add(new Line(line.substring(0, colon), line.substring(colon + 2)));
            } else {
                ink.letters().wrap(line, Letters.Cut.TEXT, 12, WIDEST, 4)
                        .forEach(part -> lines.add(new Line(part, "")));
            }
        });
        double w = lines.stream().mapToDouble(line -> ink.letters().width(line.name(), Letters.Cut.TEXT, 12)
                + (line.figure().isEmpty() ? 0 : GAP + ink.letters().width(line.figure(), Letters.Cut.TEXT, 12)))
                .max().orElse(0) + 2 * PAD;
        double h = lines.size() * LINE + 2 * PAD - 4;
        double left = at(x + 16, x - 8 - w, w, width);
        double top = at(y + 18, y - 10 - h, h, height);
        box(ink, left, top, w, h);
        double base = top + PAD + 10;
        boolean heading = true;
        for (Line line : lines) {
            ink.text(line.name(), left + PAD, base, heading ? Letters.Cut.STRONG : Letters.Cut.TEXT, 12,
                    ink.color(heading ? Token.TEXT : Token.MUTED));
            if (!line.figure().isEmpty()) {
                ink.textRight(line.figure(), left + w - PAD, base, Letters.Cut.TEXT, 12, ink.color(Token.TEXT));
            }
            heading = false;
            base += LINE;
        }
    }

    private record Line(String name, String figure) {}

    /** Figures in a small dark box. */
    public static void hud(Ink ink, String text, double x, double y, double width, double height) {
        double w = ink.letters().width(text, Letters.Cut.CODE, 11) + 14;
        double left = at(x + 16, x - 8 - w, w, width);
        double top = at(y + 18, y - 30, 22, height);
        ink.gc().setFill(ink.color(Token.TEXT));
        ink.round(left, top, w, 22, 6);
        ink.text(text, left + 7, top + 15, Letters.Cut.CODE, 11, ink.color(Token.CANVAS));
    }

    /**
     * A value with a heading, as a hovered wire shows it.
     *
     * @param value JSON or text; some lines of it are shown
     */
    public static void value(Ink ink, String heading, String value, double x, double y, double width, double height) {
        List<String> lines = ink.letters().wrap(value, Letters.Cut.CODE, 11.5, WIDEST + 40, 9);
        double w = Math.max(ink.letters().width(heading, Letters.Cut.TEXT, 11),
                lines.stream().mapToDouble(line -> ink.letters().width(line, Letters.Cut.CODE, 11.5)).max().orElse(0))
                + 2 * PAD + 2;
        double h = lines.size() * LINE + 2 * PAD + 18;
        double left = at(x + 16, x - 8 - w, w, width);
        double top = at(y + 18, y - 10 - h, h, height);
        box(ink, left, top, w, h);
        ink.text(heading, left + PAD, top + 19, Letters.Cut.TEXT, 11, ink.color(Token.MUTED));
        double base = top + 38;
        for (String line : lines) {
            ink.text(line, left + PAD, base, Letters.Cut.CODE, 11.5, ink.color(Token.TEXT));
            base += LINE;
        }
    }

    private static void box(Ink ink, double left, double top, double w, double h) {
        GraphicsContext gc = ink.gc();
        gc.setFill(ink.palette().faded(Token.SHADOW, 0.4));
        ink.round(left - 2, top + 1, w + 4, h + 6, 10);
        ink.round(left - 1, top + 1, w + 2, h + 3, 9);
        gc.setFill(ink.color(Token.RAISED));
        ink.round(left, top, w, h, 8);
        gc.setStroke(ink.color(Token.BORDER_STRONG));
        ink.outline(left, top, w, h, 8, 1);
    }

    private static double at(double after, double before, double size, double room) {
        double wish = after + size > room - 4 ? before : after;
        return Math.rint(Math.max(4, Math.min(wish, room - size - 4)));
    }
}
