package dev.flowbench.tool;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text into passages that can be read by themselves: paragraphs, a heading with what follows it. */
final class Passages {
    private static final int ENOUGH = 200;
    private static final int MOST = 1_200;

    private final List<Passage> all = new ArrayList<>();
    private final StringBuilder open = new StringBuilder();
    private int start = 1;

    private Passages() {}

    /**
     * A piece of a text.
     *
     * @param line where it begins, from 1
     */
    record Passage(int line, String text) {}

    static List<Passage> of(String text) {
        var cut = new Passages();
        int number = 0;
        for (String line : text.lines().toList()) {
            cut.take(++number, line.stripTrailing());
        }
        cut.close();
        return cut.all;
    }

    private void take(int number, String line) {
        if (line.isEmpty() && open.length() >= ENOUGH || line.startsWith("#") && !isHeading()
                || open.length() + line.length() > MOST) {
            close();
        }
        if (open.isEmpty()) {
            start = number;
            if (line.isEmpty()) {
                return;
            }
        } else {
            open.append('\n');
        }
        open.append(line);
    }

    /** Whether there are only headings so far. */
    private boolean isHeading() {
        return open.toString().lines().allMatch(line -> line.isEmpty() || line.startsWith("#"));
    }

    private void close() {
        String text = open.toString().strip();
        for (int from = 0; from < text.length();) {
            int to = Math.min(text.length(), from + MOST);
            int space = to < text.length() ? text.lastIndexOf(' ', to) : -1;
            to = space > from ? space : to;
            all.add(new Passage(start, text.substring(from, to).strip()));
            from = to;
        }
        open.setLength(0);
    }
}
