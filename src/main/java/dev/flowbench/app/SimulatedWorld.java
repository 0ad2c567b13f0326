package dev.flowbench.app;

import dev.flowbench.engine.EnginePorts;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.Progress;
import dev.flowbench.memory.ScratchMemory;
import dev.flowbench.model.simulated.Faults;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.model.simulated.SimScript;
import dev.flowbench.model.simulated.SimulatedModel;
import dev.flowbench.model.simulated.SimulatedTools;

/**
 * The world of one simulated run, in which nothing real is done: models, tools that would change something or reach beyond
 * this machine, and memory are all stand-ins. For one run only: it remembers what that run remembers.
 */
final class SimulatedWorld implements Simulation {
    private final SimScript script;
    private final Pace pace;
    private final Faults faults;
    private final long seed;
    private final ScratchMemory memory;

    SimulatedWorld(SimScript script, Pace pace, Faults faults, long seed) {
        this.script = script;
        this.pace = pace;
        this.faults = faults;
        this.seed = seed;
        this.memory = new ScratchMemory(script.memory());
    }

    @Override
    public EnginePorts in(EnginePorts real) {
        return new EnginePorts(new SimulatedModel(script, pace, faults), new SimulatedTools(real.tools(), script, seed),
                memory, real.prices(), real.journal(), real.scheduler(), real.redact());
    }

    /** Its memory is what the run's events say. */
    @Override
    public RunListener hearing(RunListener listener) {
        return new RunListener() {
            @Override
            public void event(Event event) {
                memory.hear(event);
                listener.event(event);
            }

            @Override
            public void progress(Progress progress) {
                listener.progress(progress);
            }

            @Override
            public void durable(long seq) {
                listener.durable(seq);
            }
        };
    }
}
