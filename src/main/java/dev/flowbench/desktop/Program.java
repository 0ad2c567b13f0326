package dev.flowbench.desktop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.ForkOrder;
import dev.flowbench.app.Runs;
import dev.flowbench.app.Sheet;
import dev.flowbench.check.McpKnown;
import dev.flowbench.engine.CommitRequest;
import dev.flowbench.engine.ForkPreview;
import dev.flowbench.engine.ReplayReport;
import dev.flowbench.engine.Run;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Workflow;
import dev.flowbench.model.simulated.Faults;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the window needs of the program around it. Methods may block unless they say otherwise. */
public interface Program {
    /** The program itself: settings, keys, servers. Does not block. */
    Flowbench flowbench();

    /** Where bench data is kept. Does not block. */
    Path home();

    /** Names of the tools there are now, for checks. Does not block. */
    Set<String> toolNames();

    /** What is known of the MCP servers of this machine, for checks. */
    default McpKnown mcpKnown() {
        return McpKnown.NOTHING;
    }

    /** The workflow files of the samples, in the order in which they are shown. */
    List<Path> samples();

    /** The example inputs that stand beside a workflow file, by name; none where there are none. */
    Map<String, JsonNode> exampleInputs(Path file);

    /**
     * Makes sure that a live run may begin, before anything is shown of it. Asks a person where that is needed, and waits.
     *
     * @throws CannotStart if it may not
     */
    default void clear(Order order) throws CannotStart {}

    /**
     * Begins a run.
     *
     * @throws CannotStart if something is missing; nothing was called then
     */
    Run start(Order order, RunListener listener) throws CannotStart;

    /**
     * Takes a run up again that no process owns.
     *
     * @param raised caps in place of those it was started with, where they are set; null for none
     * @param decisions answers to what it asks
     * @throws CannotStart if it cannot be taken up; the message says why
     */
    Run resume(String run, @Nullable Budget raised, List<What.ApprovalDecided> decisions, RunListener listener)
            throws CannotStart;

    /**
     * What a run made from another would keep, send again and cost. Nothing is sent.
     *
     * @throws CannotStart if it cannot be made
     */
    ForkPreview preview(ForkOrder order) throws CannotStart;

    /**
     * Begins a run that takes from another what is the same.
     *
     * @throws CannotStart if it cannot be made; nothing was called then
     */
    Run fork(ForkOrder order, RunListener listener) throws CannotStart;

    /**
     * Goes over a run again without any effect.
     *
     * @param with the document to go over it with; null for its own
     * @throws CannotStart if it cannot be read or gone over
     */
    ReplayReport replay(String run, @Nullable Workflow with) throws CannotStart;

    /**
     * Does what was approved of a dry run.
     *
     * @throws CannotStart if it cannot be done as it was approved; nothing was done then
     */
    Run commit(CommitRequest request, RunListener listener) throws CannotStart;

    /** The runs that were kept. */
    Runs runs();

    /**
     * What somebody wants to run.
     *
     * @param file where it is kept, or where the sample is that it came from; null for none
     * @param simulated whether the simulated model answers
     * @param options how it goes: where it stands still, what is pinned
     * @param own whether it was written here
     * @param faults what the simulated model suffers
     * @param seed seed of everything drawn by chance
     */
    record Order(
            Workflow workflow, @Nullable Path file, Map<String, JsonNode> inputs, boolean simulated,
            RunOptions options, boolean own, Faults faults, long seed) {}

    /** A run that was not begun. */
    final class CannotStart extends Exception {
        private static final long serialVersionUID = 1L;

        private final String wayOut;
        private final boolean simulationHelps;
        private final boolean declined;
        private final transient @Nullable Sheet sheet;

        /**
         * @param message what is missing, for people
         * @param wayOut what to do
         * @param simulationHelps whether the simulated model could run it all the same
         */
        public CannotStart(String message, String wayOut, boolean simulationHelps) {
            this(message, wayOut, simulationHelps, null, false);
        }

        private CannotStart(String message, String wayOut, boolean simulationHelps, @Nullable Sheet sheet,
                boolean declined) {
            super(message);
            this.wayOut = wayOut;
            this.simulationHelps = simulationHelps;
            this.sheet = sheet;
            this.declined = declined;
        }

        /** Nobody has allowed it to run live here. */
        static CannotStart restricted(String message, String wayOut, Sheet sheet) {
            return new CannotStart(message, wayOut, true, sheet, false);
        }

        /** The person who was asked has not allowed it, and needs not be told so. */
        static CannotStart declined(String message) {
            return new CannotStart(message, "", false, null, true);
        }

        /** What it can do, where nobody has allowed it to run live here; null where that is not the reason. */
        public @Nullable Sheet sheet() {
            return sheet;
        }

        /** Whether the person who was asked has said no. */
        public boolean isDeclined() {
            return declined;
        }

        public String wayOut() {
            return wayOut;
        }

        public boolean simulationHelps() {
            return simulationHelps;
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
