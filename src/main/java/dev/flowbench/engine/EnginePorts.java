package dev.flowbench.engine;

import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.engine.port.Tools;
import java.util.function.UnaryOperator;

/**
 * What the engine needs of the world.
 *
 * @param redact takes secrets out of a text; whatever comes in passes it before it is used or recorded. Any thread; gives
 *     back the same object where there is nothing to take out
 */
public record EnginePorts(
        ChatModel model,
        Tools tools,
        Memory memory,
        Prices prices,
        Journal journal,
        Scheduler scheduler,
        UnaryOperator<String> redact) {
    /** Where there are no secrets. */
    public EnginePorts(ChatModel model, Tools tools, Memory memory, Prices prices, Journal journal,
            Scheduler scheduler) {
        this(model, tools, memory, prices, journal, scheduler, UnaryOperator.identity());
    }

    /** Without tools and memory. */
    public EnginePorts(ChatModel model, Prices prices, Journal journal, Scheduler scheduler) {
        this(model, Tools.NONE, Memory.NONE, prices, journal, scheduler);
    }

    /** The same with another model: the simulated one, say. */
    public EnginePorts with(ChatModel other) {
        return new EnginePorts(other, tools, memory, prices, journal, scheduler, redact);
    }

    /** The same with something that takes secrets out of texts. */
    public EnginePorts with(UnaryOperator<String> other) {
        return new EnginePorts(model, tools, memory, prices, journal, scheduler, other);
    }
}
