package dev.flowbench.desktop.look;

import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Icons of commands: one family, one stroke, 16 or 20 pixels. The colour comes from the style sheet. */
public final class Icons {

    private Icons() {
    }

    /** A new 16 pixel icon, for rows, menus and buttons. */
    public static FontIcon of(Feather icon) {
        FontIcon node = new FontIcon(icon);
        node.setMouseTransparent(true);
        return node;
    }

    /** A new 20 pixel icon, for empty panes and large buttons. */
    public static FontIcon large(Feather icon) {
        FontIcon node = of(icon);
        node.getStyleClass().add(Styles.ICON_LARGE);
        return node;
    }
}
