package dev.flowbench.desktop.look;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read has 4.5 to 1 on every ground it may stand on, what is seen 3 to 1, in light and in dark. */
class TokenContrastTest {

    private static final List<Token> PLAIN_GROUNDS = List.of(Token.CANVAS, Token.SURFACE, Token.RAISED, Token.SUNKEN,
            Token.FIELD);
    private static final List<Token> ROW_GROUNDS = List.of(Token.HOVER, Token.PRESSED, Token.SELECTION,
            Token.SELECTION_QUIET);
    private static final List<Token> SOFT_GROUNDS = List.of(Token.ACCENT_SOFT, Token.SUCCESS_SOFT, Token.WARNING_SOFT,
            Token.DANGER_SOFT);

    static List<Palette> palettes() {
        return List.of(Palette.LIGHT, Palette.DARK);
    }

    @ParameterizedTest
    @MethodSource("palettes")
    void textIsReadable(Palette palette) {
        List<String> low = new ArrayList<>();
        for (Token ground : all(PLAIN_GROUNDS, ROW_GROUNDS, SOFT_GROUNDS)) {
            check(low, palette, Token.TEXT, ground, 4.5);
        }
        for (Token ground : all(PLAIN_GROUNDS, ROW_GROUNDS)) {
            check(low, palette, Token.MUTED, ground, 4.5);
        }
        for (Token text : List.of(Token.ACCENT_TEXT, Token.SUCCESS_TEXT, Token.WARNING_TEXT, Token.DANGER_TEXT,
                Token.CODE_KEY, Token.CODE_NUMBER, Token.CODE_STRING, Token.CODE_VARIABLE)) {
            for (Token ground : all(PLAIN_GROUNDS, List.of(Token.HOVER))) {
                check(low, palette, text, ground, 4.5);
            }
        }
        check(low, palette, Token.ACCENT_TEXT, Token.ACCENT_SOFT, 4.5);
        check(low, palette, Token.CODE_VARIABLE, Token.ACCENT_SOFT, 4.5);
        check(low, palette, Token.SUCCESS_TEXT, Token.SUCCESS_SOFT, 4.5);
        check(low, palette, Token.WARNING_TEXT, Token.WARNING_SOFT, 4.5);
        check(low, palette, Token.DANGER_TEXT, Token.DANGER_SOFT, 4.5);
        for (Token fill : List.of(Token.ACCENT_FILL, Token.ACCENT_FILL_HOVER, Token.DANGER_FILL,
                Token.DANGER_FILL_HOVER)) {
            check(low, palette, Token.ON_FILL, fill, 4.5);
        }
        assertEquals(List.of(), low);
    }

    @ParameterizedTest
    @MethodSource("palettes")
    void shapesAreSeen(Palette palette) {
        List<String> low = new ArrayList<>();
        for (Token shape : List.of(Token.ACCENT, Token.FOCUS, Token.SUCCESS, Token.WARNING, Token.DANGER, Token.OUTLINE,
                Token.WIRE, Token.GUIDE)) {
            for (Token ground : PLAIN_GROUNDS) {
                check(low, palette, shape, ground, 3);
            }
        }
        assertEquals(List.of(), low);
    }

    @ParameterizedTest
    @MethodSource("palettes")
    void aKindsHueIsSeenOnTheGroundAndItsGlyphOnTheHue(Palette palette) {
        List<String> low = new ArrayList<>();
        kinds().forEach(hue -> {
            PLAIN_GROUNDS.forEach(ground -> check(low, palette, hue, ground, 3));
            check(low, palette, Token.ON_FILL, hue, 3);
            note(low, palette, Token.TEXT + " on soft " + hue,
                    contrast(palette.color(Token.TEXT), palette.soft(hue)), 4.5);
            note(low, palette, Token.MUTED + " on soft " + hue,
                    contrast(palette.color(Token.MUTED), palette.soft(hue)), 4.5);
        });
        assertEquals(List.of(), low);
    }

    @ParameterizedTest
    @MethodSource("palettes")
    void kindsAreEquallyLight(Palette palette) {
        double[] light = kinds().mapToDouble(hue -> lightness(palette.color(hue))).toArray();
        double spread = Arrays.stream(light).max().orElseThrow() - Arrays.stream(light).min().orElseThrow();
        assertTrue(spread < 0.01, () -> "OKLCH lightness differs by " + spread);
    }

    @Test
    void aTokenIsNamedInStyleSheetsAsItIsHere() {
        assertEquals("-fb-accent-soft", Token.ACCENT_SOFT.css());
        assertEquals("-fb-kind-evaluator-optimizer", Token.KIND_EVALUATOR_OPTIMIZER.css());
    }

    private static Stream<Token> kinds() {
        return Arrays.stream(Token.values()).filter(Token::kind);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static List<Token> all(List<Token>... lists) {
        return Stream.of(lists).flatMap(List::stream).toList();
    }

    private static void check(List<String> low, Palette palette, Token over, Token under, double wanted) {
        note(low, palette, over + " on " + under, contrast(palette.color(over), palette.color(under)), wanted);
    }

    private static void note(List<String> low, Palette palette, String what, double contrast, double wanted) {
        if (contrast < wanted) {
            low.add("%s%s: %.2f, wanted %.1f".formatted(palette.dark() ? "dark " : "light ", what, contrast, wanted));
        }
    }

    /** As WCAG 2 defines it. */
    private static double contrast(Color a, Color b) {
        double la = luminance(a);
        double lb = luminance(b);
        return (Math.max(la, lb) + 0.05) / (Math.min(la, lb) + 0.05);
    }

    private static double luminance(Color c) {
        return 0.2126 * linear(c.getRed()) + 0.7152 * linear(c.getGreen()) + 0.0722 * linear(c.getBlue());
    }

    /** The L of OKLCH, which the eye sees as equal. */
    private static double lightness(Color c) {
        double r = linear(c.getRed());
        double g = linear(c.getGreen());
        double b = linear(c.getBlue());
        double l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        double m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        double s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
    }

    private static double linear(double c) {
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
}
