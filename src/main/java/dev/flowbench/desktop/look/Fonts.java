package dev.flowbench.desktop.look;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import javafx.scene.text.Font;

/**
 * The letters of the house: Inter for text, JetBrains Mono for code and columns of numbers, both out of our own jars, so
 * that it looks the same everywhere, also on a machine without a single font.
 *
 * <p>Only two weights are used. JavaFX knows no weight between regular and bold, so the semibold cut is a family of its
 * own: in style sheets write {@code -fx-font-family: "Inter SemiBold"}, never {@code -fx-font-weight}.
 */
public final class Fonts {

    /** Family of text. */
    public static final String TEXT = "Inter";
    /** Family of titles and of what stands out. */
    public static final String STRONG = "Inter SemiBold";
    /** Family of code and of numbers in columns. */
    public static final String CODE = "JetBrains Mono";

    private static final String ROOT = "/com/formdev/flatlaf/fonts/";
    private static final List<String> FILES = List.of("inter/Inter-Regular.otf", "inter/Inter-SemiBold.otf",
            "inter/Inter-Italic.otf", "jetbrains_mono/JetBrainsMono-Regular.ttf",
            "jetbrains_mono/JetBrainsMono-Bold.ttf");

    private Fonts() {
    }

    /**
     * Makes the families known to JavaFX. Loading twice does no harm. {@link Theme} calls it.
     *
     * @throws IllegalStateException
     *             if a font file is missing or broken, which means the application is not whole
     */
    public static void load() {
        for (String file : FILES) {
            try (InputStream in = Fonts.class.getResourceAsStream(ROOT + file)) {
                if (in == null || Font.loadFont(in, Metrics.TEXT_BODY) == null) {
                    throw new IllegalStateException("cannot load the font " + file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Text at the given size in pixels, for painting. */
    public static Font text(double size) {
        return Font.font(TEXT, size);
    }

    /** Semibold text at the given size in pixels, for painting. */
    public static Font strong(double size) {
        return Font.font(STRONG, size);
    }

    /** Code or figures at the given size in pixels, for painting. */
    public static Font code(double size) {
        return Font.font(CODE, size);
    }
}
