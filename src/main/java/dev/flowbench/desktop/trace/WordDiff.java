package dev.flowbench.desktop.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What differs between two texts, by words. */
final class WordDiff {
    /** A table of this many words squared is as much as is worth it; longer texts are not compared. */
    private static final int MOST = 1_500;
    private static final Pattern WORD = Pattern.compile("\\s+|[\\p{L}\\p{N}_]+|.", Pattern.DOTALL);

    private WordDiff() {
    }

    /** What became of a stretch. */
    enum Change {
        SAME,
        ADDED,
        REMOVED
    }

    /** A stretch of text. */
    record Part(String text, Change change) {}

    /** The parts of both texts in order; empty where they are too long to compare. */
    static Optional<List<Part>> of(String before, String after) {
        List<String> old = words(before);
        List<String> now = words(after);
        int same = 0;
        while (same < old.size() && same < now.size() && old.get(same).equals(now.get(same))) {
            same++;
        }
        int tail = 0;
        while (tail < old.size() - same && tail < now.size() - same
                && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
            tail++;
        }
        List<String> a = old.subList(same, old.size() - tail);
        List<String> b = now.subList(same, now.size() - tail);
        if (a.size() > MOST || b.size() > MOST) {
            return Optional.empty();
        }
        List<Part> parts = new ArrayList<>();
        old.subList(0, same).forEach(word -> add(parts, word, Change.SAME));
        middle(parts, a, b);
        old.subList(old.size() - tail, old.size()).forEach(word -> add(parts, word, Change.SAME));
        return Optional.of(parts);
    }

    private static void middle(List<Part> parts, List<String> a, List<String> b) {
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                add(parts, a.get(i++), Change.SAME);
                j++;
            } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
                add(parts, a.get(i++), Change.REMOVED);
            } else {
                add(parts, b.get(j++), Change.ADDED);
            }
        }
    }

    private static void add(List<Part> parts, String word, Change change) {
        if (!parts.isEmpty() && parts.getLast().change() == change) {
            parts.addLast(new Part(parts.removeLast().text() + word, change));
        } else {
            parts.add(new Part(word, change));
        }
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            words.add(word.group());
        }
        return words;
    }
}
