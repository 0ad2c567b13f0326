package dev.flowbench.engine;

import java.util.function.Consumer;

/**
 * Text on its way to the screen while it is being written. A key may come in pieces none of which looks like one, so what
 * could be one is held back after its first letters until it ends: by then it is known for what it is. Words of prose are
 * short enough to pass as they come. For one thread.
 */
final class LiveText {
    /** So much of a word passes before it ends. */
    private static final int PASSES = 8;
    /** Nothing is held back for longer than this. */
    private static final int MOST = 500;

    private final Redacted clean;
    private final Consumer<String> screen;
    private final StringBuilder word = new StringBuilder();
    private int shown;

    LiveText(Redacted clean, Consumer<String> screen) {
        this.clean = clean;
        this.screen = screen;
    }

    void add(String piece) {
        word.append(piece);
        var out = new StringBuilder();
        int end = word.length() > MOST ? word.length() : afterLastEnd();
        if (end > 0) {
            out.append(rest(word.substring(0, end)));
            word.delete(0, end);
            shown = 0;
        }
        int passes = Math.min(word.length(), PASSES);
        if (passes > shown) {
            out.append(word, shown, passes);
            shown = passes;
        }
        if (!out.isEmpty()) {
            screen.accept(out.toString());
        }
    }

    /** Nothing more comes. */
    void finish() {
        String rest = rest(word.toString());
        word.setLength(0);
        shown = 0;
        if (!rest.isEmpty()) {
            screen.accept(rest);
        }
    }

    private String rest(String text) {
        String without = clean.text(text);
        return without.equals(text) ? text.substring(Math.min(shown, text.length())) : without;
    }

    private int afterLastEnd() {
        int end = word.length();
        while (end > 0 && mayBeInKey(word.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean mayBeInKey(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "_-./+=~%".indexOf(c) >= 0;
    }
}
