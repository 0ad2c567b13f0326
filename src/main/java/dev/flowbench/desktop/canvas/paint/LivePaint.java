package dev.flowbench.desktop.canvas.paint;

import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.EdgeItem;
import dev.flowbench.desktop.canvas.scene.Face;
import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.canvas.scene.Sizes;
import dev.flowbench.desktop.canvas.scene.WireItem;
import dev.flowbench.desktop.canvas.scene.WirePath;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Token;
import dev.flowbench.trace.NodeState;
import java.util.Optional;
import java.util.Set;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;

/** The strokes of the live layer: what is selected, pointed at, moved, pulled, or running. */
public final class LivePaint {
    private LivePaint() {}

    /** The rectangle that selects. */
    public static void marquee(Ink ink, Rect r) {
        GraphicsContext gc = ink.gc();
        gc.setFill(ink.palette().faded(Token.ACCENT, 0.10));
        gc.fillRect(r.x(), r.y(), r.w(), r.h());
        gc.setStroke(ink.color(Token.ACCENT));
        gc.setLineWidth(ink.px(1));
        gc.strokeRect(r.x(), r.y(), r.w(), r.h());
    }

    /** A line that shows what stands in line. */
    public static void guide(Ink ink, double x1, double y1, double x2, double y2) {
        GraphicsContext gc = ink.gc();
        gc.setStroke(ink.color(Token.GUIDE));
        gc.setLineWidth(ink.px(1));
        gc.strokeLine(x1, y1, x2, y2);
    }

    /** A wire that is being pulled. */
    public static void loose(Ink ink, WirePath path, Token color) {
        GraphicsContext gc = ink.gc();
        gc.setLineCap(StrokeLineCap.ROUND);
        gc.setStroke(ink.color(color));
        gc.setLineWidth(Math.max(2, ink.px(1.5)));
        WirePainter.stroke(gc, path);
        double[] p = path.points();
        double r = Math.max(3.5, ink.px(3));
        gc.setFill(ink.color(color));
        gc.fillOval(p[p.length - 2] - r, p[p.length - 1] - r, 2 * r, 2 * r);
        gc.fillOval(p[0] - r, p[1] - r, 2 * r, 2 * r);
    }

    /** A whole wire in a colour. */
    public static void wire(Ink ink, WireItem wire, Token color, double width) {
        GraphicsContext gc = ink.gc();
        gc.setLineCap(StrokeLineCap.ROUND);
        gc.setStroke(ink.palette().faded(color, 0.22));
        gc.setLineWidth(Math.max(width + 5, ink.px(width + 3)));
        WirePainter.stroke(gc, wire.path());
        gc.setStroke(ink.color(color));
        gc.setLineWidth(Math.max(width, ink.px(width)));
        WirePainter.stroke(gc, wire.path());
    }

    /** A spot of data on its way along a wire, at a share of it, 0 to 1. */
    public static void spark(Ink ink, WireItem wire, double share) {
        double[] at = wire.path().at(share);
        GraphicsContext gc = ink.gc();
        gc.setFill(ink.palette().faded(Token.ACCENT, 0.25));
        double glow = Math.max(7, ink.px(6));
        gc.fillOval(at[0] - glow, at[1] - glow, 2 * glow, 2 * glow);
        gc.setFill(ink.color(Token.ACCENT));
        double r = Math.max(3.5, ink.px(3));
        gc.fillOval(at[0] - r, at[1] - r, 2 * r, 2 * r);
    }

    /** Nodes away from their place, with all in them and their wires. */
    public static void moved(Ink ink, Diagram diagram, Set<String> ids, double dx, double dy) {
        GraphicsContext gc = ink.gc();
        gc.setStroke(ink.color(Token.WIRE));
        gc.setLineCap(StrokeLineCap.ROUND);
        for (WireItem wire : diagram.wires()) {
            boolean from = ids.contains(wire.wire().from()) && !isOtherEdge(wire.from(), wire);
            boolean to = ids.contains(wire.wire().to()) && !isOtherEdge(wire.to(), wire);
            if (!from && !to) continue;
            gc.setStroke(wire.implied() ? ink.palette().faded(Token.WIRE, 0.38) : ink.color(Token.WIRE));
            gc.setLineWidth(wire.implied() ? ink.line(1.25) : Math.max(2, ink.px(1)));
            WirePainter.stroke(gc, WirePath.direct(wire.from().x() + (from ? dx : 0), wire.from().y() + (from ? dy : 0),
                    wire.to().x() + (to ? dx : 0), wire.to().y() + (to ? dy : 0)));
        }
        gc.save();
        gc.translate(dx, dy);
        for (String id : ids) {
            diagram.node(id).ifPresent(node -> {
                ContentPainter.paintNode(ink, diagram, node);
                ring(ink, node.rect(), radius(node));
            });
            if (id.equals("in") || id.equals("out")) {
                for (EdgeItem edge : diagram.edges(dev.flowbench.flow.Place.ROOT)) {
                    if (edge.input() == id.equals("in")) EdgePainter.paint(ink, edge);
                }
            }
        }
        gc.restore();
    }

    /** The edges of graphs inside frames have the names of the workflow's own, which alone can be moved. */
    private static boolean isOtherEdge(PortItem port, WireItem wire) {
        return port.onEdge() && !(wire.place() instanceof dev.flowbench.flow.Place.Root);
    }

    /** A card that does not stand in the document yet. */
    public static void ghost(Ink ink, Face face, double x, double y) {
        GraphicsContext gc = ink.gc();
        gc.setGlobalAlpha(0.9);
        Rect r = new Rect(x, y, Sizes.CARD, Sizes.ROWS + Sizes.FOOTER);
        CardPainter.shadow(ink, r, Metrics.RADIUS_CARD);
        CardPainter.ground(ink, r, Metrics.RADIUS_CARD, ink.color(Token.RAISED), ink.color(Token.ACCENT), false, 1.5);
        face.glyph().paint(gc, ink.palette(), x + 12, y + 12, Metrics.TILE);
        ink.text(ink.letters().fit(face.caption(), Letters.Cut.STRONG, 13, 136), x + 50, y + 24, Letters.Cut.STRONG, 13,
                ink.color(Token.TEXT));
        ink.text(ink.letters().fit(face.summary(), Letters.Cut.TEXT, 11, 176), x + 12, y + 60, Letters.Cut.TEXT, 11,
                ink.color(Token.MUTED));
        gc.setGlobalAlpha(1);
    }

    /** The area something would be dropped in. */
    public static void target(Ink ink, Rect r) {
        GraphicsContext gc = ink.gc();
        gc.setFill(ink.palette().faded(Token.ACCENT, 0.08));
        ink.round(r.x(), r.y(), r.w(), r.h(), 8);
        gc.setStroke(ink.color(Token.ACCENT));
        ink.outline(r.x(), r.y(), r.w(), r.h(), 8, Math.max(2, ink.px(1.5)));
    }

    /** A port that a wire may end in, with its name where it is aimed at or unlabelled. */
    public static void port(Ink ink, PortItem port, Token color, boolean aimed) {
        if (aimed) {
            ink.gc().setFill(ink.palette().faded(color, 0.25));
            double r = 11;
            ink.gc().fillOval(port.x() - r, port.y() - r, 2 * r, 2 * r);
        }
        PortPainter.paint(ink, port, ink.color(color), aimed ? ink.color(color) : ink.color(Token.RAISED),
                aimed ? 2 : 0);
    }

    /** A port's name in a pill outside its card. */
    public static void portName(Ink ink, PortItem port) {
        double w = ink.pillWidth(port.port().name());
        boolean left = port.onEdge() == port.source();
        double x = left ? port.x() - 10 - w : port.x() + 10;
        if (!port.onEdge()) x = port.source() ? port.x() + 10 : port.x() - 10 - w;
        ink.pill(port.port().name(), x, port.y() - Ink.PILL / 2, ink.color(Token.TEXT), ink.color(Token.CANVAS));
    }

    /** The ring around what is selected. */
    public static void ring(Ink ink, Rect r, double radius) {
        GraphicsContext gc = ink.gc();
        double w = Math.max(2, ink.px(2));
        gc.setStroke(ink.palette().faded(Token.ACCENT, 0.22));
        double out = w + ink.px(2);
        ink.outline(r.x() - out, r.y() - out, r.w() + 2 * out, r.h() + 2 * out, radius + out, ink.px(2));
        gc.setStroke(ink.color(Token.ACCENT));
        ink.outline(r.x() - w / 2, r.y() - w / 2, r.w() + w, r.h() + w, radius + w / 2, w);
    }

    /** The edge of what the pointer is on. */
    public static void hover(Ink ink, Rect r, double radius) {
        ink.gc().setStroke(ink.palette().faded(Token.ACCENT, 0.55));
        ink.outline(r.x(), r.y(), r.w(), r.h(), radius, Math.max(1, ink.px(1)));
    }

    /** A node as it stands now: over the one on the content layer. */
    public static void state(Ink ink, NodeItem node, NodeState state, double turn, double breath) {
        boolean running = state.phase() == NodeState.Phase.RUNNING;
        boolean asking = state.phase() == NodeState.Phase.ASKING;
        if (running || asking) glow(ink, node.rect(), radius(node), breath, asking ? Token.WARNING : Token.ACCENT);
        if (node.isFrame()) {
            FramePainter.header(ink, node, state, turn);
            if (running || asking) {
                ink.gc().setStroke(ink.color(asking ? Token.WARNING : Token.ACCENT));
                ink.outline(node.rect().x(), node.rect().y(), node.rect().w(), node.rect().h(), radius(node),
                        ink.line(1.5));
            }
        } else
            ContentPainter.node(ink, node, state, turn);
    }

    private static void glow(Ink ink, Rect r, double radius, double breath, Token color) {
        for (int i = 3; i >= 1; i--) {
            double out = i * 2.5;
            ink.gc().setStroke(ink.palette().faded(color, (0.06 + 0.10 * breath) * (4 - i) / 2));
            ink.outline(r.x() - out, r.y() - out, r.w() + 2 * out, r.h() + 2 * out, radius + out, 3);
        }
    }

    /** How a problem of a node is marked. */
    public static void problem(Ink ink, NodeItem node, boolean error) {
        GraphicsContext gc = ink.gc();
        double size = ink.lod() == Lod.FULL ? 16 : 14 / ink.view().zoom();
        double x = node.rect().x() - size * 0.4;
        double y = node.rect().y() - size * 0.4;
        gc.setFill(ink.color(Token.CANVAS));
        gc.fillOval(x - 1.5, y - 1.5, size + 3, size + 3);
        gc.setFill(ink.color(error ? Token.DANGER : Token.WARNING));
        gc.fillOval(x, y, size, size);
        Color mark = ink.palette().dark() ? ink.color(Token.CANVAS) : ink.color(Token.ON_FILL);
        ink.textMiddle("!", x + size / 2, y + size * 0.76, Letters.Cut.STRONG, size * 0.75, mark);
    }

    /** The corner of a node's outline. */
    public static double radius(NodeItem node) {
        return node.isFrame() ? Metrics.RADIUS_FRAME : node.isNote() ? 6 : Metrics.RADIUS_CARD;
    }

    /** Whether a state changes by itself while it lasts, so that it is painted here and not on the content layer. */
    public static boolean isLive(Optional<NodeState> state) {
        return state.isPresent() && (state.get().phase() == NodeState.Phase.RUNNING
                || state.get().phase() == NodeState.Phase.ASKING);
    }
}
