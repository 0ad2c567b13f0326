package dev.flowbench.app;

import dev.flowbench.check.Checks;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.Document;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.DocumentSaver;
import dev.flowbench.flow.file.DocumentWriter;
import dev.flowbench.flow.file.Position;
import dev.flowbench.flow.file.SemanticHash;
import dev.flowbench.flow.file.UnreadableDocument;
import dev.flowbench.flow.file.UnsavedDocument;
import java.nio.file.Path;
import java.util.List;

/** Workflow files of the user. Methods that take a path block; for any thread. */
public final class Documents {
    private final DocumentReader reader = new DocumentReader();
    private final DocumentWriter writer = new DocumentWriter();
    private final DocumentSaver saver = new DocumentSaver();
    private final Checks checks = new Checks();

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
