package dev.flowbench.desktop.canvas.paint;

import dev.flowbench.desktop.canvas.scene.Face;
import dev.flowbench.desktop.canvas.scene.Figures;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.scene.Sizes;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.StatusMark;
import dev.flowbench.desktop.look.Token;
import dev.flowbench.trace.NodeState;
import java.util.List;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import org.jspecify.annotations.Nullable;

/** A node's card. */
final class CardPainter {
    private static final double[] DASHES = {5, 4};
    static final double FADED = 0.4;

    private CardPainter() {}

    /**
     * Paints a card.
     *
     * @param state how it stands in the run that is shown; null for none
     * @param turn how far a running mark has turned, 0 to 1
     */
    static void paint(Ink ink, NodeItem node, @Nullable NodeState state, double turn) {
        GraphicsContext gc = ink.gc();
        boolean skipped = state != null && state.phase() == NodeState.Phase.SKIPPED;
        boolean faded = skipped || node.node().settings().isDisabled();
        if (faded) gc.setGlobalAlpha(FADED);
        switch (ink.lod()) {
            case FULL -> full(ink, node, state, turn, skipped);
            case MID -> mid(ink, node, state, turn, skipped);
            case FAR -> far(ink, node, state);
        }
        if (faded) gc.setGlobalAlpha(1);
    }

    private static void full(Ink ink, NodeItem node, @Nullable NodeState state, double turn, boolean skipped) {
        GraphicsContext gc = ink.gc();
        Rect r = node.rect();
        Face face = node.face();
        shadow(ink, r, Metrics.RADIUS_CARD);
        ground(ink, r, Metrics.RADIUS_CARD, ink.color(Token.RAISED), edge(ink, state), skipped, 1);

        face.glyph().paint(gc, ink.palette(), r.x() + 12, r.y() + 12, Metrics.TILE);
        double right = r.right() - 12;
        if (state != null) {
            mark(state).paint(gc, ink.palette(), right - 14, r.y() + 11, 15, turn);
            right -= 20;
        }
        double x = r.x() + 50;
        ink.text(ink.letters().fit(face.title(), Letters.Cut.STRONG, 13, right - x), x, r.y() + 24, Letters.Cut.STRONG,
                13, ink.color(Token.TEXT));
        double caption = r.right() - 12 - x;
        String badge = state == null ? "" : state.badge();
        if (!badge.isEmpty()) {
            String shown = ink.letters().fit(badge, Letters.Cut.TEXT, 10.5, 92);
            double w = ink.pillWidth(shown);
            ink.pill(shown, r.right() - 10 - w, r.y() + 29, ink.color(Token.ACCENT_SOFT), ink.color(Token.ACCENT_TEXT));
            caption -= w + 4;
        }
        ink.text(ink.letters().fit(face.caption(), Letters.Cut.TEXT, 11, caption), x, r.y() + 40, Letters.Cut.TEXT, 11,
                ink.color(Token.MUTED));
        summary(ink, node, state, r);
        ports(ink, node, r);
        footer(ink, node, state, r);
    }

    private static void summary(Ink ink, NodeItem node, @Nullable NodeState state, Rect r) {
        double width = r.w() - 24;
        double y = r.y() + 60;
        if (state != null && !state.text().isBlank()) {
            boolean running = state.phase() == NodeState.Phase.RUNNING;
            boolean failed = state.phase() == NodeState.Phase.FAILED;
            String one = state.text().strip().replace('\n', ' ');
            String said = running
                    ? ink.letters().tail(one, Letters.Cut.TEXT, 11, width)
                    : ink.letters().fit(one, Letters.Cut.TEXT, 11, width);
            ink.text(said, r.x() + 12, y, Letters.Cut.TEXT, 11, ink.color(failed ? Token.DANGER_TEXT : Token.TEXT));
            return;
        }
        Face face = node.face();
        Letters.Cut cut = face.code() ? Letters.Cut.CODE : Letters.Cut.TEXT;
        double size = face.code() ? 10.5 : 11;
        ink.text(ink.letters().fit(face.summary(), cut, size, width), r.x() + 12, y, cut, size, ink.color(Token.MUTED));
    }

    private static void ports(Ink ink, NodeItem node, Rect r) {
        boolean bothNamed = node.ports().stream().anyMatch(p -> p.labelled() && p.source())
                && node.ports().stream().anyMatch(p -> p.labelled() && !p.source());
        double room = bothNamed ? r.w() / 2 - 16 : r.w() - 28;
        for (PortItem port : node.ports()) {
            if (port.quiet() && !port.wired()) continue;
            if (port.labelled()) PortPainter.label(ink, port, true, room);
            PortPainter.paint(ink, port);
        }
    }

    /** Where a card's footer begins: a wire to "when" ends there, and its arrow reaches into the card. */
    static double footerLeft(NodeItem node) {
        boolean when = node.ports().stream().anyMatch(port -> port.quiet() && port.wired());
        return node.rect().x() + (when ? 18 : 12);
    }

    private static void footer(Ink ink, NodeItem node, @Nullable NodeState state, Rect r) {
        GraphicsContext gc = ink.gc();
        Face face = node.face();
        double top = r.bottom() - Sizes.FOOTER;
        double left = footerLeft(node);
        if (face.chips().isEmpty() && (state == null || !said(state))) return;
        gc.setStroke(ink.color(Token.BORDER));
        gc.setLineWidth(1);
        gc.strokeLine(r.x() + 1, top + .5, r.right() - 1, top + .5);
        if (state != null && said(state)) {
            String figures = figures(ink, state);
            ink.text(ink.letters().fit(figures, Letters.Cut.TEXT, 11, r.right() - 12 - left), left, top + 17,
                    Letters.Cut.TEXT, 11, ink.color(Token.MUTED));
            return;
        }
        double used = chips(ink, face.chips(), left, top + 5, r.right() - 8 - left, false);
        WorstPainter.card(ink, node, left + used);
    }

    static boolean said(NodeState state) {
        return state.tokens() > 0 || state.micros() > 0 || state.nanoUsd() > 0;
    }

    /** Tokens · cost · time, and how often. */
    static String figures(Ink ink, NodeState state) {
        var text = new StringBuilder();
        if (state.tokens() > 0) {
            text.append(ink.words().text("card.tokens", Figures.count(state.tokens()))).append(" · ");
            text.append(state.priced() ? Figures.money(state.nanoUsd()) : ink.words().text("card.unpriced"))
                    .append(" · ");
        }
        text.append(Figures.time(state.micros()));
        if (state.visits() > 1) text.append(" · ×").append(state.visits());
        return text.toString();
    }

    /** The width of caps in a row, as many as fit. */
    static double chipsWidth(Ink ink, List<String> chips, double room) {
        double used = 0;
        for (String chip : chips) {
            double w = ink.pillWidth(chip);
            if (used + w > room) break;
            used += w + 4;
        }
        return used;
    }

    /**
     * Caps in a row, as many as fit.
     *
     * @param fromRight whether x is the right end
     * @return the width they take
     */
    static double chips(Ink ink, List<String> chips, double x, double y, double room, boolean fromRight) {
        double used = 0;
        Color ground = ink.color(Token.SUNKEN);
        for (String chip : chips) {
            double w = ink.pillWidth(chip);
            if (used + w > room) break;
            ink.pill(chip, fromRight ? x - used - w : x + used, y, ground, ink.color(Token.MUTED));
            used += w + 4;
        }
        return used;
    }

    private static void mid(Ink ink, NodeItem node, @Nullable NodeState state, double turn, boolean skipped) {
        GraphicsContext gc = ink.gc();
        Rect r = node.rect();
        Face face = node.face();
        ground(ink, r, Metrics.RADIUS_CARD, ink.color(Token.RAISED), edge(ink, state), skipped, 1);
        double zoom = ink.view().zoom();
        double tile = Math.min(r.h() - 20, Math.max(36, 18 / zoom));
        double x = r.x() + 12 + tile + 10;
        double room = r.right() - 10 - x;
        double size = titleSize(ink, face.title(), Math.max(15, Math.min(27, 10 / zoom)), room);
        List<String> lines = ink.letters().title(face.title(), size, room);
        // A title of which nothing would be left to read leaves the card to its tile.
        double left = lines.isEmpty() ? r.midX() - tile / 2 : r.x() + 12;
        face.glyph().paint(gc, ink.palette(), left, r.midY() - tile / 2, tile);
        double y = r.midY() - (lines.size() - 1) * size * 0.62 + size * 0.36;
        for (String line : lines) {
            ink.text(line, x, y, Letters.Cut.STRONG, size, ink.color(Token.TEXT));
            y += size * 1.24;
        }
        if (state != null) {
            double mark = 15 / zoom;
            corner(ink, mark(state), r, mark, turn);
        }
    }

    /** The size, or a smaller one at which the longest word fits, so that none is broken. */
    static double titleSize(Ink ink, String title, double size, double room) {
        double longest = 0;
        for (String word : title.split(" "))
            longest = Math.max(longest, ink.letters().width(word, Letters.Cut.STRONG, size));
        return longest <= room ? size : Math.max(size * 0.72, size * room / longest * 0.99);
    }

    /** A state's mark on the corner of the card, on a ground of its own so that it reads on any wire. */
    static void corner(Ink ink, StatusMark mark, Rect r, double size, double turn) {
        GraphicsContext gc = ink.gc();
        double x = r.right() - size * 0.7;
        double y = r.y() - size * 0.3;
        gc.setFill(ink.color(Token.RAISED));
        gc.fillOval(x - 1, y - 1, size + 2, size + 2);
        mark.paint(gc, ink.palette(), x, y, size, turn);
    }

    private static void far(Ink ink, NodeItem node, @Nullable NodeState state) {
        GraphicsContext gc = ink.gc();
        Rect r = node.rect();
        // Wires end at the card, not at its tile.
        gc.setFill(ink.color(Token.RAISED));
        ink.round(r.x(), r.y(), r.w(), r.h(), 14);
        gc.setStroke(ink.color(Token.BORDER_STRONG));
        ink.outline(r.x(), r.y(), r.w(), r.h(), 14, ink.line(1));
        double tile = Math.min(r.h() - 12, 88);
        double x = r.midX() - tile / 2;
        double y = r.midY() - tile / 2;
        if (state != null && state.phase() != NodeState.Phase.WAITING && state.phase() != NodeState.Phase.SKIPPED) {
            gc.setFill(ink.color(mark(state).color()));
            ink.round(x - 12, y - 12, tile + 24, tile + 24, 22);
            gc.setFill(ink.color(Token.RAISED));
            ink.round(x - 6, y - 6, tile + 12, tile + 12, 18);
        }
        if (tile * ink.view().zoom() >= 12) {
            node.face().glyph().paint(gc, ink.palette(), x, y, tile);
        } else {
            gc.setFill(ink.color(node.face().glyph().hue()));
            switch (node.face().glyph().silhouette()) {
                case SQUARE -> gc.fillRect(x, y, tile, tile);
                case CIRCLE -> gc.fillOval(x, y, tile, tile);
                case HEXAGON -> gc.fillPolygon(new double[]{x + tile / 2, x + tile, x + tile, x + tile / 2, x, x},
                        new double[]{y, y + tile * .25, y + tile * .75, y + tile, y + tile * .75, y + tile * .25}, 6);
            }
        }
    }

    static void shadow(Ink ink, Rect r, double radius) {
        GraphicsContext gc = ink.gc();
        gc.setFill(ink.palette().faded(Token.SHADOW, 0.35));
        ink.round(r.x() - 1, r.y() + 1, r.w() + 2, r.h() + 2.5, radius + 1);
        gc.setFill(ink.palette().faded(Token.SHADOW, 0.5));
        ink.round(r.x(), r.y() + 1, r.w(), r.h() + 1, radius);
    }

    static void ground(Ink ink, Rect r, double radius, Color fill, Color edge, boolean dashed, double width) {
        GraphicsContext gc = ink.gc();
        gc.setFill(fill);
        ink.round(r.x(), r.y(), r.w(), r.h(), radius);
        gc.setStroke(edge);
        if (dashed) gc.setLineDashes(DASHES);
        ink.outline(r.x(), r.y(), r.w(), r.h(), radius, ink.line(width));
        if (dashed) gc.setLineDashes((double[]) null);
    }

    static Color edge(Ink ink, @Nullable NodeState state) {
        if (state == null) return ink.color(Token.BORDER);
        return switch (state.phase()) {
            case FAILED -> ink.color(Token.DANGER);
            case PARTIAL -> ink.color(Token.WARNING);
            case RUNNING -> ink.color(Token.ACCENT);
            case ASKING -> ink.color(Token.WARNING);
            case SKIPPED -> ink.color(Token.OUTLINE);
            case WAITING, DONE -> ink.color(Token.BORDER);
        };
    }

    static StatusMark mark(NodeState state) {
        return switch (state.phase()) {
            case WAITING -> StatusMark.WAITING;
            case RUNNING -> StatusMark.RUNNING;
            case ASKING -> StatusMark.NEEDS_PERSON;
            case DONE -> StatusMark.DONE;
            case SKIPPED -> StatusMark.SKIPPED;
            case FAILED -> StatusMark.FAILED;
            case PARTIAL -> StatusMark.PARTIAL;
        };
    }
}
