package dev.flowbench.desktop.canvas.paint;

import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.scene.Sizes;
import dev.flowbench.desktop.look.Token;
import dev.flowbench.trace.NodeState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a node can use at worst, said on it where there is room: caps and title come first. */
public final class WorstPainter {
    private static final double HEIGHT = 18;

    private WorstPainter() {}

    /** Where it is said of a node, to be pointed at; empty where it is not. */
    public static Optional<Rect> place(Ink ink, NodeItem node) {
        @Nullable NodeState state = ink.states().apply(node.id()).orElse(null);
        if (ink.lod() != Lod.FULL || state != null && CardPainter.said(state)) return Optional.empty();
        Rect r = node.rect();
        return node.isFrame()
                ? frame(ink, node, state)
                : card(ink, node,
                        CardPainter.footerLeft(node) + CardPainter.chipsWidth(ink, node.face().chips(),
                                r.right() - 8 - CardPainter.footerLeft(node)),
                        node.face().chips().isEmpty());
    }

    private static Optional<Rect> frame(Ink ink, NodeItem node, @Nullable NodeState state) {
        Rect r = node.rect();
        double right = r.right() - 12 - (state == null ? 0 : 24);
        right -= CardPainter.chipsWidth(ink, node.face().chips(), r.w() * 0.5) + 6;
        return inFrame(ink, node, right);
    }

    /** Says it on a frame's header, left of that point. Returns the width it takes. */
    static double frame(Ink ink, NodeItem node, double right) {
        Optional<Rect> place = inFrame(ink, node, right);
        place.ifPresent(at -> ink.textRight(said(ink, node), at.right(), at.y() + 13, Letters.Cut.TEXT, 11,
                ink.color(Token.MUTED)));
        return place.map(at -> at.w() + 12).orElse(0.0);
    }

    private static Optional<Rect> inFrame(Ink ink, NodeItem node, double right) {
        String said = said(ink, node);
        double width = ink.letters().width(said, Letters.Cut.TEXT, 11);
        double title = ink.letters().width(node.face().title(), Letters.Cut.STRONG, 13);
        double room = right - node.rect().x() - 40;
        return said.isEmpty() || title + 16 + width > room
                ? Optional.empty()
                : Optional.of(new Rect(right - 4 - width, node.rect().y() + 8, width, HEIGHT));
    }

    /** Says it on a card's footer, right of that point: the money alone. */
    static void card(Ink ink, NodeItem node, double after) {
        card(ink, node, after, false).ifPresent(at -> ink.textRight(brief(ink, node), at.right(), at.y() + 13,
                Letters.Cut.TEXT, 11, ink.color(Token.MUTED)));
    }

    private static Optional<Rect> card(Ink ink, NodeItem node, double after, boolean bare) {
        String said = brief(ink, node);
        double width = ink.letters().width(said, Letters.Cut.TEXT, 11);
        Rect r = node.rect();
        return bare || said.isEmpty() || width + 8 > r.right() - 12 - after
                ? Optional.empty()
                : Optional.of(new Rect(r.right() - 12 - width, r.bottom() - Sizes.FOOTER + 4, width, HEIGHT));
    }

    private static String said(Ink ink, NodeItem node) {
        return ink.worst().getOrDefault(node.id(), "");
    }

    private static String brief(Ink ink, NodeItem node) {
        String said = said(ink, node);
        int cut = said.indexOf(" \u00b7 ");
        return cut < 0 ? said : said.substring(0, cut);
    }
}
