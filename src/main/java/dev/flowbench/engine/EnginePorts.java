package dev.flowbench.engine;

import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.engine.port.Scheduler;

/** What the engine needs of the world. */
public record EnginePorts(ChatModel model, Prices prices, Journal journal, Scheduler scheduler) {
    /** The same with another model: the simulated one, say. */
    public EnginePorts with(ChatModel other) {
        return new EnginePorts(other, prices, journal, scheduler);
    }
}
