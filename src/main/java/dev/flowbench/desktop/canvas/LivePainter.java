package dev.flowbench.desktop.canvas;

import dev.flowbench.desktop.canvas.paint.BubblePainter;
import dev.flowbench.desktop.canvas.paint.Ink;
import dev.flowbench.desktop.canvas.paint.LivePaint;
import dev.flowbench.desktop.canvas.scene.Diagram;
import dev.flowbench.desktop.canvas.scene.Faces;
import dev.flowbench.desktop.canvas.tool.Overlay;
import dev.flowbench.desktop.look.Token;
import java.util.List;

/** Paints what a gesture shows while it lasts. */
final class LivePainter {
    private LivePainter() {}

    /** Paints in the drawing's coordinates; what is said at the pointer comes after, by {@link #words}. */
    static void paint(Ink ink, Diagram diagram, Faces faces, List<Overlay> overlays) {
        for (Overlay overlay : overlays) {
            switch (overlay) {
                case Overlay.Marquee(var rect) -> LivePaint.marquee(ink, rect);
                case Overlay.Guide(double x1, double y1, double x2, double y2) -> LivePaint.guide(ink, x1, y1, x2, y2);
                case Overlay.Loose(var path, var tone) -> LivePaint.loose(ink, path, token(tone));
                case Overlay.Moved(var ids, double dx, double dy) -> LivePaint.moved(ink, diagram, ids, dx, dy);
                case Overlay.Ghost(var node, double x, double y) -> LivePaint.ghost(ink, faces.of(node), x, y);
                case Overlay.Target(var rect) -> LivePaint.target(ink, rect);
                case Overlay.Ports(var ports) -> ports.forEach(port -> LivePaint.port(ink, port, Token.ACCENT, false));
                case Overlay.Aim(var port, var tone) -> LivePaint.port(ink, port, token(tone), true);
                case Overlay.Into(var wire) -> LivePaint.wire(ink, wire, Token.ACCENT, 3);
                case Overlay.Outline(var rect) -> LivePaint.ring(ink, rect, 10);
                case Overlay.Bubble _,Overlay.Hud _ -> {
                }
            }
        }
    }

    /** Paints what is said at the pointer, in the window's coordinates. */
    static void words(Ink ink, List<Overlay> overlays, double width, double height) {
        for (Overlay overlay : overlays) {
            switch (overlay) {
                case Overlay.Bubble(String text, double x, double y, var tone) ->
                    BubblePainter.bubble(ink, text, x, y, width, height, words(tone));
                case Overlay.Hud(String text, double x, double y) -> BubblePainter.hud(ink, text, x, y, width, height);
                case Overlay.Marquee _,Overlay.Guide _,Overlay.Loose _,Overlay.Moved _,Overlay.Ghost _,Overlay.Target _,Overlay.Ports _,Overlay.Aim _,Overlay.Into _,Overlay.Outline _ ->
                    {
                    }
            }
        }
    }

    private static Token token(Overlay.Tone tone) {
        return switch (tone) {
            case PLAIN, GOOD -> Token.ACCENT;
            case BAD -> Token.DANGER;
        };
    }

    private static Token words(Overlay.Tone tone) {
        return switch (tone) {
            case PLAIN -> Token.TEXT;
            case GOOD -> Token.ACCENT_TEXT;
            case BAD -> Token.DANGER_TEXT;
        };
    }
}
