package dev.flowbench.engine;

/**
 * The identity of a step in its run, by which resume, replay and a simulated answer find it: node id, with the enclosing
 * frames and the child each time, as in {@code polish/generator#2/draft}. {@code #2} is the second round, vote or item of
 * that child, {@code #a17} the item or subtask of that name; a child that runs once has none. A graph that a checkpoint sent
 * back to its beginning carries {@code ~2}, as in {@code phase/body~2/draft}. Attempts are not in it.
 */
public final class StepKey {
    private StepKey() {}

    /** The prefix of all steps in a child that runs once. */
    static String child(String frameKey, String child) {
        return frameKey + '/' + child + '/';
    }

    /** The prefix of all steps in one round, vote or item, from 0. */
    static String child(String frameKey, String child, int index) {
        return frameKey + '/' + child + '#' + (index + 1) + '/';
    }

    /** The prefix of all steps in one item or subtask that has a name of its own. */
    static String child(String frameKey, String child, String name) {
        return frameKey + '/' + child + '#' + escaped(name) + '/';
    }

    /** The prefix of all steps of a later visit of the graph with that prefix. */
    static String again(String prefix, int visit) {
        return prefix.isEmpty() ? "~" + visit + '/' : prefix.substring(0, prefix.length() - 1) + '~' + visit + '/';
    }

    // What separates the parts of a key, and what does not print, must not stand in a name.
    private static String escaped(String name) {
        var escaped = new StringBuilder(name.length() + 8);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '%' || c == '/' || c == '#' || c == '~' || c <= ' ' || c >= 0x7f && c < 0xa0) {
                escaped.append('%').append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
