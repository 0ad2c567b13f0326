package dev.flowbench.engine;

import java.util.Locale;

/** How far a run that stands still goes on. */
public sealed interface How {
    /** As it is told. */
    String told();

    /** Ways that need nothing else. */
    enum Steps implements How {
        /** To the next breakpoint, or its end. */
        RUN,
        /** One step begins; of a frame, the step in it comes next. */
        INTO,
        /** One step and all in it. */
        OVER,
        /** To the end of the frame around the step. */
        OUT;

        @Override
        public String told() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Until that node is about to begin, in whatever frame.
     *
     * @param node its id
     */
    record To(String node) implements How {
        @Override
        public String told() {
            return "to " + node;
        }
    }
}
