package dev.flowbench.app;

import dev.flowbench.model.simulated.Faults;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.model.simulated.SimScript;
import java.nio.file.Path;

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
     * @param faults what its calls suffer beside what the script says
     */
    record Simulated(SimScript script, Pace pace, Faults faults) implements Answers {
        public Simulated(SimScript script, Pace pace) {
            this(script, pace, Faults.NONE);
        }
    }

    /**
     * A recorded run: no key, no network, no cost. What was not recorded fails.
     *
     * @param recording a run as {@link Runs#export} wrote it
     */
    record Recorded(Path recording) implements Answers {}

    /** Whether nothing real is called. */
    default boolean simulated() {
        return !(this instanceof Real);
    }
}
