package dev.flowbench.desktop.canvas.paint;

/** How much of a card is painted: what cannot be read at a zoom is not there. */
public enum Lod {
    /** The tile alone, large. */
    FAR,
    /** Tile, title and state. */
    MID,
    /** Everything. */
    FULL;

    private static final double FULL_FROM = 0.6;
    private static final double MID_FROM = 0.25;

    /** What a zoom allows. */
    public static Lod of(double zoom) {
        return zoom >= FULL_FROM ? FULL : zoom >= MID_FROM ? MID : FAR;
    }

    /** One step less, for while the zoom changes. */
    public Lod coarser() {
        return switch (this) {
            case FULL -> MID;
            case MID, FAR -> FAR;
        };
    }
}
