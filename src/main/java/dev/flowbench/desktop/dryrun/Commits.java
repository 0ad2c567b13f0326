package dev.flowbench.desktop.dryrun;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.engine.CommitRequest;
import dev.flowbench.engine.DryRun;
import dev.flowbench.trace.RunTrace;
import java.util.List;
import java.util.function.Consumer;

/** Where dry runs are read, and what was approved of them is done. */
public interface Commits {
    /** Reads a dry run and what was committed of it. Blocks. */
    Report read(String run) throws Exception;

    /** Why arguments do not fit the tool; empty where they do. Blocks. */
    List<String> violations(String run, DryRun.Held held, JsonNode arguments) throws Exception;

    /**
     * Does what was approved. On the JavaFX thread; does not block.
     *
     * @param began takes the run when it is under way
     * @param failed takes what keeps it from beginning, for people; nothing was done then
     */
    void commit(RunTrace dry, CommitRequest request, Consumer<LiveRun> began, Consumer<String> failed);

    /** Goes on with a commit whose process ended. On the JavaFX thread; does not block. */
    void proceed(RunTrace dry, Consumer<LiveRun> began, Consumer<String> failed);

    /** Shows the run that commits. */
    void show(String commit);
}
