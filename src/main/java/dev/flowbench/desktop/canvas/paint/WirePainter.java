package dev.flowbench.desktop.canvas.paint;

import dev.flowbench.desktop.canvas.scene.WireItem;
import dev.flowbench.desktop.canvas.scene.WirePath;
import dev.flowbench.desktop.look.Token;
import dev.flowbench.trace.NodeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;

/** Wires, gathered by how they look and stroked together. */
final class WirePainter {
    private static final double[] DASHES = {6, 5};

    private final List<WireItem> plain = new ArrayList<>();
    private final List<WireItem> implied = new ArrayList<>();
    private final List<WireItem> when = new ArrayList<>();
    private final List<WireItem> dead = new ArrayList<>();

    void add(Ink ink, WireItem wire) {
        if (wire.implied()) {
            if (ink.lod() != Lod.FAR) implied.add(wire);
        } else if (isDead(ink, wire))
            dead.add(wire);
        else if (wire.wire().isWhen())
            when.add(wire);
        else
            plain.add(wire);
    }

    void flush(Ink ink) {
        if (plain.isEmpty() && implied.isEmpty() && when.isEmpty() && dead.isEmpty()) return;
        GraphicsContext gc = ink.gc();
        gc.setLineCap(StrokeLineCap.ROUND);
        double full = ink.lod() == Lod.FULL ? 2 : Math.max(1.5, 1 / ink.view().zoom());
        stroke(ink, implied, ink.palette().faded(Token.WIRE, 0.38), ink.line(1.25));
        stroke(ink, plain, ink.lod() == Lod.FAR ? ink.palette().faded(Token.WIRE, 0.55) : ink.color(Token.WIRE), full);
        stroke(ink, when, ink.color(Token.WIRE), ink.line(1));
        if (!dead.isEmpty()) {
            gc.setLineDashes(DASHES);
            stroke(ink, dead, ink.palette().faded(Token.WIRE, 0.4), ink.line(1.5));
            gc.setLineDashes((double[]) null);
        }
    }

    private static void stroke(Ink ink, List<WireItem> wires, Color color, double width) {
        if (wires.isEmpty()) return;
        GraphicsContext gc = ink.gc();
        gc.setStroke(color);
        gc.setLineWidth(width);
        if (ink.lod() == Lod.FAR) {
            // Thousands of short lines are quicker one by one than as one large path.
            for (WireItem wire : wires) gc.strokeLine(wire.from().x(), wire.from().y(), wire.to().x(), wire.to().y());
        } else {
            gc.beginPath();
            for (WireItem wire : wires) trace(gc, wire.path());
            gc.stroke();
        }
        wires.clear();
    }

    /** Strokes one wire in the current stroke. */
    static void stroke(GraphicsContext gc, WirePath path) {
        gc.beginPath();
        trace(gc, path);
        gc.stroke();
    }

    private static void trace(GraphicsContext gc, WirePath path) {
        double[] c = path.curves();
        gc.moveTo(c[0], c[1]);
        for (int i = 2; i + 5 < c.length; i += 6) {
            gc.bezierCurveTo(c[i], c[i + 1], c[i + 2], c[i + 3], c[i + 4], c[i + 5]);
        }
    }

    /** Whether nothing will come this way: what it leaves from was skipped, or went another way. */
    static boolean isDead(Ink ink, WireItem wire) {
        if (wire.from().onEdge()) return ContentPainter.isSkipped(ink, wire.place());
        Optional<NodeState> state = ink.states().apply(wire.wire().from());
        return state.isPresent() && switch (state.get().phase()) {
            case SKIPPED -> true;
            case DONE, PARTIAL -> !state.get().outputs().isEmpty()
                    && !state.get().outputs().containsKey(wire.wire().port());
            case WAITING, ASKING, RUNNING, FAILED -> false;
        };
    }
}
