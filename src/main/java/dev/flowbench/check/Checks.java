package dev.flowbench.check;

import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Problem.Severity;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.Document;
import dev.flowbench.flow.file.DocumentReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is wrong with a document without running it. Fast enough to be asked on every keystroke: what was derived from
 * a node is kept in the {@link Ports} it is made with. For any thread.
 */
public final class Checks {
    private static final Set<String> STOPS_A_RUN = Set.of("UNKNOWN_KIND");

    private final Ports ports;
    private final @Nullable Supplier<Set<String>> tools;
    private final McpKnown servers;
    private final DocumentReader reader = new DocumentReader();

    public Checks() {
        this(new Ports());
    }

    /** @param ports shared with whoever else asks about the same documents */
    public Checks(Ports ports) {
        this(ports, null);
    }

    /**
     * @param ports shared with whoever else asks about the same documents
     * @param tools names of the tools on this machine at the time, so that others are found; null where they are not known
     */
    public Checks(Ports ports, @Nullable Supplier<Set<String>> tools) {
        this(ports, tools, McpKnown.NOTHING);
    }

    /**
     * @param ports shared with whoever else asks about the same documents
     * @param tools names of the tools on this machine at the time, so that others are found; null where they are not known
     * @param servers the MCP servers of this machine
     */
    public Checks(Ports ports, @Nullable Supplier<Set<String>> tools, McpKnown servers) {
        this.ports = ports;
        this.tools = tools;
        this.servers = servers;
    }

    /**
     * All problems of a document as it was read, the worst first, else in the order of the file. Their pointers lead into
     * the file's text; {@link Document#positions()} turns them into lines.
     */
    public List<Problem> of(Document document) {
        DocumentCheck check = checked(document.workflow());
        return sorted(document.problems(), check.problems());
    }

    /** All problems of a workflow that is being edited, the worst first. Their pointers lead into its canonical text. */
    public List<Problem> of(Workflow workflow) {
        DocumentCheck check = checked(workflow);
        return sorted(check.hasUnread() ? reader.unread(workflow) : List.of(), check.problems());
    }

    private DocumentCheck checked(Workflow workflow) {
        var check = new DocumentCheck(workflow, ports, known(workflow), tools == null ? null : tools.get(),
                servers);
        check.run();
        return check;
    }

    /** The tools of this machine, and those that the document declares. */
    private @Nullable Set<String> known(Workflow workflow) {
        if (tools == null || workflow.tools().isEmpty()) {
            return tools == null ? null : tools.get();
        }
        var all = new HashSet<>(tools.get());
        all.addAll(workflow.tools().keySet());
        return all;
    }

    /**
     * What keeps a workflow from running: its errors, and what this version does not know. Empty when it can run.
     */
    public List<Problem> beforeRun(Workflow workflow) {
        return of(workflow).stream()
                .map(problem -> STOPS_A_RUN.contains(problem.code()) ? asError(problem) : problem)
                .filter(Problem::isError)
                .toList();
    }

    private static Problem asError(Problem problem) {
        return new Problem(Severity.ERROR, problem.code(), problem.message(), problem.wayOut(), problem.node(),
                problem.field(), problem.pointer());
    }

    private static List<Problem> sorted(List<Problem> read, List<Problem> found) {
        var all = new ArrayList<Problem>(read.size() + found.size());
        all.addAll(read);
        all.addAll(found);
        all.sort(Comparator.comparing(Problem::severity));
        return List.copyOf(all);
    }
}
