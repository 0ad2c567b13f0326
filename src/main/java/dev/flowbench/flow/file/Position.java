package dev.flowbench.flow.file;

/**
 * A place in a text.
 *
 * @param line from 1
 * @param column from 1, in UTF-16 units as editors count them
 */
public record Position(int line, int column) {
    /** The place of an offset in a text; an offset beyond the end is the end. */
    static Position at(CharSequence text, long offset) {
        int end = (int) Math.clamp(offset, 0, text.length());
        int line = 1;
        int start = 0;
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Position(line, end - start + 1);
    }
}
