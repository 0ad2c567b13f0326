package dev.flowbench.desktop.look;

import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.transform.Affine;
import javafx.scene.transform.Rotate;

/** The mark of what happened to a step or a run, told by shape first and colour second. */
public enum StatusMark {
    /** Its turn has not come: a hollow ring. */
    WAITING(Token.MUTED, "M16.4 10 A6.4 6.4 0 1 1 3.6 10 A6.4 6.4 0 1 1 16.4 10 Z", ""),
    /** Under way: an open ring that turns. */
    RUNNING(Token.ACCENT, "M10 3.4 A6.6 6.6 0 1 1 3.4 10", ""),
    /** Went well: a disc with a tick cut out. */
    DONE(Token.SUCCESS, "", Part.DISC + "M5.73 10.47 L6.93 9.27 L8.9 11.24 L13.07 7.07 L14.27 8.27 L8.9 13.64 Z"),
    /** Its way was not taken: a dashed ring. */
    SKIPPED(Token.MUTED, "M8.34 3.82 A6.4 6.4 0 0 1 11.66 3.82 M14.53 5.47 A6.4 6.4 0 0 1 16.18 8.34"
            + " M16.18 11.66 A6.4 6.4 0 0 1 14.53 14.53 M11.66 16.18 A6.4 6.4 0 0 1 8.34 16.18"
            + " M5.47 14.53 A6.4 6.4 0 0 1 3.82 11.66 M3.82 8.34 A6.4 6.4 0 0 1 5.47 5.47", ""),
    /** Went wrong: an octagon with a cross cut out. */
    FAILED(Token.DANGER, "", "M7 2 H13 A.9 .9 0 0 1 13.6 2.25 L17.75 6.4 A.9 .9 0 0 1 18 7 V13 A.9 .9 0 0 1 17.75 13.6"
            + " L13.6 17.75 A.9 .9 0 0 1 13 18 H7 A.9 .9 0 0 1 6.4 17.75 L2.25 13.6 A.9 .9 0 0 1 2 13 V7 A.9 .9 0 0 1 2.25 6.4"
            + " L6.4 2.25 A.9 .9 0 0 1 7 2 Z"
            + " M10 8.8 L12.3 6.5 L13.5 7.7 L11.2 10 L13.5 12.3 L12.3 13.5 L10 11.2 L7.7 13.5 L6.5 12.3 L8.8 10 L6.5 7.7 L7.7 6.5 Z"),
    /** A cap ended it, with what there was: a ring half full. */
    PARTIAL(Token.WARNING, "M17 10 A7 7 0 1 1 3 10 A7 7 0 1 1 17 10 Z", "M10 5.4 A4.6 4.6 0 0 0 10 14.6 Z"),
    /** Held at a breakpoint or by hand: two bars on a disc. */
    PAUSED(Token.ACCENT, "", Part.DISC + "M7.1 6.6 H9 V13.4 H7.1 Z M11 6.6 H12.9 V13.4 H11 Z"),
    /** Stopped by a person: a square on a disc. */
    CANCELLED(Token.MUTED, "", Part.DISC + "M7.1 7.1 H12.9 V12.9 H7.1 Z"),
    /** Waits for a person: a head and shoulders cut out of a disc. */
    NEEDS_PERSON(Token.WARNING, "", Part.DISC + "M10 5.3 A2.3 2.3 0 1 1 10 9.9 A2.3 2.3 0 1 1 10 5.3 Z"
            + " M5.6 14.2 A4.4 3.6 0 0 1 14.4 14.2 Z"),
    /** Taken from a recording: turning arrows. */
    REUSED(Token.ACCENT, "M3.6 8.6 A6.6 6.6 0 0 1 15.6 6.6 M16.2 3.4 V7 H12.6 M16.4 11.4 A6.6 6.6 0 0 1 4.4 13.4"
            + " M3.8 16.6 V13 H7.4", ""),
    /** Made up by the simulated model: a flask. */
    SIMULATED(Token.KIND_EVALUATOR_OPTIMIZER, "M7.2 2.9 H12.8 M8.2 2.9 V7.6 L3.9 14.8 A1.6 1.6 0 0 0 5.3 17.2 H14.7"
            + " A1.6 1.6 0 0 0 16.1 14.8 L11.8 7.6 V2.9",
            "M6.8 12.2 H13.2 L14.8 15 A.6 .6 0 0 1 14.3 15.8 H5.7 A.6 .6 0 0 1 5.2 15 Z");

    private final Token color;
    private final Drawing drawing;

    StatusMark(Token color, String lines, String marks) {
        this.color = color;
        this.drawing = Drawing.of(lines, marks);
    }

    /** The colour of the mark. */
    public Token color() {
        return color;
    }

    /** The mark's style class, for example {@code status-running}. */
    public String styleClass() {
        return "status-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The mark as a node of the given size in pixels (12 or more). */
    public Node node(double size) {
        Node box = drawing.node(size);
        box.getStyleClass().addAll(Styles.STATUS_MARK, styleClass());
        return box;
    }

    /** Paints the mark, its top left corner at x, y. */
    public void paint(GraphicsContext gc, Palette palette, double x, double y, double size) {
        paint(gc, palette, x, y, size, 0);
    }

    /** Paints the mark turned by a share of a full turn (0 to 1), for {@link #RUNNING}. */
    public void paint(GraphicsContext gc, Palette palette, double x, double y, double size, double turn) {
        gc.setStroke(palette.color(color));
        gc.setFill(palette.color(color));
        if (turn == 0) {
            drawing.paint(gc, x, y, size);
            return;
        }
        Affine before = gc.getTransform();
        Affine turned = gc.getTransform();
        turned.append(new Rotate(turn * 360, x + size / 2, y + size / 2));
        gc.setTransform(turned);
        drawing.paint(gc, x, y, size);
        gc.setTransform(before);
    }

    /** Shapes that several marks share. */
    private static final class Part {
        static final String DISC = "M18 10 A8 8 0 1 1 2 10 A8 8 0 1 1 18 10 Z ";

        private Part() {
        }
    }
}
