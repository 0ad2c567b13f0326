package dev.flowbench.desktop.canvas.paint;

import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.look.Token;
import javafx.scene.canvas.GraphicsContext;

/** Paints breakpoints, pins and where a paused run stands. */
public final class DebugPaint {
    private DebugPaint() {}

    /** A dot at the lower left corner, where no port is and no other mark. */
    public static void breakpoint(Ink ink, NodeItem node) {
        GraphicsContext gc = ink.gc();
        double size = size(ink);
        double x = node.rect().x() - size * 0.4;
        double y = node.rect().bottom() - size * 0.6;
        gc.setFill(ink.color(Token.CANVAS));
        gc.fillOval(x - 1.5, y - 1.5, size + 3, size + 3);
        gc.setFill(ink.color(Token.DANGER));
        gc.fillOval(x, y, size, size);
    }

    /** A word at the lower right corner; from afar, a dot. */
    public static void pin(Ink ink, NodeItem node, String word) {
        Rect r = node.rect();
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
