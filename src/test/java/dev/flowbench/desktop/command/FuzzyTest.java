package dev.flowbench.desktop.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FuzzyTest {
    @Test
    void lettersMustStandInOrder() {
        assertTrue(Fuzzy.score("svs", "Save as…") > 0);
        assertEquals(-1, Fuzzy.score("sva", "Save"));
    }

    @Test
    void aWholeWordBeatsScatteredLetters() {
        assertTrue(Fuzzy.score("run", "Run simulated") > Fuzzy.score("run", "Remove unused nodes"));
    }

    @Test
    void nothingTypedFitsAll() {
        assertEquals(0, Fuzzy.score("", "Anything"));
    }
}
