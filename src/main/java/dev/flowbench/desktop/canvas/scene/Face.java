package dev.flowbench.desktop.canvas.scene;

import dev.flowbench.desktop.look.KindGlyph;
import java.util.List;

/**
 * The texts of a card.
 *
 * @param glyph the picture of its kind
 * @param title what people call it
 * @param caption its kind, or the model it calls
 * @param summary what it does, in a line
 * @param code whether the summary is code and not prose
 * @param chips its caps, the tightest first
 */
public record Face(KindGlyph glyph, String title, String caption, String summary, boolean code, List<String> chips) {
    public Face {
        chips = List.copyOf(chips);
    }
}
