package dev.flowbench.flow.text;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The words of a text, for looking things up: the same for every spelling of case and width. Knows no language.
 * Where a script sets no spaces, every two neighbours are a word.
 */
public final class Words {
    private Words() {}

    /** {@return the words in the order of the text, with repetitions} */
    public static List<String> of(String text) {
        String folded = fold(text);
        var words = new ArrayList<String>();
        int start = -1;
        boolean spaced = true;
        for (int i = 0; i <= folded.length();) {
            int c = i < folded.length() ? folded.codePointAt(i) : -1;
            boolean inWord = c >= 0 && (Character.isLetterOrDigit(c) || isMark(c));
            boolean mark = c >= 0 && isMark(c);
            if (start >= 0 && (!inWord || !mark && isSpaced(c) != spaced)) {
                add(words, folded.substring(start, i), spaced);
                start = -1;
            }
            if (inWord && start < 0) {
                start = i;
                spaced = isSpaced(c);
            }
            i += c < 0 ? 1 : Character.charCount(c);
        }
        return words;
    }

    /** Upper case first, as "ß" and "SS" meet only there. */
    private static String fold(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static void add(List<String> words, String run, boolean spaced) {
        int[] points = run.codePoints().toArray();
        if (spaced || points.length < 3) {
            words.add(run);
            return;
        }
        for (int i = 0; i + 1 < points.length; i++) {
            words.add(new String(points, i, 2));
        }
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }

    private static boolean isSpaced(int c) {
        return switch (UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> false;
            default -> true;
        };
    }
}
