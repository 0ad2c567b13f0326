package dev.flowbench.desktop.kit;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ways out as this window gives them. Texts that both faces share, and that runs keep, name commands of the command line, always
 * as {@code with 'flowbench …'}; here the place in the window stands for it. Safe on any thread.
 */
public final class WaysOut {
    private static final Words WORDS = Words.beside(WaysOut.class);
    private static final Pattern COMMAND = Pattern
            .compile("with ['\"]flowbench (?<first>[a-z]+)(?: (?<second>[a-z]+))?[^'\"\n]*['\"]");
    /** An option in brackets after what it means. */
    private static final Pattern OPTION = Pattern.compile(" \\(--[a-z][^)]*\\)");

    private WaysOut() {}

    /** A text for people, with places of the window for commands; one that names no command stays as it is. */
    public static String here(String text) {
        if (!text.contains("flowbench ") && !text.contains(" (--")) {
            return text;
        }
        return COMMAND.matcher(OPTION.matcher(text).replaceAll(""))
                .replaceAll(command -> Matcher.quoteReplacement(place(command)));
    }

    private static String place(MatchResult command) {
        String first = "place." + command.group("first");
        String both = first + '.' + command.group("second");
        return WORDS.has(both) ? WORDS.text(both) : WORDS.has(first) ? WORDS.text(first) : command.group();
    }
}
