package dev.flowbench.app;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files that may stand beside a workflow {@code ID.flow.json}: its example inputs {@code ID.inputs.json} and the script
 * of the simulated model {@code ID.sim.json}. A link that leads out of the folder is none of them.
 *
 * @param flow the workflow's file
 */
public record Companions(Path flow) {
    /** How the name of a workflow file ends. */
    public static final String FLOW = ".flow.json";
    private static final String INPUTS = ".inputs.json";
    private static final String SCRIPT = ".sim.json";

    /** The example inputs; empty where there are none. */
    public Optional<Path> inputs() {
        return beside(INPUTS);
    }

    /** The script of the simulated model; empty where there is none. */
    public Optional<Path> script() {
        return beside(SCRIPT);
    }

    /** The file's name without its endings. */
    public String id() {
        String name = String.valueOf(flow.getFileName());
        return name.endsWith(FLOW)
                ? name.substring(0, name.length() - FLOW.length())
                : name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
    }

    private Optional<Path> beside(String ending) {
        @Nullable Path folder = flow.toAbsolutePath().getParent();
        Path file = flow.resolveSibling(id() + ending);
        return folder != null && Documents.isInside(folder, file) ? Optional.of(file) : Optional.empty();
    }
}
