package dev.flowbench.desktop.canvas.paint;

import dev.flowbench.desktop.canvas.scene.EdgeItem;
import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Token;
import javafx.scene.canvas.GraphicsContext;

/** The edges of graphs: cards where the workflow begins and ends, rails inside frames. */
final class EdgePainter {
    private EdgePainter() {}

    static void paint(Ink ink, EdgeItem edge) {
        if (edge.isCard())
            card(ink, edge);
        else
            rail(ink, edge);
    }

    private static void card(Ink ink, EdgeItem edge) {
        GraphicsContext gc = ink.gc();
        Rect r = edge.rect();
        gc.setFill(ink.color(Token.SURFACE));
        ink.round(r.x(), r.y(), r.w(), r.h(), Metrics.RADIUS_CARD);
        gc.setStroke(ink.color(Token.BORDER_STRONG));
        ink.outline(r.x(), r.y(), r.w(), r.h(), Metrics.RADIUS_CARD, ink.line(1));
        // The bar stands on the side of the world outside.
        gc.setFill(ink.color(Token.WIRE));
        double bar = edge.input() ? r.x() + 6 : r.right() - 9;
        ink.round(bar, r.y() + 10, 3, r.h() - 20, 1.5);
        String title = ink.words().text(edge.input() ? "edge.in" : "edge.out");
        switch (ink.lod()) {
            case FULL -> {
                double x = r.x() + 16;
                if (edge.input())
                    ink.text(title, x, r.y() + 22, Letters.Cut.STRONG, 13, ink.color(Token.TEXT));
                else
                    ink.text(title, r.x() + 14, r.y() + 22, Letters.Cut.STRONG, 13, ink.color(Token.TEXT));
                for (PortItem port : edge.ports()) {
                    PortPainter.label(ink, port, true, r.w() - 34);
                    PortPainter.paint(ink, port);
                }
                if (edge.ports().isEmpty()) {
                    String none = ink.letters().fit(ink.words().text("edge.none"), Letters.Cut.TEXT, 11, r.w() - 28);
                    ink.text(none, x, r.y() + NONE_LINE, Letters.Cut.TEXT, 11, ink.color(Token.MUTED));
                }
            }
            case MID -> {
                double size = CardPainter.titleSize(ink, title, Math.min(30, 11 / ink.view().zoom()), r.w() - 24);
                ink.textMiddle(ink.letters().fit(title, Letters.Cut.STRONG, size, r.w() - 24), r.midX(),
                        r.midY() + size * 0.35, Letters.Cut.STRONG, size, ink.color(Token.TEXT));
            }
            case FAR -> {
                gc.setFill(ink.color(Token.WIRE));
                ink.round(r.midX() - 20, r.midY() - 20, 40, 40, 20);
            }
        }
    }

    private static final double NONE_LINE = 50;

    private static void rail(Ink ink, EdgeItem edge) {
        if (ink.lod() == Lod.FAR) return;
        GraphicsContext gc = ink.gc();
        Rect r = edge.rect();
        double x = edge.input() ? r.right() : r.x();
        gc.setStroke(ink.color(Token.BORDER_STRONG));
        gc.setLineWidth(ink.line(1));
        gc.strokeLine(x - .5, r.y() + 2, x - .5, r.bottom() - 10);
        if (ink.lod() != Lod.FULL) return;
        for (PortItem port : edge.ports()) {
            PortPainter.label(ink, port, true, r.w() - 18);
            PortPainter.paint(ink, port);
        }
    }
}
