package dev.flowbench.desktop.look;

import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import javafx.scene.paint.Color;

/** Where the style sheets come from. */
final class Sheets {

    private Sheets() {
    }

    /** The tokens of one palette as looked-up colours, as a {@code data:} address. */
    static String tokens(Palette palette) {
        byte[] css = css(palette).getBytes(StandardCharsets.UTF_8);
        return "data:text/css;base64," + Base64.getEncoder().encodeToString(css);
    }

    static String css(Palette palette) {
        StringBuilder css = new StringBuilder(".root {\n");
        for (Token token : Token.values()) {
            define(css, token.css(), palette.color(token));
            if (token.kind()) {
                define(css, token.css() + "-soft", palette.soft(token));
            }
        }
        css.append("}\n");
        for (KindGlyph glyph : KindGlyph.values()) {
            String hue = glyph.hue().css();
            css.append('.').append(glyph.styleClass()).append(" { -fb-kind: ").append(hue).append("; -fb-kind-soft: ")
                    .append(hue).append("-soft; }\n");
        }
        for (StatusMark mark : StatusMark.values()) {
            css.append('.').append(mark.styleClass()).append(" { -fb-status: ").append(mark.color().css())
                    .append("; }\n");
        }
        return css.toString();
    }

    private static void define(StringBuilder css, String name, Color color) {
        css.append("  ").append(name).append(": ").append(web(color)).append(";\n");
    }

    private static String web(Color c) {
        return String.format(Locale.ROOT, "#%02X%02X%02X%02X", Math.round(c.getRed() * 255),
                Math.round(c.getGreen() * 255), Math.round(c.getBlue() * 255), Math.round(c.getOpacity() * 255));
    }

    /** The address of a style sheet that stands beside a class among the resources. */
    static String beside(Class<?> type, String name) {
        URL url = type.getResource(name);
        if (url == null) {
            throw new IllegalArgumentException("no style sheet " + name + " beside " + type.getName());
        }
        return url.toExternalForm();
    }
}
