package dev.flowbench.desktop.look;

import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Icons of commands: one family, one stroke, 16 or 20 pixels. The colour comes from the style sheet. */
public final class Icons {

    private Icons() {
    }

    /** A new 16 pixel icon, for rows, menus and buttons. */
    public static FontIcon of(Feather icon) {
        return of(icon, Metrics.ICON);
    }

    /** A new icon of the given size in pixels; 16 or 20 wherever possible. */
    public static FontIcon of(Feather icon, double size) {
        FontIcon node = new FontIcon(icon);
        // In the style, since the theme's own rule for icons would win over setIconSize.
        node.setStyle("-fx-icon-size: " + (int) size + "px;");
        node.getStyleClass().add(Styles.ICON);
        node.setMouseTransparent(true);
        return node;
    }
}
