package dev.flowbench.cli;

/** Texts as a terminal may show them: what would steer it, hide something or change the order of what is read is spelled out. */
final class Seen {
    private Seen() {}

    /** Every sign that is not seen. */
    static String all(String text) {
        return of(text, true);
    }

    /** The same in one line. */
    static String line(String text) {
        return all(text.replaceAll("\\R", "\u21B5"));
    }

    /** What steers a terminal or turns the order; signs that join letters and emoji stay. */
    static String tame(String text) {
        return of(text, false);
    }

    private static String of(String text, boolean all) {
        if (text.codePoints().noneMatch(c -> isHidden(c, all))) {
            return text;
        }
        var seen = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isHidden(c, all)) {
                seen.append(String.format("\u27E8U+%04X\u27E9", c));
            } else {
                seen.appendCodePoint(c);
            }
        });
        return seen.toString();
    }

    private static boolean isHidden(int c, boolean all) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c != '\n' && c != '\t';
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            case Character.FORMAT -> all || c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
            default -> false;
        };
    }
}
