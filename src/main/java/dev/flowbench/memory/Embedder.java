package dev.flowbench.memory;

import java.util.List;

/** Turns texts into vectors, so that what means the same lies close together. Safe for many threads; may block. */
public interface Embedder {
    /** Which model it is, and where. Vectors of one are worth nothing to another. */
    String name();

    /**
     * A vector for each text, in their order, all of one length.
     *
     * @throws Failed if there are none now
     */
    List<float[]> embed(List<String> texts) throws Failed;

    /** Why there are no vectors: a sentence for people, without any secret. */
    final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(String why, Throwable cause) {
            super(why, cause);
        }

        Failed(String why) {
            super(why);
        }

        /** The sentence. */
        public String why() {
            return String.valueOf(getMessage());
        }
    }
}
