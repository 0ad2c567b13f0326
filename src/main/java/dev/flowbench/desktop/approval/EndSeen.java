package dev.flowbench.desktop.approval;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Region;

/** Knows whether the end of what scrolls has been in sight. On the JavaFX thread. */
public final class EndSeen {
    private final ScrollPane scroll;
    private final Region content;
    private final ReadOnlyBooleanWrapper seen = new ReadOnlyBooleanWrapper(this, "seen", false);

    /** @param content of the pane */
    public EndSeen(ScrollPane scroll, Region content) {
        this.scroll = scroll;
        this.content = content;
        scroll.vvalueProperty().subscribe((_, _) -> look());
        scroll.viewportBoundsProperty().subscribe((_, _) -> look());
        content.needsLayoutProperty().subscribe((_, _) -> look());
    }

    public ReadOnlyBooleanProperty seenProperty() {
        return seen.getReadOnlyProperty();
    }

    /** Something else is shown, of which nothing was seen yet. */
    void again() {
        seen.set(false);
    }

    private void look() {
        if (content.isNeedsLayout()) {
            // Its height is still that of what was shown before.
            return;
        }
        double room = scroll.getViewportBounds().getHeight();
        if (room > 0 && content.getHeight() > 0
                && (content.getHeight() <= room + 1 || scroll.getVvalue() >= scroll.getVmax() - 0.001)) {
            seen.set(true);
        }
    }
}
