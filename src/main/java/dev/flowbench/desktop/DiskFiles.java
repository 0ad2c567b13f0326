package dev.flowbench.desktop;

import dev.flowbench.app.CompanionFiles;
import dev.flowbench.desktop.desk.DocumentFiles;
import dev.flowbench.desktop.desk.FileStamp;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.Document;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.DocumentSaver;
import dev.flowbench.flow.file.DocumentWriter;
import dev.flowbench.flow.file.UnreadableDocument;
import dev.flowbench.flow.file.UnsavedDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Documents as files, by the house's reader and writer. */
final class DiskFiles implements DocumentFiles {
    private final DocumentReader reader = new DocumentReader();
    private final DocumentWriter writer = new DocumentWriter();
    private final DocumentSaver saver = new DocumentSaver();

    @Override
    public Opened open(Path file) throws DocumentProblem {
        try {
            // The stamp first: who writes between the two reads is noticed when this document is saved.
            FileStamp stamp = Files.isRegularFile(file) && Files.size(file) <= DocumentReader.MAX_BYTES
                    ? stamp(file).orElse(FileStamp.NONE)
                    : FileStamp.NONE;
            Document document = reader.read(file);
            return new Opened(document.workflow(), stamp, document.readOnly(), document.canonical());
        } catch (UnreadableDocument e) {
            throw problem(e);
        } catch (IOException e) {
            throw new DocumentProblem(String.valueOf(e.getMessage()), "");
        }
    }

    private static DocumentProblem problem(UnreadableDocument e) {
        String whole = e.getMessage();
        // The message says place, what and way out in one line; a dialog shows the way out apart.
        String what = whole.endsWith(e.wayOut())
                ? whole.substring(0, whole.length() - e.wayOut().length()).strip()
                : whole;
        return new DocumentProblem(what, e.wayOut());
    }

    @Override
    public Workflow parse(String text) throws DocumentProblem {
        try {
            return reader.read(text).workflow();
        } catch (UnreadableDocument e) {
            throw problem(e);
        }
    }

    @Override
    public String text(Workflow workflow) {
        return writer.write(workflow);
    }

    @Override
    public FileStamp save(Path file, Workflow workflow) throws DocumentProblem {
        try {
            return new FileStamp(saver.save(file, workflow));
        } catch (UnsavedDocument e) {
            throw new DocumentProblem(e.what(), e.wayOut());
        }
    }

    @Override
    public Map<Path, Path> companions(Workflow workflow, Path from, Path to) throws IOException {
        return CompanionFiles.of(workflow, from, to);
    }

    @Override
    public void copy(Map<Path, Path> companions) throws IOException {
        CompanionFiles.copy(companions);
    }

    @Override
    public Optional<FileStamp> stamp(Path file) throws IOException {
        return DocumentSaver.fingerprint(file).map(FileStamp::new);
    }
}
