package dev.flowbench.memory;

/**
 * How like two texts are. What is needed to compare a text is worked out once, when it is remembered, and kept beside
 * it. Safe for many threads.
 */
interface Likeness {
    /** Which way of comparing this is. Prints of one are worth nothing to another. */
    String name();

    /** All that is needed to compare this text with others. */
    byte[] print(String text);

    /** Begins to compare a text with others. */
    Comparison compare(String query);

    /** A text being compared with others. For one thread. */
    interface Comparison {
        /** Adds one of the others. */
        void add(byte[] print);

        /** How like the query each of the others is, 0 (not at all) to 1, in the order in which they were added. */
        double[] scores();
    }
}
