package dev.flowbench.desktop.canvas.paint;

import dev.flowbench.desktop.canvas.scene.BreakDot;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.look.Token;
import javafx.scene.canvas.GraphicsContext;

/** Paints breakpoints, pins and where a paused run stands. */
public final class DebugPaint {
    private DebugPaint() {}

    /**
     * A breakpoint: full, with a mark where it has a condition, or a ring where it is switched off.
     *
     * @param pointed whether the pointer is on it
     */
    public static void breakpoint(Ink ink, NodeItem node, BreakDot dot, boolean pointed) {
        GraphicsContext gc = ink.gc();
        Rect r = dot.rect(node, ink.view().zoom());
        double size = r.w();
        double rim = size / 9;
        gc.setFill(pointed ? ink.palette().faded(Token.DANGER, 0.3) : ink.color(Token.CANVAS));
        Rect around = r.grown(pointed ? rim * 2.4 : rim);
        gc.fillOval(around.x(), around.y(), around.w(), around.h());
        switch (dot.look()) {
            case ON, WHEN -> {
                gc.setFill(ink.color(Token.DANGER));
                gc.fillOval(r.x(), r.y(), size, size);
            }
            case OFF -> {
                gc.setFill(ink.color(Token.RAISED));
                gc.fillOval(r.x(), r.y(), size, size);
                ring(gc, ink, r);
            }
            case NONE -> {
                gc.setFill(ink.palette().faded(Token.DANGER, 0.45));
                gc.fillOval(r.x(), r.y(), size, size);
            }
        }
        if (dot.look() == BreakDot.Look.WHEN) {
            // Two bars, as of an equals sign: something is compared.
            gc.setFill(ink.color(Token.CANVAS));
            gc.fillRect(r.x() + size * 0.28, r.y() + size * 0.33, size * 0.44, size * 0.12);
            gc.fillRect(r.x() + size * 0.28, r.y() + size * 0.55, size * 0.44, size * 0.12);
        }
    }

    private static void ring(GraphicsContext gc, Ink ink, Rect r) {
        double width = r.w() / 7;
        gc.setStroke(ink.color(Token.DANGER));
        gc.setLineWidth(width);
        gc.strokeOval(r.x() + width / 2, r.y() + width / 2, r.w() - width, r.h() - width);
    }

    /** A word at the lower right corner; from afar, a dot. */
    public static void pin(Ink ink, NodeItem node, String word) {
        // Left of a breakpoint after the node, and of the corner by which a frame is pulled larger.
        Rect r = new Rect(node.rect().x(), node.rect().y(), node.rect().w() - (node.isResizable() ? 40 : 14),
                node.rect().h());
        if (ink.lod() == Lod.FULL) {
            double width = ink.pillWidth(word);
            ink.pill(word, r.right() - width - 8, r.bottom() - Ink.PILL / 2, ink.color(Token.ACCENT_FILL),
                    ink.color(Token.ON_FILL));
        } else {
            double size = size(ink);
            ink.gc().setFill(ink.color(Token.ACCENT));
            ink.round(r.right() - size * 0.6, r.bottom() - size * 0.6, size, size, size / 4);
        }
    }

    /** A step that waits; the next one stronger. */
    public static void standing(Ink ink, NodeItem node, boolean next) {
        GraphicsContext gc = ink.gc();
        Rect r = node.rect();
        double radius = LivePaint.radius(node);
        double width = Math.max(next ? 3 : 1.5, ink.px(next ? 3 : 1.5));
        if (next) {
            double out = 2 * width;
            gc.setStroke(ink.palette().faded(Token.WARNING, 0.3));
            ink.outline(r.x() - out, r.y() - out, r.w() + 2 * out, r.h() + 2 * out, radius + out, width);
        }
        gc.setStroke(ink.color(Token.WARNING));
        ink.outline(r.x() - width / 2, r.y() - width / 2, r.w() + width, r.h() + width, radius + width / 2, width);
    }

    private static double size(Ink ink) {
        return ink.lod() == Lod.FULL ? 14 : 12 / ink.view().zoom();
    }
}
