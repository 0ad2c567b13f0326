package dev.flowbench.desktop.approval;

import dev.flowbench.app.Runs;
import dev.flowbench.engine.event.What;
import dev.flowbench.trace.RunTrace;
import java.util.List;
import java.util.function.Consumer;

/** The runs that ask, and where answers go. */
public interface Questioners {
    /** What kept runs ask, oldest first. Blocks. */
    List<Asked> pending() throws Exception;

    /** A run as far as it has come, for what stands around a question. Blocks. */
    RunTrace trace(String run) throws Exception;

    /**
     * Answers a run under way. Blocks until the answer is durable.
     *
     * @return what became of it
     */
    Runs.Told decide(String run, What.ApprovalDecided decision) throws Exception;

    /**
     * Keeps in a run what was thought of something that it did without waiting, and that has ended. Blocks until that is
     * durable.
     *
     * @return what became of it
     */
    Runs.Told review(String run, What.ApprovalDecided decision) throws Exception;

    /**
     * Takes a run up again that no process owns, with answers, and shows it. On the JavaFX thread; does not block.
     *
     * @param done runs when it is under way
     * @param failed takes what went wrong, for people
     */
    void takeUp(String run, List<What.ApprovalDecided> decisions, Runnable done, Consumer<String> failed);
}
