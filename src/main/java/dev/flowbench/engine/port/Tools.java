package dev.flowbench.engine.port;

import java.util.List;
import java.util.Optional;

/** The tools that workflows may name. */
public interface Tools {
    /** No tools. */
    Tools NONE = List::of;

    /** All of them, in the order in which people see them. */
    List<Tool> all();

    /** The tool of that name; empty where there is none. */
    default Optional<Tool> tool(String name) {
        return all().stream().filter(tool -> tool.definition().name().equals(name)).findFirst();
    }
}
