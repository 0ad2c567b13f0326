package dev.flowbench.desktop.approval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A text in which nothing is hidden: what a screen would not show, or would show as something else, is spelled out. Two
 * texts that differ look different.
 */
final class VisibleText {
    private static final int LONGEST_PADDING = 24;
    private static final int MOST_EMPTY_LINES = 4;
    private static final char OPEN = '⟨';
    private static final char CLOSE = '⟩';

    private final List<Piece> pieces = new ArrayList<>();
    private final Map<String, Integer> found = new LinkedHashMap<>();
    private final StringBuilder plain = new StringBuilder();
    private final String text;
    private int combining;

    /**
     * A stretch of what is shown.
     *
     * @param marked whether it is spelled out, not as it stands in the text
     */
    record Piece(String text, boolean marked) {}

    private VisibleText(String text) {
        this.text = text;
    }

    /** A text with all that is hidden in it spelled out. */
    static VisibleText of(String text) {
        VisibleText visible = new VisibleText(text);
        visible.read();
        return visible;
    }

    /** What is shown, in order. */
    List<Piece> pieces() {
        return pieces;
    }

    /** What was spelled out, by name, and how often; empty for a text in which nothing is hidden. */
    Map<String, Integer> found() {
        return found;
    }

    /** All that is shown, as one text. */
    String shown() {
        StringBuilder all = new StringBuilder();
        pieces.forEach(piece -> all.append(piece.text()));
        return all.toString();
    }

    private void read() {
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int same = run(at, c);
            if (c == ' ' && same > LONGEST_PADDING || c == '\n' && same > MOST_EMPTY_LINES) {
                mark(code(c) + " × " + same, c);
                if (c == '\n') {
                    plain.append('\n');
                }
                at += same;
            } else if (Character.isLetter(c) && !isHidden(c)) {
                int end = wordEnd(at);
                word(at, end);
                at = end;
            } else {
                one(c);
                at += Character.charCount(c);
            }
        }
        flush();
    }

    private int run(int at, int c) {
        int end = at;
        while (end < text.length() && text.charAt(end) == c) {
            end++;
        }
        return end - at;
    }

    private int wordEnd(int at) {
        int end = at;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            if (!Character.isLetter(c) || isHidden(c)) {
                break;
            }
            end += Character.charCount(c);
        }
        return end;
    }

    /** Letters of another alphabet among Latin ones may be there to be taken for them. */
    private void word(int from, int to) {
        boolean latin = text.substring(from, to).codePoints().anyMatch(VisibleText::isLatin);
        for (int at = from; at < to;) {
            int c = text.codePointAt(at);
            combining = 0;
            if (latin && !isLatin(c) && isTakenForLatin(c)) {
                mark(Character.toString(c) + ' ' + code(c), c);
            } else {
                plain.appendCodePoint(c);
            }
            at += Character.charCount(c);
        }
    }

    private void one(int c) {
        int type = Character.getType(c);
        boolean mark = type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
        combining = mark ? combining + 1 : 0;
        if (c == OPEN || c == CLOSE || isHidden(c) || combining > 2) {
            mark(code(c), c);
        } else {
            plain.appendCodePoint(c);
        }
    }

    private static boolean isLatin(int c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN;
    }

    private static boolean isTakenForLatin(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case CYRILLIC, GREEK, ARMENIAN, CHEROKEE, COPTIC, LISU, GOTHIC, GEORGIAN -> true;
            default -> false;
        };
    }

    /** What a screen does not show, or shows as something else. */
    private static boolean isHidden(int c) {
        if (c == '\n' || c == ' ') {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR ->
                true;
            default -> c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800 || c == 0x034F
                    || c >= 0xFE00 && c <= 0xFE0F || c >= 0xE0100 && c <= 0xE01EF || c >= 0xFF01 && c <= 0xFF5E
                    || c >= 0x1D400 && c <= 0x1D7FF;
        };
    }

    private static String code(int c) {
        return String.format("U+%04X", c);
    }

    private void mark(String shown, int c) {
        flush();
        pieces.add(new Piece(OPEN + shown + CLOSE, true));
        String name = Character.getName(c);
        found.merge(code(c) + (name == null ? "" : ' ' + name), 1, Integer::sum);
    }

    private void flush() {
        if (!plain.isEmpty()) {
            pieces.add(new Piece(plain.toString(), false));
            plain.setLength(0);
        }
    }
}
