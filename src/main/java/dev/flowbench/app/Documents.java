package dev.flowbench.app;

import dev.flowbench.check.Checks;
import dev.flowbench.check.McpKnown;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.Document;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.DocumentSaver;
import dev.flowbench.flow.file.DocumentWriter;
import dev.flowbench.flow.file.Position;
import dev.flowbench.flow.file.SemanticHash;
import dev.flowbench.flow.file.UnreadableDocument;
import dev.flowbench.flow.file.UnsavedDocument;
import dev.flowbench.flow.file.WorkspacePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Workflow files of the user. Methods that take a path block; for any thread. */
public final class Documents {
    private final DocumentReader reader = new DocumentReader();
    private final DocumentWriter writer = new DocumentWriter();
    private final DocumentSaver saver = new DocumentSaver();
    private final Checks checks;

    /**
     * @param tools names of the tools there are, asked at each check
     * @param servers the MCP servers of this machine
     */
    Documents(Supplier<Set<String>> tools, McpKnown servers) {
        this.checks = new Checks(new Ports(), tools, servers);
    }

    /**
     * A problem and where in the file it is.
     *
     * @param problem what is wrong
     * @param position line and column of it
     */
    public record Located(Problem problem, Position position) {}

    /**
     * Reads a file. Nothing in it is run.
     *
     * @throws UnreadableDocument if it is no workflow document at all; the message names place and way out
     */
    public Document open(Path file) throws UnreadableDocument {
        return reader.read(file);
    }

    /** All problems of a document, the worst first, each with its place. */
    public List<Located> problems(Document document) {
        return checks.of(document).stream()
                .map(problem -> new Located(problem, document.positions().locate(problem.pointer()))).toList();
    }

    /** The errors that keep a document from running, each with its place. Empty when it can run. */
    public List<Problem> beforeRun(Workflow workflow) {
        return checks.beforeRun(workflow);
    }

    /**
     * The other documents that a document uses, and those use in turn, as far as they are there and inside the folder of
     * its file; what is missing is said when the run is planned.
     *
     * @param file of the document; null for one never saved, which can use none
     * @return by path from the file's folder
     * @throws UnreadableDocument if one of them is no workflow document
     */
    Map<String, Workflow> others(Workflow workflow, @Nullable Path file) throws UnreadableDocument {
        var others = new TreeMap<String, Workflow>();
        @Nullable Path folder = file == null ? null : file.toAbsolutePath().normalize().getParent();
        var open = new ArrayDeque<Map.Entry<String, Workflow>>();
        open.add(Map.entry("", workflow));
        while (folder != null && !open.isEmpty()) {
            Map.Entry<String, Workflow> from = open.remove();
            for (String path : named(from.getKey(), from.getValue())) {
                if (!others.containsKey(path) && isInside(folder, folder.resolve(path))) {
                    Workflow other = reader.read(folder.resolve(path)).workflow();
                    others.put(path, other);
                    open.add(Map.entry(path, other));
                }
            }
        }
        return others;
    }

    /** Those of other documents that a document uses, and those use in turn. */
    static Map<String, Workflow> reached(Workflow workflow, Map<String, Workflow> others) {
        var reached = new TreeMap<String, Workflow>();
        var open = new ArrayDeque<Map.Entry<String, Workflow>>();
        open.add(Map.entry("", workflow));
        while (!open.isEmpty()) {
            Map.Entry<String, Workflow> from = open.remove();
            for (String path : named(from.getKey(), from.getValue())) {
                @Nullable Workflow other = others.get(path);
                if (other != null && reached.putIfAbsent(path, other) == null) {
                    open.add(Map.entry(path, other));
                }
            }
        }
        return reached;
    }

    /** The documents that one names, by path from the first one's folder. */
    static Set<String> named(String from, Workflow workflow) {
        var paths = new LinkedHashSet<String>();
        for (ToolDeclaration tool : workflow.tools().values()) {
            @Nullable String path = tool.subflow() == null
                    ? null
                    : WorkspacePath.resolve(from, tool.subflow().file());
            if (path != null) {
                paths.add(path);
            }
        }
        workflow.graph().forEach(node -> {
            if (node.kind() instanceof Subflow subflow && subflow.file() != null) {
                @Nullable String path = WorkspacePath.resolve(from, subflow.file());
                if (path != null) {
                    paths.add(path);
                }
            }
        });
        return paths;
    }

    /** A link must not lead out of the folder either. */
    static boolean isInside(Path folder, Path file) {
        try {
            return Files.isRegularFile(file) && file.toRealPath().startsWith(folder.toRealPath());
        } catch (IOException _) {
            return false;
        }
    }

    /** What keeps another document from running, in words that name its file. */
    List<Problem> beforeRun(String path, Workflow other) {
        // Whether a file is inside is a matter of the first document's folder, not of this one's.
        return beforeRun(other).stream().filter(problem -> !problem.code().equals("FILE_OUTSIDE"))
                .map(problem -> new Problem(problem.severity(), problem.code(),
                        AppTexts.text("run.otherDocument", path, problem.message()), problem.wayOut(), null, null, ""))
                .toList();
    }

    /** Names what a document means: equal for documents that differ only in layout, titles and notes. */
    String hash(Workflow workflow) {
        return SemanticHash.of(workflow);
    }

    /** The canonical text of a document. */
    public String text(Workflow workflow) {
        return writer.write(workflow);
    }

    /**
     * Writes a file in canonical form, whole or not at all, over whatever stands in it.
     *
     * @return the fingerprint of the file now, for {@link #saver}
     * @throws UnsavedDocument if it cannot be written; what was there before is still there
     */
    public String save(Path file, Workflow workflow) throws UnsavedDocument {
        return saver.save(file, workflow);
    }

    /** Saves with an eye on what others wrote meanwhile. */
    public DocumentSaver saver() {
        return saver;
    }
}
