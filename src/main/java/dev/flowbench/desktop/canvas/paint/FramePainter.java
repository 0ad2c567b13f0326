package dev.flowbench.desktop.canvas.paint;

import dev.flowbench.desktop.canvas.scene.AreaItem;
import dev.flowbench.desktop.canvas.scene.Face;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.scene.Sizes;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Token;
import dev.flowbench.trace.NodeState;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import org.jspecify.annotations.Nullable;

/** A frame: its header, its ground, and the panels in it. What stands in the panels paints itself. */
final class FramePainter {
    private static final double TILE = 22;
    private static final double BURN = 3;

    private FramePainter() {}

    static void paint(Ink ink, NodeItem node, @Nullable NodeState state, double turn) {
        GraphicsContext gc = ink.gc();
        boolean skipped = state != null && state.phase() == NodeState.Phase.SKIPPED;
        boolean faded = skipped || node.node().settings().isDisabled();
        if (faded) gc.setGlobalAlpha(CardPainter.FADED);
        Rect r = node.rect();
        if (ink.lod() == Lod.FULL) CardPainter.shadow(ink, r, Metrics.RADIUS_FRAME);
        Color edge = state == null || state.phase() == NodeState.Phase.WAITING || state.phase() == NodeState.Phase.DONE
                ? hueEdge(ink, node)
                : CardPainter.edge(ink, state);
        CardPainter.ground(ink, r, Metrics.RADIUS_FRAME, ink.color(Token.SURFACE), edge, skipped,
                ink.lod() == Lod.FAR ? 3 : 1);
        header(ink, node, state, turn);
        if (ink.lod() == Lod.FULL) ports(ink, node, true);
        if (faded) gc.setGlobalAlpha(1);
    }

    static void ports(Ink ink, NodeItem node, boolean names) {
        for (PortItem port : node.ports()) {
            if (port.quiet() && !port.wired()) continue;
            if (names && port.labelled()) PortPainter.label(ink, port, true, 90);
            PortPainter.paint(ink, port);
        }
    }

    private static Color hueEdge(Ink ink, NodeItem node) {
        Color hue = ink.color(node.face().glyph().hue());
        return ink.color(Token.BORDER_STRONG).interpolate(hue, 0.45);
    }

    /** The header alone, for a frame that runs. */
    static void header(Ink ink, NodeItem node, @Nullable NodeState state, double turn) {
        GraphicsContext gc = ink.gc();
        Rect r = node.rect();
        Face face = node.face();
        double line = ink.line(1);
        double h = Sizes.HEADER;
        double radius = Metrics.RADIUS_FRAME - line;
        gc.setFill(ink.palette().soft(face.glyph().hue()));
        gc.beginPath();
        gc.moveTo(r.x() + line, r.y() + h);
        gc.lineTo(r.x() + line, r.y() + line + radius);
        gc.quadraticCurveTo(r.x() + line, r.y() + line, r.x() + line + radius, r.y() + line);
        gc.lineTo(r.right() - line - radius, r.y() + line);
        gc.quadraticCurveTo(r.right() - line, r.y() + line, r.right() - line, r.y() + line + radius);
        gc.lineTo(r.right() - line, r.y() + h);
        gc.closePath();
        gc.fill();
        switch (ink.lod()) {
            case FULL -> {
                face.glyph().paint(gc, ink.palette(), r.x() + 10, r.y() + 6, TILE);
                double right = r.right() - 12;
                if (state != null) {
                    CardPainter.mark(state).paint(gc, ink.palette(), right - 16, r.y() + 9, 16, turn);
                    right -= 24;
                    if (CardPainter.said(state)) {
                        String figures = CardPainter.figures(ink, state);
                        if (!state.badge().isEmpty()) figures = state.badge() + " · " + figures;
                        figures = ink.letters().fit(figures, Letters.Cut.TEXT, 11, r.w() * 0.5);
                        ink.textRight(figures, right, r.y() + 21, Letters.Cut.TEXT, 11, ink.color(Token.MUTED));
                        right -= ink.letters().width(figures, Letters.Cut.TEXT, 11) + 10;
                    }
                }
                if (state == null || !CardPainter.said(state)) {
                    right -= CardPainter.chips(ink, face.chips(), right, r.y() + 9, r.w() * 0.5, true) + 6;
                    right -= WorstPainter.frame(ink, node, right);
                }
                double x = r.x() + 40;
                String title = ink.letters().fit(face.title(), Letters.Cut.STRONG, 13, right - x);
                ink.text(title, x, r.y() + 22, Letters.Cut.STRONG, 13, ink.color(Token.TEXT));
                double after = x + ink.letters().width(title, Letters.Cut.STRONG, 13) + 8;
                if (right - after > 40 && !face.caption().equals(face.title())) {
                    ink.text(ink.letters().fit(face.caption(), Letters.Cut.TEXT, 11, right - after), after, r.y() + 22,
                            Letters.Cut.TEXT, 11, ink.color(Token.MUTED));
                }
            }
            case MID -> {
                face.glyph().paint(gc, ink.palette(), r.x() + 5, r.y() + 4, 28);
                double size = Math.min(26, 11 / ink.view().zoom());
                double room = r.w() - 56 - (state == null ? 0 : 12 / ink.view().zoom());
                ink.text(ink.letters().fit(face.title(), Letters.Cut.STRONG, size, room), r.x() + 40, r.y() + 19
                        + size * 0.34, Letters.Cut.STRONG, size, ink.color(Token.TEXT));
                if (state != null) CardPainter.corner(ink, CardPainter.mark(state), r, 15 / ink.view().zoom(), turn);
            }
            case FAR -> {
                double tile = Math.min(r.h() * 0.8, Math.max(32, 14 / ink.view().zoom()));
                if (tile * ink.view().zoom() >= 9)
                    face.glyph().paint(gc, ink.palette(), r.x(), r.y(), tile);
                else {
                    gc.setFill(ink.color(face.glyph().hue()));
                    gc.fillRect(r.x(), r.y(), tile, tile);
                }
            }
        }
        burn(ink, node, state);
    }

    /** The line along the header's lower edge: how far the tightest cap is used up. */
    private static void burn(Ink ink, NodeItem node, @Nullable NodeState state) {
        GraphicsContext gc = ink.gc();
        Rect r = node.rect();
        double line = ink.line(1);
        double x = r.x() + line;
        double w = r.w() - 2 * line;
        double y = r.y() + Sizes.HEADER - BURN;
        gc.setFill(ink.color(Token.BORDER));
        if (state == null || state.meters().isEmpty()) {
            gc.fillRect(x, r.y() + Sizes.HEADER - 1, w, 1);
            return;
        }
        gc.fillRect(x, y, w, BURN);
        double used = 0;
        boolean tripped = false;
        for (NodeState.Meter meter : state.meters()) {
            used = Math.max(used, meter.fraction());
            tripped |= meter.tripped();
        }
        Token token = tripped ? Token.DANGER : used > 0.8 ? Token.WARNING : Token.ACCENT;
        gc.setFill(ink.color(token));
        gc.fillRect(x, y, w * used, BURN);
    }

    static void area(Ink ink, AreaItem area) {
        GraphicsContext gc = ink.gc();
        Rect r = area.rect();
        gc.setFill(ink.color(Token.SUNKEN));
        ink.round(r.x(), r.y(), r.w(), r.h(), 8);
        if (ink.lod() == Lod.FAR) return;
        gc.setStroke(ink.color(Token.BORDER));
        ink.outline(r.x(), r.y(), r.w(), r.h(), 8, ink.line(1));
        if (ink.lod() != Lod.FULL) return;
        double in = area.inside().x() - r.x();
        double out = r.right() - area.inside().right();
        ink.text(ink.letters().fit(area.title(), Letters.Cut.STRONG, 11, r.w() - in - out - 8), area.inside().x() + 12,
                r.y() + 18, Letters.Cut.STRONG, 11, ink.color(Token.MUTED));
        ink.textRight(ink.words().text("rail.in"), area.inside().x() - 10, r.y() + 18, Letters.Cut.CODE, 10.5,
                ink.color(Token.MUTED));
        ink.text(ink.words().text("rail.out"), area.inside().right() + 10, r.y() + 18, Letters.Cut.CODE, 10.5,
                ink.color(Token.MUTED));
        if (area.empty()) {
            Rect inside = area.inside().grown(-12);
            gc.setStroke(ink.color(Token.BORDER_STRONG));
            gc.setLineDashes(5, 4);
            ink.outline(inside.x(), inside.y() - 6, inside.w(), inside.h() + 6, 8, ink.line(1));
            gc.setLineDashes((double[]) null);
            ink.textMiddle(ink.letters().fit(ink.words().text("area.empty"), Letters.Cut.TEXT, 11, inside.w() - 12),
                    inside.midX(), inside.midY() + 1, Letters.Cut.TEXT, 11, ink.color(Token.MUTED));
        }
    }
}
