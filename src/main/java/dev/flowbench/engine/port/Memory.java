package dev.flowbench.engine.port;

import java.util.List;

/** What workflows remember from run to run. Called on virtual threads, many at once; may block. */
public interface Memory {
    /** Remembers nothing. */
    Memory NONE = new Memory() {
        @Override
        public List<Entry> recall(String scope, String query, int k) {
            return List.of();
        }

        @Override
        public void remember(String scope, String id, String text, long at) {}
    };

    /** Whether it is only pretended: what is remembered is forgotten with the run. */
    default boolean simulated() {
        return false;
    }

    /**
     * The entries most like the query, likest first; fewer where there are fewer that are like it at all.
     *
     * @param scope whose memory
     * @param k how many at most, from 1
     */
    List<Entry> recall(String scope, String query, int k) throws ToolException;

    /**
     * Remembers a text. Under an id that is there already, it takes the place of that entry: writing twice is the same as
     * once.
     *
     * @param at microseconds since 1970-01-01T00:00Z
     */
    void remember(String scope, String id, String text, long at) throws ToolException;

    /**
     * One thing remembered.
     *
     * @param score how like the query it is, 0 to 1
     * @param at when it was written, microseconds since 1970-01-01T00:00Z
     * @param note what people should know of how it was found, a sentence; empty where there is nothing to say
     */
    record Entry(String id, String text, double score, long at, String note) {
        /** One of which there is nothing more to say. */
        public Entry(String id, String text, double score, long at) {
            this(id, text, score, at, "");
        }
    }
}
