package dev.flowbench.tool;

import dev.flowbench.flow.text.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Full-text search over passages, by BM25: rare words count more, repetitions less and less, long passages less. A word
 * that begins like one of the query's counts half, so that "refunds" finds "refund" in any language. Deterministic.
 */
final class PassageSearch {
    private static final double SATURATION = 1.2;
    private static final double LENGTH = 0.75;
    private static final double ALIKE = 0.5;
    private static final int MIN_BEGINNING = 4;
    private static final int MAX_DIFFERENCE = 3;
    private static final int MAX_WORDS = 50;

    private final List<String> query;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, double[]> likeness = new HashMap<>();

    PassageSearch(String query) {
        this.query = Words.of(query).stream().distinct().limit(MAX_WORDS).toList();
    }

    /**
     * A passage that fits.
     *
     * @param line where it begins, from 1
     * @param score more is better; comparable within one search only
     */
    record Hit(String path, int line, String text, double score) {}

    /**
     * A passage that holds some word of the query.
     *
     * @param counts how often, by word of the query
     */
    private record Entry(String path, Passages.Passage passage, int words, double[] counts) {}

    private int passages;
    private long allWords;

    void add(String path, String text) {
        for (Passages.Passage passage : Passages.of(text)) {
            List<String> words = Words.of(passage.text());
            passages++;
            allWords += words.size();
            double[] counts = new double[query.size()];
            boolean any = false;
            for (String word : words) {
                double[] like = likeness.computeIfAbsent(word, this::likeness);
                for (int i = 0; i < like.length; i++) {
                    counts[i] += like[i];
                    any |= like[i] > 0;
                }
            }
            if (any) {
                entries.add(new Entry(path, passage, words.size(), counts));
            }
        }
    }

    private static final double[] UNLIKE = {};

    private double[] likeness(String word) {
        double[] like = new double[query.size()];
        boolean any = false;
        for (int i = 0; i < like.length; i++) {
            like[i] = likeness(query.get(i), word);
            any |= like[i] > 0;
        }
        return any ? like : UNLIKE;
    }

    private static double likeness(String one, String other) {
        if (one.equals(other)) {
            return 1;
        }
        int same = 0;
        int shorter = Math.min(one.length(), other.length());
        while (same < shorter && one.charAt(same) == other.charAt(same)) {
            same++;
        }
        return same >= MIN_BEGINNING && same >= Math.max(one.length(), other.length()) - MAX_DIFFERENCE ? ALIKE : 0;
    }

    /** The passages that fit best, best first; equal ones in the order of path and line. */
    List<Hit> best(int k) {
        double[] rarity = new double[query.size()];
        for (int i = 0; i < rarity.length; i++) {
            int word = i;
            long with = entries.stream().filter(entry -> entry.counts()[word] > 0).count();
            rarity[i] = Math.log(1 + (passages - with + 0.5) / (with + 0.5));
        }
        return entries.stream().map(entry -> hit(entry, rarity))
                .sorted(Comparator.comparingDouble(Hit::score).reversed().thenComparing(Hit::path)
                        .thenComparingInt(Hit::line))
                .limit(k).toList();
    }

    private Hit hit(Entry entry, double[] rarity) {
        double length = 1 - LENGTH + LENGTH * entry.words() * passages / allWords;
        double score = 0;
        for (int i = 0; i < rarity.length; i++) {
            double count = entry.counts()[i];
            score += rarity[i] * count * (SATURATION + 1) / (count + SATURATION * length);
        }
        Passages.Passage passage = entry.passage();
        return new Hit(entry.path(), passage.line(), passage.text(), Math.round(score * 1_000) / 1_000.0);
    }
}
