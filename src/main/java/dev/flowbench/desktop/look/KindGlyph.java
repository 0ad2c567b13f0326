package dev.flowbench.desktop.look;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Pane;

/**
 * The picture of each node kind: a glyph, a hue, and the silhouette of the tile it stands on, so that a kind is known
 * small and without colour. Squares hold other nodes, circles do one step, hexagons decide whether it goes on.
 */
public enum KindGlyph {
    /** Linked pills. */
    CHAIN("chain", Token.KIND_CHAIN, Silhouette.SQUARE,
            "M8.2 14 H6.4 A4 4 0 0 1 6.4 6 H8.2 M11.8 6 H13.6 A4 4 0 0 1 13.6 14 H11.8 M7 10 H13", ""),
    /** One line into three. */
    ROUTER("router", Token.KIND_ROUTER, Silhouette.SQUARE,
            "M2.6 10 H17.4 M5.6 10 C9.6 10 9 3.8 13 3.8 H17.4 M5.6 10 C9.6 10 9 16.2 13 16.2 H17.4", ""),
    /** Three bars between two rails. */
    PARALLEL("parallel", Token.KIND_PARALLEL, Silhouette.SQUARE,
            "M2.9 2.9 V17.1 M17.1 2.9 V17.1 M6.9 4.9 H13.1 M6.9 10 H13.1 M6.9 15.1 H13.1", ""),
    /** Dots into one. */
    MAP("map", Token.KIND_MAP, Silhouette.SQUARE,
            "M5.4 5.2 L11.2 8.4 M5.4 10 H10.8 M5.4 14.8 L11.2 11.6 M17.6 10 A3.2 3.2 0 1 1 11.2 10 A3.2 3.2 0 1 1 17.6 10 Z",
            "M5.6 4.3 A1.7 1.7 0 1 1 2.2 4.3 A1.7 1.7 0 1 1 5.6 4.3 Z M5.6 10 A1.7 1.7 0 1 1 2.2 10 A1.7 1.7 0 1 1 5.6 10 Z"
                    + " M5.6 15.7 A1.7 1.7 0 1 1 2.2 15.7 A1.7 1.7 0 1 1 5.6 15.7 Z"),
    /** A turning arrow with a tick. */
    EVALUATOR_OPTIMIZER("evaluator-optimizer", Token.KIND_EVALUATOR_OPTIMIZER, Silhouette.SQUARE,
            "M17.2 10.4 A7.2 7.2 0 1 1 14.9 4.7 M15.3 1.8 V5.1 H12 M6.9 10.3 L9.1 12.5 L13.2 8", ""),
    /** One over three. */
    ORCHESTRATOR("orchestrator", Token.KIND_ORCHESTRATOR, Silhouette.SQUARE,
            "M10 6.6 V12.6 M3.9 12.6 V11.8 A2 2 0 0 1 5.9 9.8 H14.1 A2 2 0 0 1 16.1 11.8 V12.6",
            "M12.7 4.6 A2.7 2.7 0 1 1 7.3 4.6 A2.7 2.7 0 1 1 12.7 4.6 Z M5.9 15.2 A2 2 0 1 1 1.9 15.2 A2 2 0 1 1 5.9 15.2 Z"
                    + " M12 15.2 A2 2 0 1 1 8 15.2 A2 2 0 1 1 12 15.2 Z M18.1 15.2 A2 2 0 1 1 14.1 15.2 A2 2 0 1 1 18.1 15.2 Z"),
    /** Steps upward. */
    HANDOFF("handoff", Token.KIND_HANDOFF, Silhouette.SQUARE,
            "M2.6 16.8 H6.8 V12.2 H11 V7.6 H15.2 V3 M12.5 5.6 L15.2 2.9 L17.9 5.6", ""),
    /** A loop with a spark. */
    AGENT("agent", Token.KIND_AGENT, Silhouette.SQUARE,
            "M9.4 4.2 A6.6 6.6 0 1 0 15.8 10.6 M11.4 10.9 A2.2 2.2 0 1 1 7 10.9 A2.2 2.2 0 1 1 11.4 10.9 Z",
            "M15.1 1 C15.6 3.6 16.5 4.5 19.1 5 C16.5 5.5 15.6 6.4 15.1 9 C14.6 6.4 13.7 5.5 11.1 5 C13.7 4.5 14.6 3.6 15.1 1 Z"),
    /** Speech with a spark. */
    LLM("llm", Token.KIND_LLM, Silhouette.CIRCLE,
            "M5.2 2.9 H14.8 A2.4 2.4 0 0 1 17.2 5.3 V11.5 A2.4 2.4 0 0 1 14.8 13.9 H9.6 L5.9 17.2 V13.9 H5.2"
                    + " A2.4 2.4 0 0 1 2.8 11.5 V5.3 A2.4 2.4 0 0 1 5.2 2.9 Z",
            "M10 4.8 C10.5 7.3 11.1 7.9 13.6 8.4 C11.1 8.9 10.5 9.5 10 12 C9.5 9.5 8.9 8.9 6.4 8.4 C8.9 7.9 9.5 7.3 10 4.8 Z"),
    /** A spanner. */
    TOOL("tool", Token.KIND_TOOL, Silhouette.CIRCLE,
            "M15.5 3 L12.7 5.8 L14.2 7.3 L17 4.5 A4.6 4.6 0 0 1 11.1 10.6 L6 16.4 A2 2 0 0 1 3.1 16.4"
                    + " A2 2 0 0 1 3.6 14 L9.4 8.9 A4.6 4.6 0 0 1 15.5 3 Z",
            ""),
    /** Braces. */
    TRANSFORM("transform", Token.KIND_TRANSFORM, Silhouette.CIRCLE,
            "M7.4 3.2 C5.4 3.2 4.6 4.1 4.6 5.9 V7.3 C4.6 8.9 3.9 9.8 2.5 10 C3.9 10.2 4.6 11.1 4.6 12.7 V14.1"
                    + " C4.6 15.9 5.4 16.8 7.4 16.8 M12.6 3.2 C14.6 3.2 15.4 4.1 15.4 5.9 V7.3 C15.4 8.9 16.1 9.8 17.5 10"
                    + " C16.1 10.2 15.4 11.1 15.4 12.7 V14.1 C15.4 15.9 14.6 16.8 12.6 16.8",
            "M11.7 10 A1.7 1.7 0 1 1 8.3 10 A1.7 1.7 0 1 1 11.7 10 Z"),
    /** A drum that gives. */
    RECALL("recall", Token.KIND_MEMORY, Silhouette.CIRCLE,
            "M3.5 5 A6.5 2.3 0 0 1 16.5 5 A6.5 2.3 0 0 1 3.5 5 V15 A6.5 2.3 0 0 0 16.5 15 V5"
                    + " M10 14.6 V9.9 M7.9 11.8 L10 9.7 L12.1 11.8",
            ""),
    /** A drum that takes. */
    REMEMBER("remember", Token.KIND_MEMORY, Silhouette.CIRCLE,
            "M3.5 5 A6.5 2.3 0 0 1 16.5 5 A6.5 2.3 0 0 1 3.5 5 V15 A6.5 2.3 0 0 0 16.5 15 V5"
                    + " M10 9.6 V14.3 M7.9 12.4 L10 14.5 L12.1 12.4",
            ""),
    /** A diamond. */
    GATE("gate", Token.KIND_GATE, Silhouette.HEXAGON, "M10 2.4 L17.6 10 L10 17.6 L2.4 10 Z",
            "M10 6.9 L13.1 10 L10 13.1 L6.9 10 Z"),
    /** A hand. */
    APPROVAL("approval", Token.KIND_APPROVAL, Silhouette.HEXAGON,
            "M5.5 11.6 V5.9 A1.35 1.35 0 0 1 8.2 5.9 V9.4 M8.2 9 V3.9 A1.35 1.35 0 0 1 10.9 3.9 V9 M10.9 9 V4.7"
                    + " A1.35 1.35 0 0 1 13.6 4.7 V9.6 M13.6 9.4 V6.9 A1.35 1.35 0 0 1 16.3 6.9 V12 A5.5 5.5 0 0 1 10.8 17.5"
                    + " C8.4 17.5 7 16.6 5.9 14.8 L3.6 11.6 A1.3 1.3 0 0 1 5.5 10 L5.7 10.2",
            ""),
    /** A flag. */
    CHECKPOINT("checkpoint", Token.KIND_CHECKPOINT, Silhouette.HEXAGON,
            "M4.8 2.6 V17.4 M4.8 3.6 H16.2 L13.2 7.8 L16.2 12 H4.8", ""),
    /** Nested squares. */
    SUBFLOW("subflow", Token.KIND_SUBFLOW, Silhouette.SQUARE,
            "M5.4 2.9 H14.6 A2.5 2.5 0 0 1 17.1 5.4 V14.6 A2.5 2.5 0 0 1 14.6 17.1 H5.4 A2.5 2.5 0 0 1 2.9 14.6 V5.4"
                    + " A2.5 2.5 0 0 1 5.4 2.9 Z",
            "M7.8 6.8 H12.2 A1 1 0 0 1 13.2 7.8 V12.2 A1 1 0 0 1 12.2 13.2 H7.8 A1 1 0 0 1 6.8 12.2 V7.8 A1 1 0 0 1 7.8 6.8 Z"),
    /** Paper with a folded corner. */
    NOTE("note", Token.KIND_NOTE, Silhouette.SQUARE,
            "M6 2.6 H11.4 L16 7.2 V15.6 A1.8 1.8 0 0 1 14.2 17.4 H6 A1.8 1.8 0 0 1 4.2 15.6 V4.4 A1.8 1.8 0 0 1 6 2.6 Z"
                    + " M11.3 2.8 V7.3 H15.8 M7.4 10.7 H12.8 M7.4 13.9 H10.6",
            ""),
    /** A question mark, for a kind this version does not know. */
    UNKNOWN("unknown", Token.KIND_UNKNOWN, Silhouette.SQUARE,
            "M6.4 7 A3.6 3.6 0 1 1 11.6 10.2 C10.5 10.8 10 11.4 10 12.6",
            "M11.2 16.2 A1.2 1.2 0 1 1 8.8 16.2 A1.2 1.2 0 1 1 11.2 16.2 Z");

    private static final Map<String, KindGlyph> BY_KIND = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(KindGlyph::kind, Function.identity()));

    private final String kind;
    private final Token hue;
    private final Silhouette silhouette;
    private final Drawing drawing;

    KindGlyph(String kind, Token hue, Silhouette silhouette, String lines, String marks) {
        this.kind = kind;
        this.hue = hue;
        this.silhouette = silhouette;
        this.drawing = Drawing.of(lines, marks);
    }

    /** The glyph of a kind as it is written in documents; {@link #UNKNOWN} for any other. */
    public static KindGlyph of(String kind) {
        return BY_KIND.getOrDefault(kind, UNKNOWN);
    }

    /** The kind as it is written in documents, for example {@code evaluator-optimizer}. */
    public String kind() {
        return kind;
    }

    /** The hue. */
    public Token hue() {
        return hue;
    }

    /** The outline of its tile. */
    public Silhouette silhouette() {
        return silhouette;
    }

    /**
     * The style class that gives a node this kind's hue: below it the looked-up colours {@code -fb-kind} and
     * {@code -fb-kind-soft} are the kind's.
     */
    public String styleClass() {
        return "kind-" + kind;
    }

    /** A tile in the hue with the glyph on it, of the given size in pixels (16, 20, 28 or more). */
    public Node node(double size) {
        Pane tile = Drawing.box(size);
        tile.getStyleClass().addAll(Styles.KIND_TILE, styleClass());
        Node glyph = drawing.node(inner(size));
        glyph.relocate((size - inner(size)) / 2, (size - inner(size)) / 2);
        tile.getChildren().addAll(silhouette.node(size), glyph);
        return tile;
    }

    /** The glyph alone in the hue, of the given size in pixels; for menus and dense rows. */
    public Node plain(double size) {
        Node node = drawing.node(size);
        node.getStyleClass().addAll(Styles.KIND_PLAIN, styleClass());
        return node;
    }

    /** Paints the tile with the glyph, its top left corner at x, y. */
    public void paint(GraphicsContext gc, Palette palette, double x, double y, double size) {
        gc.setFill(palette.color(hue));
        silhouette.fill(gc, x, y, size);
        double inset = (size - inner(size)) / 2;
        gc.setStroke(palette.color(Token.ON_FILL));
        gc.setFill(palette.color(Token.ON_FILL));
        drawing.paint(gc, x + inset, y + inset, inner(size));
    }

    /** Paints the glyph alone in the canvas's current stroke and fill, its top left corner at x, y. */
    public void paintPlain(GraphicsContext gc, double x, double y, double size) {
        drawing.paint(gc, x, y, size);
    }

    /** Small tiles give the glyph more of their room, so that it keeps its pixels. */
    private double inner(double size) {
        return size * (silhouette.room() + (size < Metrics.ICON_LARGE ? 0.07 : 0));
    }
}
