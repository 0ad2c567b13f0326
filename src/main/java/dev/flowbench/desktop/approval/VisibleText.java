package dev.flowbench.desktop.approval;

import java.text.Bidi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A text in which nothing is hidden: what a screen would not show, or would show as something else, is spelled out. Two
 * texts that differ look different.
 */
public final class VisibleText {
    private static final int LONGEST_PADDING = 24;
    private static final int MOST_EMPTY_LINES = 4;
    private static final int LONGEST_LINE = 500;
    /** What changes what a number means, by the side on which it stands. */
    private static final String SIGNS = "+-\u2212/*=%<>$\u20AC\u00A3\u00A5";
    private static final char OPEN = '⟨';
    private static final char CLOSE = '⟩';

    /** Letters of other alphabets that look as Latin ones do. */
    private static final String LOOKS_LATIN = "\u0430\u0435\u043E\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04BB\u0501"
            + "\u04CF\u051B\u051D\u0410\u0412\u0415\u041A\u041C\u041D\u041E\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408"
            + "\u03BF\u03BD\u03B9\u0391\u0392\u0395\u0396\u0397\u0399\u039A\u039C\u039D\u039F\u03A1\u03A4\u03A5\u03A7";

    private final List<Piece> pieces = new ArrayList<>();
    private final Map<String, Integer> found = new LinkedHashMap<>();
    private final StringBuilder plain = new StringBuilder();
    private final String text;
    /** The lines in which numbers would be seen in another order than they stand. */
    private final BitSet turned = new BitSet();
    private int combining;
    private @Nullable Boolean mostlyLatin;

    /**
     * A stretch of what is shown.
     *
     * @param marked whether it is spelled out, not as it stands in the text
     */
    public record Piece(String text, boolean marked) {}

    private VisibleText(String text) {
        this.text = text;
    }

    /** A text with all that is hidden in it spelled out. */
    public static VisibleText of(String text) {
        VisibleText visible = new VisibleText(text);
        visible.findTurned();
        visible.read();
        return visible;
    }

    /**
     * A name or a title as it is shown everywhere: one line in which nothing is hidden, cut where it is very long. Quick
     * for what nobody tampered with.
     */
    public static String line(String text) {
        return isPlain(text) ? text : of(oneLine(text)).shown();
    }

    /** A text without ends of lines: each is a sign of its own; cut where it is very long. */
    public static String oneLine(String text) {
        String cut = text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + '\u2026' : text;
        return cut.replaceAll("\\R", "\u21B5");
    }

    private static boolean isPlain(String text) {
        return text.length() <= LONGEST_LINE && text.chars().allMatch(c -> c >= ' ' && c < 0x7F)
                && !text.contains("  ".repeat(LONGEST_PADDING / 2));
    }

    /** What is shown, in order. */
    public List<Piece> pieces() {
        return pieces;
    }

    /** What was spelled out, by name, and how often; empty for a text in which nothing is hidden. */
    public Map<String, Integer> found() {
        return found;
    }

    /** All that is shown, as one text. */
    public String shown() {
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
                one(at, c);
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
        String word = text.substring(from, to);
        boolean latin = word.codePoints().anyMatch(VisibleText::isLatin)
                || word.codePoints().allMatch(c -> LOOKS_LATIN.indexOf(c) >= 0) && isMostlyLatin();
        for (int at = from; at < to;) {
            int c = text.codePointAt(at);
            combining = 0;
            if (latin && !isLatin(c) && isTakenForLatin(c)) {
                mark(Character.toString(c) + ' ' + code(c), c);
            } else if (isTurned(at, c)) {
                mark(code(c), c);
            } else {
                plain.appendCodePoint(c);
            }
            at += Character.charCount(c);
        }
    }

    /** Whether a letter that is read from the right turns the order of the numbers of its line. */
    private boolean isTurned(int at, int c) {
        return turned.get(at) && switch (Character.getDirectionality(c)) {
            case Character.DIRECTIONALITY_RIGHT_TO_LEFT, Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC,
                    Character.DIRECTIONALITY_ARABIC_NUMBER ->
                true;
            default -> false;
        };
    }

    private void findTurned() {
        char[] seen = text.toCharArray();
        if (!Bidi.requiresBidi(seen, 0, seen.length)) {
            return;
        }
        for (int at = 0; at < text.length();) {
            int c = text.codePointAt(at);
            int next = at + Character.charCount(c);
            // What is spelled out is seen as Latin letters.
            if (isHidden(c)) {
                Arrays.fill(seen, at, next, 'U');
            }
            at = next;
        }
        for (int from = 0; from < seen.length;) {
            int end = text.indexOf('\n', from);
            int to = end < 0 ? seen.length : end;
            if (Bidi.requiresBidi(seen, from, to) && isOutOfOrder(Arrays.copyOfRange(seen, from, to))) {
                turned.set(from, to);
            }
            from = to + 1;
        }
    }

    /** Whether digits, or signs at them, are seen in another order than they stand. */
    private static boolean isOutOfOrder(char[] line) {
        Bidi bidi = new Bidi(line, 0, null, 0, line.length, Bidi.DIRECTION_LEFT_TO_RIGHT);
        byte[] levels = new byte[line.length];
        Integer[] order = new Integer[line.length];
        for (int i = 0; i < line.length; i++) {
            levels[i] = (byte) bidi.getLevelAt(i);
            order[i] = i;
        }
        Bidi.reorderVisually(levels, 0, order, 0, order.length);
        int last = -1;
        for (int at : order) {
            if (isOfNumber(line, at)) {
                if (at < last) {
                    return true;
                }
                last = at;
            }
        }
        return false;
    }

    private static boolean isOfNumber(char[] line, int at) {
        return Character.isDigit(line[at]) || SIGNS.indexOf(line[at]) >= 0
                && (at > 0 && Character.isDigit(line[at - 1])
                        || at + 1 < line.length && Character.isDigit(line[at + 1]));
    }

    private void one(int at, int c) {
        int type = Character.getType(c);
        boolean mark = type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
        combining = mark ? combining + 1 : 0;
        if (c == OPEN || c == CLOSE || isHidden(c) || combining > 2 || isTurned(at, c)) {
            mark(code(c), c);
        } else {
            plain.appendCodePoint(c);
        }
    }

    /** Whether the text is Latin for the most part, or holds no letter of another alphabet that could not be Latin. */
    private boolean isMostlyLatin() {
        if (mostlyLatin == null) {
            long latin = text.codePoints().filter(VisibleText::isLatin).count();
            long foreign = text.codePoints().filter(c -> isTakenForLatin(c) && LOOKS_LATIN.indexOf(c) < 0).count();
            long alike = text.codePoints().filter(c -> LOOKS_LATIN.indexOf(c) >= 0).count();
            mostlyLatin = latin > 0 && (foreign == 0 || latin >= foreign + alike);
        }
        return mostlyLatin;
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
