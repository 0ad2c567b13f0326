package dev.flowbench.app;

import dev.flowbench.model.simulated.Pace;
import dev.flowbench.model.simulated.SimScript;

/** Who answers in a run. A run is wholly simulated or not at all. */
public sealed interface Answers {
    /** The providers that the document names. Costs money. */
    Answers REAL = new Real();

    /** The providers that the document names. */
    record Real() implements Answers {}

    /**
     * The simulated model: no key, no network, no cost. Tools that would change something, and memory, are simulated as
     * well.
     *
     * @param script what it answers
     * @param pace how fast, where the script does not say
     */
    record Simulated(SimScript script, Pace pace) implements Answers {}

    /** Whether this is the simulated model. */
    default boolean simulated() {
        return this instanceof Simulated;
    }
}
