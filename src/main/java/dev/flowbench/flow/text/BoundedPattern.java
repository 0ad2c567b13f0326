package dev.flowbench.flow.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;

/**
 * A regular expression that always ends: RE2 takes time in proportion to the text. It has no look-around and no back
 * references. Its size is bounded before it is compiled, as counted repetitions in each other multiply. Immutable and
 * safe for any thread.
 */
public final class BoundedPattern {

    /** The longest pattern, in characters. */
    public static final int MAX_LENGTH = 1_000;

    private static final int MAX_SIZE = 50_000;
    private static final int CLASS_SIZE = 2;
    private static final java.util.regex.Pattern COUNTED = java.util.regex.Pattern
            .compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

    private final Pattern pattern;

    private BoundedPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Reads a pattern in the syntax of RE2.
     *
     * @param pattern the pattern
     * @return the pattern, compiled
     * @throws TextException if it is not well formed, uses what RE2 does not have, or is too large
     */
    public static BoundedPattern compile(String pattern) throws TextException {
        if (pattern.length() > MAX_LENGTH || pattern.contains("\\Q") || size(pattern) > MAX_SIZE) {
            throw new TextException(pattern, 0, "PATTERN_TOO_LARGE");
        }
        try {
            return new BoundedPattern(Pattern.compile(pattern));
        } catch (PatternSyntaxException e) {
            var at = e.getPattern() == null ? -1 : pattern.indexOf(e.getPattern());
            throw new TextException(pattern, Math.max(0, at), "PATTERN_UNREADABLE", String.valueOf(e.getDescription()),
                    String.valueOf(e.getPattern()));
        }
    }

    /** {@return whether the pattern fits anywhere in the text; time in proportion to the text} */
    public boolean foundIn(String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find();
    }

    /**
     * {@return how large the compiled pattern will be, in steps, or more} Counted repetitions multiply what they repeat.
     */
    private static long size(String pattern) {
        var outer = new ArrayDeque<Long>();
        long total = 0;
        long last = 0;
        for (int i = 0; i < pattern.length() && total <= MAX_SIZE; i++) {
            switch (pattern.charAt(i)) {
                case '(' -> {
                    outer.push(total);
                    total = 0;
                }
                case ')' -> {
                    last = total + 2;
                    total = last + (outer.isEmpty() ? 0 : outer.pop());
                }
                case '{' -> {
                    var count = COUNTED.matcher(pattern).region(i, pattern.length());
                    if (count.lookingAt()) {
                        boolean open = count.group(2) == null || count.group(2).isEmpty();
                        long most = Math.max(1, Long.parseLong(open ? count.group(1) : count.group(2)) + 1);
                        total += last * (most - 1);
                        last *= most;
                        i = count.end() - 1;
                    } else {
                        last = 1;
                        total++;
                    }
                }
                case '[', '\\' -> {
                    i = pattern.charAt(i) == '[' ? endOfClass(pattern, i) : i + 1;
                    last = CLASS_SIZE;
                    total += last;
                }
                default -> {
                    last = 1;
                    total++;
                }
            }
        }
        return total + outer.stream().mapToLong(Long::longValue).sum();
    }

    private static int endOfClass(String pattern, int start) {
        int i = start + 1;
        i += pattern.startsWith("^", i) ? 1 : 0;
        i += pattern.startsWith("]", i) ? 1 : 0;
        while (i < pattern.length() && pattern.charAt(i) != ']') {
            i += pattern.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }
}
