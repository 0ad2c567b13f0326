package dev.flowbench.check;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. */
public final class Nearest {
    private Nearest() {}

    /** The one of those names that a slip of the fingers may have made the given name of. */
    public static Optional<String> to(String name, Collection<String> names) {
        int allowed = Math.max(1, name.length() / 3);
        return names.stream()
                .filter(other -> !other.equals(name) && Math.abs(other.length() - name.length()) <= allowed)
                .filter(other -> distance(name, other) <= allowed)
                .min(Comparator.comparingInt((String other) -> distance(name, other)).thenComparing(other -> other));
    }

    /** " Did you mean x?", or nothing. */
    static String question(String name, Collection<String> names) {
        return to(name, names).map(other -> CheckTexts.text("did-you-mean", other) + " ").orElse("");
    }

    /** Changes of one letter, and swaps of neighbours, that lead from one to the other; case does not count. */
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                steps[i][j] = Math.min(steps[i - 1][j - 1] + change,
                        1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }
        return steps[a.length()][b.length()];
    }
}
