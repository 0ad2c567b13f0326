package dev.flowbench.desktop.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordDiffTest {
    @Test
    void wordsThatCameAndWentAreTold() {
        assertEquals(List.of(new WordDiff.Part("Stop a ", WordDiff.Change.SAME),
                new WordDiff.Part("step", WordDiff.Change.REMOVED),
                new WordDiff.Part("run", WordDiff.Change.ADDED), new WordDiff.Part(", go on.", WordDiff.Change.SAME)),
                WordDiff.of("Stop a step, go on.", "Stop a run, go on.").orElseThrow());
    }

    @Test
    void bothTextsCanBeReadOutOfTheParts() {
        Random random = new Random(5);
        for (int n = 0; n < 200; n++) {
            String before = text(random);
            String after = text(random);
            List<WordDiff.Part> parts = WordDiff.of(before, after).orElseThrow();
            assertEquals(before, join(parts, WordDiff.Change.ADDED));
            assertEquals(after, join(parts, WordDiff.Change.REMOVED));
        }
    }

    @Test
    void textsOfABookAreNotCompared() {
        assertTrue(WordDiff.of("a b ".repeat(5_000), "c d ".repeat(5_000)).isEmpty());
    }

    private static String join(List<WordDiff.Part> parts, WordDiff.Change without) {
        return parts.stream().filter(part -> part.change() != without).map(WordDiff.Part::text)
                .collect(Collectors.joining());
    }

    private static String text(Random random) {
        String[] words = {"run", " ", "step", ".", "\n", "go ", "é"};
        return random.ints(random.nextInt(30), 0, words.length).mapToObj(i -> words[i]).collect(Collectors.joining());
    }
}
