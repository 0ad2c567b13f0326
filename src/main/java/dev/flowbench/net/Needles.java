package dev.flowbench.net;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Many words looked for in one pass over a text. Immutable.
 */
final class Needles {
    private static final int HEAD = 3;
    private static final int BITS = 1 << 14;

    static final Needles NONE = new Needles(Set.of());

    private final Map<String, List<String>> byHead = new HashMap<>();
    /** Which heads may be there: nearly every place of a text is passed over by this alone. */
    private final long[] heads = new long[BITS / Long.SIZE];

    /** @param words each of three letters or more */
    Needles(Set<String> words) {
        byHead.putAll(words.stream().collect(Collectors.groupingBy(word -> word.substring(0, HEAD))));
        // A word that is longer hides more.
        byHead.replaceAll(
                (_, same) -> same.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList());
        byHead.keySet().forEach(head -> heads[bit(head, 0) >> 6] |= 1L << (bit(head, 0) & 63));
    }

    private static int bit(String text, int at) {
        int hash = text.charAt(at) * 31 * 31 + text.charAt(at + 1) * 31 + text.charAt(at + 2);
        return (hash ^ hash >>> 14) & BITS - 1;
    }

    /** The text with a mark in the place of each word; the same object if there is none. */
    String replaced(String text, String mark) {
        StringBuilder clean = null;
        int kept = 0;
        int last = text.length() - HEAD;
        for (int at = 0; at <= last; at++) {
            int bit = bit(text, at);
            if ((heads[bit >> 6] & 1L << (bit & 63)) == 0) continue;
            int length = found(text, at);
            if (length == 0) continue;
            if (clean == null) clean = new StringBuilder(text.length());
            clean.append(text, kept, at).append(mark);
            kept = at + length;
            at = kept - 1;
        }
        return clean == null ? text : clean.append(text, kept, text.length()).toString();
    }

    /** Length of the word that begins here; 0 for none. */
    private int found(String text, int at) {
        for (String word : byHead.getOrDefault(text.substring(at, at + HEAD), List.of())) {
            if (text.startsWith(word, at)) return word.length();
        }
        return 0;
    }
}
