package dev.flowbench.desktop.canvas.paint;

import dev.flowbench.desktop.canvas.scene.PortItem;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Token;
import dev.flowbench.flow.Port;
import javafx.scene.paint.Color;

/** Ports, by their type: circle text, rounded square structured, stacked bars a list, triangle "go", ring anything. */
final class PortPainter {
    private PortPainter() {}

    static void paint(Ink ink, PortItem port) {
        paint(ink, port, ink.color(Token.WIRE), port.wired() ? ink.color(Token.WIRE) : ink.color(Token.RAISED), 0);
    }

    /** A port in other colours, larger by some pixels. */
    static void paint(Ink ink, PortItem port, Color line, Color ground, double larger) {
        var gc = ink.gc();
        double r = Metrics.PORT / 2 + larger / 2;
        double x = port.x();
        double y = port.y();
        gc.setLineWidth(1.5);
        gc.setStroke(line);
        gc.setFill(ground);
        switch (port.port().type()) {
            case TEXT, ANY -> {
                gc.fillOval(x - r, y - r, 2 * r, 2 * r);
                gc.strokeOval(x - r + .75, y - r + .75, 2 * r - 1.5, 2 * r - 1.5);
                if (port.port().type() == Port.Type.TEXT && !line.equals(ground)) {
                    gc.setFill(line);
                    gc.fillOval(x - 1.75, y - 1.75, 3.5, 3.5);
                }
            }
            case STRUCTURED -> {
                double s = r - .5;
                gc.fillRoundRect(x - s, y - s, 2 * s, 2 * s, 5, 5);
                gc.strokeRoundRect(x - s + .75, y - s + .75, 2 * s - 1.5, 2 * s - 1.5, 4, 4);
            }
            case LIST -> {
                double s = r - .5;
                gc.fillRoundRect(x - s - 1, y - s - 1, 2 * s + 2, 2 * s + 2, 4, 4);
                gc.setFill(line);
                gc.fillRoundRect(x - s, y - s, 2 * s, 2.4, 2, 2);
                gc.fillRoundRect(x - s, y - 1.2, 2 * s, 2.4, 2, 2);
                gc.fillRoundRect(x - s, y + s - 2.4, 2 * s, 2.4, 2, 2);
            }
            case WHEN -> {
                double s = r;
                double[] xs = {x - s + 1, x + s, x - s + 1};
                double[] ys = {y - s + .5, y, y + s - .5};
                gc.fillPolygon(xs, ys, 3);
                gc.setLineJoin(javafx.scene.shape.StrokeLineJoin.ROUND);
                gc.strokePolygon(xs, ys, 3);
            }
        }
    }

    /** The port's name beside it, inside its card or rail. */
    static void label(Ink ink, PortItem port, boolean inward, double room) {
        String name = ink.letters().fit(port.port().name(), Letters.Cut.TEXT, 11, room);
        // A source of a card stands on its right edge; a source of a graph's edge too, with its name to the left.
        if (port.source() == inward)
            ink.textRight(name, port.x() - 10, port.y() + 4, Letters.Cut.TEXT, 11, ink.color(Token.MUTED));
        else
            ink.text(name, port.x() + 10, port.y() + 4, Letters.Cut.TEXT, 11, ink.color(Token.MUTED));
    }
}
