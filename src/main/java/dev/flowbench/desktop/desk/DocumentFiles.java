package dev.flowbench.desktop.desk;

import dev.flowbench.flow.Workflow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Documents on the disk. Methods block: call them off the JavaFX thread. */
public interface DocumentFiles {
    /**
     * What was read.
     *
     * @param readOnly a newer version's document: it can be looked at and run, not edited
     * @param canonical whether saving writes the same bytes again
     */
    record Opened(Workflow workflow, FileStamp stamp, boolean readOnly, boolean canonical) {}

    /**
     * Reads a file.
     *
     * @throws DocumentProblem if it cannot be read, with the place and the way out
     */
    Opened open(Path file) throws DocumentProblem;

    /** Reads a text, as kept in bench data. */
    Workflow parse(String text) throws DocumentProblem;

    /** The document as the text of a file. */
    String text(Workflow workflow);

    /**
     * Writes a file whole or not at all.
     *
     * @throws DocumentProblem if it cannot be written; the file is as it was
     */
    FileStamp save(Path file, Workflow workflow) throws DocumentProblem;

    /**
     * The files that a workflow would leave behind when it is saved in another place.
     *
     * @param from its file, or that of the sample that it is a copy of
     * @return where each would be copied, by where it is; nothing that exists is overwritten
     */
    Map<Path, Path> companions(Workflow workflow, Path from, Path to) throws IOException;

    /** Copies such files; overwrites none. */
    void copy(Map<Path, Path> companions) throws IOException;

    /** The stamp of what is in the file now; empty where there is no file. */
    Optional<FileStamp> stamp(Path file) throws IOException;

    /** A document that cannot be read. */
    final class DocumentProblem extends Exception {
        private static final long serialVersionUID = 1L;

        private final String wayOut;

        /**
         * @param message what is wrong and where, for people
         * @param wayOut what to do; may be empty
         */
        public DocumentProblem(String message, String wayOut) {
            super(message);
            this.wayOut = wayOut;
        }

        public String wayOut() {
            return wayOut;
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
