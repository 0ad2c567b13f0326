package dev.flowbench.app;

import dev.flowbench.engine.EnginePorts;
import dev.flowbench.engine.RunListener;

/** What stands in for the world of one run, so that nothing real is done. For one run only. */
sealed interface Simulation permits SimulatedWorld, RecordedWorld {
    /** The same world, with stand-ins. Its journal, clock and prices are real. */
    EnginePorts in(EnginePorts real);

    /** Hears the run as well as the listener does. */
    default RunListener hearing(RunListener listener) {
        return listener;
    }
}
