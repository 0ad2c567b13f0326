package dev.flowbench.desktop.command;

import java.util.Locale;

/**
 * How well a query fits a text: its letters must stand in the text in order. Letters that begin words and letters in a row
 * count most.
 */
public final class Fuzzy {
    private static final int START_OF_WORD = 8;
    private static final int IN_A_ROW = 5;

    private Fuzzy() {}

    /** The fit, the higher the better; -1 where the query does not fit. An empty query fits all alike with 0. */
    public static int score(String query, String text) {
        String wanted = query.strip().toLowerCase(Locale.ROOT);
        String within = text.toLowerCase(Locale.ROOT);
        int whole = within.indexOf(wanted);
        if (whole >= 0 && !wanted.isEmpty()) {
            boolean atWord = whole == 0 || !Character.isLetterOrDigit(within.charAt(whole - 1));
            return 1000 + (atWord ? 500 : 0) - within.length();
        }
        int score = 0;
        int at = 0;
        int last = -2;
        for (int i = 0; i < wanted.length(); i++) {
            char c = wanted.charAt(i);
            if (Character.isWhitespace(c)) {
                continue;
            }
            int found = within.indexOf(c, at);
            if (found < 0) {
                return -1;
            }
            if (found == 0 || !Character.isLetterOrDigit(within.charAt(found - 1))) {
                score += START_OF_WORD;
            }
            score += found == last + 1 ? IN_A_ROW : 1;
            last = found;
            at = found + 1;
        }
        return wanted.isEmpty() ? 0 : Math.max(0, score * 10 - within.length());
    }
}
