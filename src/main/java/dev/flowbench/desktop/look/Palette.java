package dev.flowbench.desktop.look;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import javafx.scene.paint.Color;

/**
 * The colours of one theme, ready to paint with. Immutable, safe on any thread.
 *
 * <p>A painter takes a palette as an argument, so that it can be tested in both themes without a window.
 */
public final class Palette {

    /** The light colours. */
    public static final Palette LIGHT = new Palette(false, Token::light, 0.10);
    /** The dark colours. */
    public static final Palette DARK = new Palette(true, Token::dark, 0.18);

    private final boolean dark;
    private final Map<Token, Color> colors = new EnumMap<>(Token.class);
    private final Map<Token, Color> soft = new EnumMap<>(Token.class);

    private Palette(boolean dark, Function<Token, String> value, double tint) {
        this.dark = dark;
        for (Token token : Token.values()) {
            colors.put(token, Color.web(value.apply(token)));
        }
        Color ground = color(Token.RAISED);
        for (Token token : Token.values()) {
            soft.put(token, ground.interpolate(color(token), tint));
        }
    }

    /** True if light text stands on dark ground. */
    public boolean dark() {
        return dark;
    }

    /** The colour of a token. */
    public Color color(Token token) {
        return of(colors, token);
    }

    /**
     * A tint of a token on {@link Token#RAISED}, quiet enough to read {@link Token#TEXT} and {@link Token#MUTED} on: a
     * frame's header, a chip. For kinds it is {@code -fb-NAME-soft} in style sheets.
     */
    public Color soft(Token token) {
        return of(soft, token);
    }

    /** The colour of a token with its alpha multiplied, for what is skipped or dead (0 to 1). */
    public Color faded(Token token, double alpha) {
        Color c = color(token);
        return c.deriveColor(0, 1, 1, alpha);
    }

    /** For messages: {@code light} or {@code dark}. */
    @Override
    public String toString() {
        return dark ? "dark" : "light";
    }

    private static Color of(Map<Token, Color> map, Token token) {
        Color color = map.get(token);
        if (color == null) {
            throw new IllegalStateException("no colour for " + token);
        }
        return color;
    }
}
