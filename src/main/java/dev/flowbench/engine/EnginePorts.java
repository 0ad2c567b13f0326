package dev.flowbench.engine;

import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.engine.port.Tools;

/** What the engine needs of the world. */
public record EnginePorts(
        ChatModel model, Tools tools, Memory memory, Prices prices, Journal journal, Scheduler scheduler) {
    /** Without tools and memory. */
    public EnginePorts(ChatModel model, Prices prices, Journal journal, Scheduler scheduler) {
        this(model, Tools.NONE, Memory.NONE, prices, journal, scheduler);
    }

    /** The same with another model: the simulated one, say. */
    public EnginePorts with(ChatModel other) {
        return new EnginePorts(other, tools, memory, prices, journal, scheduler);
    }
}
