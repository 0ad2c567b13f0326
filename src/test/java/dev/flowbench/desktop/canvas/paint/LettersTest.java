package dev.flowbench.desktop.canvas.paint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Titles on small cards. */
class LettersTest {
    private final Letters letters = new Letters();

    private double width(String text) {
        return letters.width(text, Letters.Cut.STRONG, 20) + 1;
    }

    @Test
    void aTitleIsBrokenBetweenWordsOnly() {
        assertEquals(List.of("Read the", "note"), letters.title("Read the note", 20, width("Read the n")));
    }

    @Test
    void noWordIsCutThroughWithoutSayingSo() {
        String title = "Classification of reimbursements";
        for (String room : List.of("Classificatio", "Classific", "reimb", "Class")) {
            List<String> lines = letters.title(title, 20, width(room));
            assertTrue(lines.size() <= 2);
            for (String line : lines) {
                assertTrue(letters.width(line, Letters.Cut.STRONG, 20) <= width(room), line);
                for (String word : line.split(" ")) {
                    assertTrue(word.endsWith("…") || Arrays.asList(title.split(" ")).contains(word), line);
                }
            }
        }
    }

    @Test
    void aWordAsWideAsItsRoomStaysWhole() {
        double width = letters.width("Compute", Letters.Cut.STRONG, 20);
        for (double size = 10; size < 30; size += 0.37) {
            double room = letters.width("Compute", Letters.Cut.STRONG, size);
            assertEquals(List.of("Compute"), letters.title("Compute", size, room), () -> "room " + room);
            assertEquals(List.of("Compute"), letters.title("Compute", room * 20 / width, room));
        }
    }

    @Test
    void whereNothingCouldBeReadNothingIsWritten() {
        assertEquals(List.of(), letters.title("Classification", 20, width("Cl")));
        assertEquals(List.of("Cl"), letters.title("Cl", 20, width("Cl")));
    }
}
