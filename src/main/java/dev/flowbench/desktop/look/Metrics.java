package dev.flowbench.desktop.look;

/** Sizes of the house, in pixels at 100 %. Style sheets use the same numbers, held to these by a test. */
public final class Metrics {

    /** Space between an icon and its label. */
    public static final double SPACE_4 = 4;
    /** Space inside controls and between related things. */
    public static final double SPACE_8 = 8;
    /** Space between controls, and inside panes. */
    public static final double SPACE_12 = 12;
    /** Space between groups. */
    public static final double SPACE_16 = 16;
    /** Space between sections. */
    public static final double SPACE_24 = 24;

    /** Corner of controls. */
    public static final double RADIUS_CONTROL = 6;
    /** Corner of cards, menus and dialogs. */
    public static final double RADIUS_CARD = 10;
    /** Corner of frames. */
    public static final double RADIUS_FRAME = 14;

    /** Captions, chips, badges. */
    public static final double TEXT_CAPTION = 11;
    /** Code, prompts, JSON, numbers in columns; in JetBrains Mono. */
    public static final double TEXT_CODE = 12.5;
    /** Text and controls. */
    public static final double TEXT_BODY = 13;
    /** Section titles. */
    public static final double TEXT_SECTION = 15;
    /** Page titles. */
    public static final double TEXT_PAGE = 20;

    /** Height of buttons, fields and choice boxes. */
    public static final double CONTROL = 28;
    /** Height of a row in trees, tables, lists and the trace. */
    public static final double ROW = 24;
    /** Height of a frame's header. */
    public static final double HEADER = 36;
    /** Icons in rows and controls. */
    public static final double ICON = 16;
    /** Icons in tool bars and empty panes' titles. */
    public static final double ICON_LARGE = 20;
    /** A kind's tile on a card. */
    public static final double TILE = 28;
    /** Width of a node's card. */
    public static final double CARD_WIDTH = 200;
    /** Size of a port. */
    public static final double PORT = 10;
    /** Stroke of glyphs on their 20 by 20 grid. */
    public static final double GLYPH_STROKE = 1.6;

    /** Shortest motion, in milliseconds. */
    public static final double MOTION_SHORT = 120;
    /** Longest motion, in milliseconds. */
    public static final double MOTION_LONG = 180;

    private Metrics() {
    }
}
