package dev.flowbench.engine;

/**
 * The identity of a step in its run, by which resume, replay and a simulated answer find it: node id, with the enclosing
 * frames and the child each time, as in {@code polish/generator#2/draft}. {@code #2} is the second round, vote or item of
 * that child; a child that runs once has none. A later visit of a node carries {@code ~2}. Attempts are not in it.
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
}
