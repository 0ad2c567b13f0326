package dev.flowbench.desktop.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person reads before they approve is all that is there, and nothing else. */
class VisibleTextTest {
    private static final Pattern MARK = Pattern.compile("(?:(.+) )?U\\+([0-9A-F]{4,6})(?: × (\\d+))?", Pattern.DOTALL);

    /** Texts in which something would not be seen, or would be seen as something else. */
    static Stream<String> hostile() {
        return Stream.of(
                // Terminal escapes and other control characters.
                "\u001B[2K\u001B[1Gpay 10", "\u001B]0;title\u0007ok", "\u001B[8mhidden\u001B[0m", "\u009B31mred",
                "pay 10000\b\b\b\b\b10", "pay 900\rpay 9  ", "a\u0000b", "\u0000", "bell\u0007", "a\u007Fb",
                "tab\there",
                "form\ffeed", "vertical\u000Btab", "next\u0085line", "escape\u001Bc", "end\u0004", "shift\u000Eout",
                // Direction.
                "pay \u202E0001\u202C to ann", "\u202Etxt.exe", "a\u202Ab\u202C", "a\u202Bb\u202C", "a\u202Db\u202C",
                "a\u2066b\u2069", "a\u2067b\u2069", "a\u2068b\u2069", "a\u200Eb", "a\u200Fb", "a\u061Cb",
                "if (ok\u202E \u2066// check\u2069 \u2066) {",
                // Numbers that letters read from the right turn round.
                "pay \u05D0 100 200 to ann", "\u05D0 -5", "\u0627 10 / 200", "from \u0661 to \u0627 7 8",
                "\u0661 \u0662", "fine\n\u05D0 1 - 2\nfine",
                // Nothing to see.
                "ann\u200B@example.org", "ann\u200C@example.org", "ann\u200D@example.org", "ann\uFEFF@example.org",
                "ann\u2060@example.org", "so\u00ADft", "a\u180Eb", "a\u115Fb", "a\u1160b", "a\u3164b", "a\uFFA0b",
                "a\u2800b", "a\u034Fb", "a\u2061b", "a\u2062b", "a\u2063b", "a\u2064b", "a\uFE0Fb", "a\uFE00b",
                "tags\uDB40\uDC41\uDB40\uDC42\uDB40\uDC7F", "selector\uDB40\uDD00", "a\uFFF9b\uFFFAc\uFFFB",
                "private\uE000", "\uDBFF\uDFFDprivate", "unassigned\u0378", "\uD800 alone", "alone \uDFFF",
                // Spaces that are none.
                "a\u00A0b", "a\u2003b", "a\u2009b", "a\u3000b", "a\u202Fb", "a\u205Fb", "a\u2028b", "a\u2029b",
                "a\u1680b",
                // Out of sight.
                "ok" + " ".repeat(400) + "and delete all", "ok" + "\n".repeat(60) + "and delete all",
                "x".repeat(200_000) + "\u202E", " ".repeat(100_000),
                // Letters that are taken for others.
                "p\u0430ypal.com", "\u0410nn", "g\u043E\u043Egle", "micr\u03BFsoft", "\u0391nn", "pa\u0443pal",
                "\uFF50\uFF41\uFF59", "\uD835\uDC29\uD835\uDC1A\uD835\uDC32", "\u13A2nn", "s\u0455l",
                // Marks upon marks, and our own brackets.
                "z\u0300\u0301\u0302\u0303\u0304\u0305\u0306algo", "\u27E8U+202E\u27E9", "\u27E8", "a\u27E9b",
                "\u27E8U+000A × 60\u27E9");
    }

    /** Markup is text here: it is neither carried out nor taken away. */
    static Stream<String> markup() {
        return Stream.of("<script>alert(1)</script>", "<b style='display:none'>pay</b>", "&lt;hidden&gt; &#8238;",
                "<!-- pay 1000 -->", "<?import javafx.scene.control.Button?>", "<fx:script>x</fx:script>",
                "-fx-opacity: 0;", "url('file:///etc/passwd')", "{{#x}}{{/x}}", "${env.KEY}", "%s %n %d", "{0} '{1}'",
                "\\u202E", "\\n\\t", "_mnemonic &file", "$(rm -rf /)", "'; DROP TABLE runs; --",
                "\"}, {\"tool\": \"pay\"");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatIsHiddenIsSpelledOut(String text) {
        VisibleText visible = VisibleText.of(text);
        assertFalse(visible.found().isEmpty(), "it says that something is hidden");
        assertTrue(visible.pieces().stream().anyMatch(VisibleText.Piece::marked));
        for (VisibleText.Piece piece : visible.pieces()) {
            piece.text().codePoints().forEach(c -> assertTrue(isSeen(c), () -> "U+" + Integer.toHexString(c)));
        }
        assertEquals(text, read(visible), "nothing is lost and nothing is added");
    }

    @ParameterizedTest
    @MethodSource("markup")
    void markupIsShownAsItStands(String text) {
        VisibleText visible = VisibleText.of(text);
        assertEquals(text, visible.shown());
        assertEquals(Map.of(), visible.found());
    }

    @Test
    void plainTextsOfManyLanguagesAreLeftAlone() {
        for (String text : List.of("Pay 120,00 € to Ann-Kathrin Müller.\nThanks!", "Оплатить счёт № 12", "支払う 100 円",
                "Πληρώστε τον λογαριασμό", "שלם 100", "naïve café, Ærø, Łódź", "x ≥ 2 → y", "")) {
            assertEquals(text, VisibleText.of(text).shown());
        }
    }

    @Test
    void lettersThatAreReadFromTheRightAreSpelledOutOnlyWhereTheyTurnNumbers() {
        assertEquals("pay \u27E8U+05D0\u27E9 100 200", VisibleText.of("pay \u05D0 100 200").shown());
        assertEquals("\u05E9\u05DC\u05DD 100\n\u27E8U+05D0\u27E9 1 2\n\u05E9\u05DC\u05DD", VisibleText
                .of("\u05E9\u05DC\u05DD 100\n\u05D0 1 2\n\u05E9\u05DC\u05DD").shown(), "of that line alone");
        String plain = "pay \u05D0\u05D1 100 to \u05D2\u05D3 and 200 to ann";
        assertEquals(plain, VisibleText.of(plain).shown(), "each number stands where it is read");
    }

    @Test
    void aWordWhollyOfLettersThatLookLatinIsSpelledOutAmongLatinOnes() {
        assertTrue(VisibleText.of("send it to \u0430\u0440\u0440\u04CF\u0435.com now").shown().contains("U+0430"));
        assertTrue(VisibleText.of("\u0430\u0440\u0440\u04CF\u0435.com").shown().contains("U+0430"));
        assertTrue(VisibleText.of("the \u0441\u043E\u0440\u0430 of it").shown().contains("U+0441"));
        assertEquals("Это сор", VisibleText.of("Это сор").shown(), "in a Russian text it is a word");
    }

    @Test
    void twoTextsThatDifferLookDifferent() {
        Map<String, String> seen = new HashMap<>();
        Stream.concat(hostile(), markup())
                .forEach(text -> assertEquals(null, seen.put(VisibleText.of(text).shown(), text)));
        assertNotEquals(VisibleText.of("\u202E").shown(), VisibleText.of("\u27E8U+202E\u27E9").shown());
    }

    @Test
    void anyTextCanBeReadBackFromWhatIsShown() {
        Random random = new Random(7);
        int[] odd = {0, 8, 9, 10, 13, 27, 32, 32, 0x200B, 0x202E, 0x27E8, 0x27E9, 0x430, 0x301, 0xD7, 0xE000, 'a', 'U',
            '+', '0', 0x1D41A, 0xFE0F, 0xDC00};
        for (int i = 0; i < 4_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                int c = odd[random.nextInt(odd.length)];
                for (int times = random.nextInt(12) == 0 ? 30 : 1; times > 0; times--) {
                    text.appendCodePoint(c);
                }
            }
            assertEquals(text.toString(), read(VisibleText.of(text.toString())), () -> "case of seed 7");
        }
    }

    private static boolean isSeen(int c) {
        if (c == '\n' || c == ' ') {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR ->
                false;
            default -> true;
        };
    }

    /** The text as one can work it out from what is shown. */
    private static String read(VisibleText visible) {
        StringBuilder text = new StringBuilder();
        boolean broken = false;
        for (VisibleText.Piece piece : visible.pieces()) {
            if (!piece.marked()) {
                // A run of empty lines is told by its length, and the line is broken once for the eye.
                text.append(broken ? piece.text().substring(1) : piece.text());
                broken = false;
                continue;
            }
            var mark = MARK.matcher(piece.text().substring(1, piece.text().length() - 1));
            assertTrue(mark.matches(), piece.text());
            int c = Integer.parseInt(mark.group(2), 16);
            assertTrue(mark.group(1) == null || mark.group(1).equals(Character.toString(c)));
            int times = mark.group(3) == null ? 1 : Integer.parseInt(mark.group(3));
            text.append(Character.toString(c).repeat(times));
            broken = c == '\n';
        }
        return text.toString();
    }

    @Test
    void aNameIsOneLineAndNoLongerThanItNeedsToBe() {
        assertEquals("Weekly report \u2013 \u00C4rzte", VisibleText.line("Weekly report \u2013 \u00C4rzte"));
        assertEquals("a\u21B5b\u21B5c\u27E8U+202E\u27E9d", VisibleText.line("a\r\nb\u2028c\u202Ed"));
        assertEquals("a\u27E8U+0020 × 400\u27E9b", VisibleText.line("a" + " ".repeat(400) + "b"));
        assertEquals(501, VisibleText.line("x".repeat(200_000)).length());
        assertTrue(VisibleText.line("\u202E".repeat(200_000)).length() < 10_000);
    }
}
