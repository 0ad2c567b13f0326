package dev.flowbench.app;

import dev.flowbench.engine.EnginePorts;
import dev.flowbench.model.recorded.Cassette;
import dev.flowbench.model.recorded.RecordedModel;
import dev.flowbench.model.recorded.RecordedTools;

/** The world as a recorded run met it: its models, tools and memory answer as they did then, and nothing is called. */
record RecordedWorld(Cassette cassette) implements Simulation {
    @Override
    public EnginePorts in(EnginePorts real) {
        var tools = new RecordedTools(cassette, real.tools());
        return new EnginePorts(new RecordedModel(cassette), tools, tools, real.prices(), real.journal(),
                real.scheduler(), real.redact());
    }
}
