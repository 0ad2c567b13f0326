package dev.flowbench.desktop.desk;

import dev.flowbench.desktop.bench.RecentFiles;
import dev.flowbench.desktop.bench.UnsavedWork;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Dialogs.Choice;
import dev.flowbench.desktop.kit.Questions;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * The documents that are open, and the way they come and go. Files are read and written in the background; whatever goes
 * wrong leaves everything else as it was. On the JavaFX thread.
 */
public final class Desk {
    /** How the name of a workflow's file ends. */
    public static final String ENDING = ".flow.json";

    private static final Words WORDS = Words.beside(Desk.class);
    private static final String UNTITLED = "untitled";
    private static final int NAMED = 4;

    private final DocumentFiles files;
    private final FilePicker picker;
    private final Questions questions;
    private final Background background;
    private final RecentFiles recent;
    private final UnsavedWork unsaved;
    private final Authorship authorship;
    private final CopyKeys keys = CopyKeys.ofThisProcess();
    private final ObservableList<OpenDocument> documents = FXCollections.observableArrayList();
    private final ObjectProperty<@Nullable OpenDocument> active = new SimpleObjectProperty<>();
    private final ObjectProperty<String> said = new SimpleObjectProperty<>("");
    private int untitled;

    /** @param authorship knows what was written here */
    public Desk(DocumentFiles files, FilePicker picker, Questions questions, Background background, RecentFiles recent,
            UnsavedWork unsaved, Authorship authorship) {
        this.files = files;
        this.picker = picker;
        this.questions = questions;
        this.background = background;
        this.recent = recent;
        this.unsaved = unsaved;
        this.authorship = authorship;
    }

    /** In the order of their tabs. */
    public ObservableList<OpenDocument> documents() {
        return documents;
    }

    /** The one in front; null where none is open. */
    public ObjectProperty<@Nullable OpenDocument> activeProperty() {
        return active;
    }

    public @Nullable OpenDocument active() {
        return active.get();
    }

    public RecentFiles recent() {
        return recent;
    }

    /** What happened last, for the status line: "Saved …". */
    public ObjectProperty<String> saidProperty() {
        return said;
    }

    /** Puts a new, empty workflow on the desk. */
    public void create() {
        untitled++;
        String name = untitled == 1 ? WORDS.text("untitled") : WORDS.text("untitled.n", untitled);
        String id = untitled == 1 ? UNTITLED : UNTITLED + "-" + untitled;
        put(written(new OpenDocument(new FlowDocument(Workflow.empty(id, name), null, false), keys.next(), null)));
    }

    /** Asks which files, and opens them. */
    public void open() {
        picker.open(folder()).forEach(this::open);
    }

    /** Opens a file; one that is open already comes to the front. */
    public void open(Path file) {
        Path whole = file.toAbsolutePath().normalize();
        for (OpenDocument each : documents) {
            if (whole.equals(each.flow().fileProperty().get())) {
                active.set(each);
                return;
            }
        }
        background.run(() -> read(whole), read -> {
            DocumentFiles.Opened opened = read.opened();
            recent.add(whole);
            put(document(whole, read));
            said.set(opened.readOnly()
                    ? WORDS.text("said.readOnly", whole.getFileName())
                    : opened.canonical()
                            ? WORDS.text("said.opened", whole.getFileName())
                            : WORDS.text("said.rewrites", whole.getFileName()));
        }, problem -> {
            if (!Files.exists(whole)) {
                recent.remove(whole);
            }
            questions.error(WORDS.text("open.failed", whole.getFileName()), said(problem),
                    problem instanceof DocumentFiles.DocumentProblem known
                            ? known.wayOut()
                            : WORDS.text("open.wayOut"));
        });
    }

    /** @param own whether it was written here */
    private record Read(DocumentFiles.Opened opened, boolean own) {}

    private Read read(Path file) throws DocumentFiles.DocumentProblem {
        DocumentFiles.Opened opened = files.open(file);
        return new Read(opened, authorship.isOwn(opened.workflow(), file));
    }

    private OpenDocument document(Path file, Read read) {
        OpenDocument document = new OpenDocument(
                new FlowDocument(read.opened().workflow(), file, read.opened().readOnly()), keys.next(),
                read.opened().stamp());
        document.own(read.own());
        return document;
    }

    private static OpenDocument written(OpenDocument document) {
        document.own(true);
        return document;
    }

    /**
     * Opens a sample as a new, unsaved workflow, so that the sample stays as it is.
     *
     * @param file the sample's file
     */
    public void openCopy(Path file) {
        background.run(() -> files.open(file), opened -> {
            put(written(
                    new OpenDocument(new FlowDocument(opened.workflow(), null, false), keys.next(), null, file)));
        }, problem -> questions.error(WORDS.text("open.failed", file.getFileName()), said(problem), ""));
    }

    /** Puts a workflow that comes from no file on the desk, as one that was never saved. */
    public OpenDocument put(Workflow workflow) {
        OpenDocument document = new OpenDocument(new FlowDocument(workflow, null, false), keys.next(), null);
        put(document);
        background.run(() -> authorship.isOwn(workflow, null), document::own, _ -> {
            // Not known to be: asked about when it is to run live.
        });
        return document;
    }

    /** Saves the document in front. */
    public void save() {
        OpenDocument document = active.get();
        if (document != null) {
            save(document, () -> {
            });
        }
    }

    /** Asks where, and saves the document in front there. */
    public void saveAs() {
        OpenDocument document = active.get();
        if (document != null) {
            saveAs(document, () -> {
            });
        }
    }

    /**
     * Saves.
     *
     * @param then runs when it is saved; not when the user gives up or it fails
     */
    public void save(OpenDocument document, Runnable then) {
        Path file = document.flow().fileProperty().get();
        if (file == null || document.flow().isReadOnly()) {
            saveAs(document, then);
            return;
        }
        FileStamp known = document.stamp();
        background.run(() -> files.stamp(file), found -> {
            if (found.isPresent() && known != null && !found.get().equals(known)) {
                changedOnDisk(document, file, then);
            } else {
                write(document, file, then);
            }
        }, problem -> cannotSave(document, file, problem, then));
    }

    private void changedOnDisk(OpenDocument document, Path file, Runnable then) {
        questions.ask(WORDS.text("changed.title"), WORDS.text("changed.text", file.getFileName()),
                Choice.primary(WORDS.text("changed.saveAs"), () -> saveAs(document, then)),
                Choice.plain(WORDS.text("changed.reload"), () -> reload(document, file)),
                Choice.danger(WORDS.text("changed.overwrite"), () -> write(document, file, then)));
    }

    private void reload(OpenDocument document, Path file) {
        background.run(() -> read(file), read -> {
            int at = documents.indexOf(document);
            remove(document);
            put(document(file, read), at);
        }, problem -> questions.error(WORDS.text("open.failed", file.getFileName()), said(problem), ""));
    }

    private void saveAs(OpenDocument document, Runnable then) {
        Path now = document.flow().fileProperty().get();
        String name = now != null ? now.getFileName().toString() : document.flow().workflow().id() + ENDING;
        Optional<Path> chosen = picker.save(now == null ? folder() : now.getParent(), name);
        chosen.ifPresent(path -> {
            Path file = path.getFileName().toString().contains(".")
                    ? path
                    : path.resolveSibling(path.getFileName() + ENDING);
            takeName(document, file);
            write(document, file.toAbsolutePath().normalize(), document.origin(), then);
        });
    }

    /** Saves in another place; what stands beside the workflow and is needed there may come along. */
    private void write(OpenDocument document, Path file, @Nullable Path from, Runnable then) {
        if (from == null || from.toAbsolutePath().normalize().equals(file)) {
            write(document, file, then);
            return;
        }
        Workflow workflow = document.flow().workflow();
        background.run(() -> files.companions(workflow, from, file), along -> {
            if (along.isEmpty()) {
                write(document, file, then);
                return;
            }
            questions.ask(WORDS.text("along.title", along.size()),
                    WORDS.text("along.text", along.size(), named(along.values(), file)),
                    Choice.primary(WORDS.text("along.do"), () -> write(document, file, () -> copy(along, file, then))),
                    Choice.plain(WORDS.text("along.without"), () -> write(document, file, then)));
        }, _ -> write(document, file, then));
    }

    /** What would come along, in few words: files beside, folders by their name. */
    private static String named(Collection<Path> along, Path file) {
        Path folder = file.toAbsolutePath().resolveSibling("");
        List<String> names = along.stream().map(each -> folder.relativize(each))
                .map(each -> each.getNameCount() > 1 ? each.getName(0) + "/" : each.toString()).distinct().toList();
        String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return names.size() > NAMED ? WORDS.text("along.more", first, names.size() - NAMED) : first;
    }

    private void copy(Map<Path, Path> along, Path file, Runnable then) {
        background.run(() -> {
            files.copy(along);
            return along.size();
        }, count -> {
            said.set(WORDS.text("said.along", file.getFileName(), count));
            then.run();
        }, problem -> questions.error(WORDS.text("along.failed", file.getFileName()), said(problem),
                WORDS.text("along.wayOut")));
    }

    /** A workflow that has no name of its own yet takes that of its file. */
    private static void takeName(OpenDocument document, Path file) {
        Workflow workflow = document.flow().workflow();
        String base = file.getFileName().toString().replaceFirst("(\\.flow)?\\.json$", "");
        String id = base.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|-+$",
                "");
        if (workflow.id().startsWith(UNTITLED) && !id.isEmpty()) {
            String spaced = base.replace('-', ' ').strip();
            String name = workflow.displayName().startsWith(WORDS.text("untitled")) && !spaced.isEmpty()
                    ? Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1)
                    : workflow.name();
            document.flow().apply(WORDS.text("edit.name"), now -> now.named(id, name, now.note()));
        }
    }

    private void write(OpenDocument document, Path file, Runnable then) {
        Workflow workflow = document.flow().workflow();
        boolean own = document.isOwn();
        background.run(() -> {
            FileStamp stamp = files.save(file, workflow);
            if (own) {
                authorship.own(workflow, file);
            }
            return stamp;
        }, stamp -> {
            if (document.flow().workflow() == workflow) {
                document.saved(file, stamp);
            } else {
                // Typed on meanwhile: the file has the older state, the document stays unsaved.
                document.moved(file);
            }
            forget(document);
            recent.add(file);
            said.set(WORDS.text("said.saved", file.getFileName()));
            then.run();
        }, problem -> cannotSave(document, file, problem, then));
    }

    private void cannotSave(OpenDocument document, Path file, Exception problem, Runnable then) {
        questions.error(WORDS.text("save.failed", file.getFileName()), said(problem), WORDS.text("save.wayOut"),
                Choice.primary(WORDS.text("changed.saveAs"), () -> saveAs(document, then)));
    }

    /** Closes the document in front. */
    public void close() {
        OpenDocument document = active.get();
        if (document != null) {
            close(document, () -> {
            });
        }
    }

    /**
     * Closes a document; asks first where work would be lost.
     *
     * @param then runs when it is closed; not when the user gives up
     */
    public void close(OpenDocument document, Runnable then) {
        if (!document.hasUnsavedWork()) {
            remove(document);
            then.run();
            return;
        }
        active.set(document);
        questions.ask(WORDS.text("close.title", document.title()), WORDS.text("close.text"),
                Choice.primary(WORDS.text("close.save"), () -> save(document, () -> {
                    remove(document);
                    then.run();
                })),
                Choice.danger(WORDS.text("close.discard"), () -> {
                    remove(document);
                    then.run();
                }));
    }

    /** Closes all, one after another; stops where the user gives up. */
    public void closeAll(Runnable then) {
        if (documents.isEmpty()) {
            then.run();
        } else {
            close(documents.getLast(), () -> closeAll(then));
        }
    }

    /** Keeps a copy of every document with unsaved work; to be called every few seconds. */
    public void keepCopies() {
        for (OpenDocument document : documents) {
            Workflow workflow = document.flow().workflow();
            if (document.hasUnsavedWork() && document.kept() != workflow) {
                document.keep(workflow);
                Path file = document.flow().fileProperty().get();
                boolean own = document.isOwn();
                background.run(() -> {
                    unsaved.keep(new UnsavedWork.Copy(document.key(), workflow.displayName(),
                            file == null ? "" : file.toString(), files.text(workflow), own));
                    return true;
                }, _ -> {
                    if (document.kept() == null) {
                        unsaved.forget(document.key()); // Saved or closed meanwhile.
                    }
                }, _ -> document.keep(null));
            } else if (!document.hasUnsavedWork()) {
                forget(document);
            }
        }
    }

    /** Copies that a program left behind which is gone. */
    public List<UnsavedWork.Copy> leftBehind() {
        return unsaved.left().stream().filter(copy -> keys.isAbandoned(copy.key())).toList();
    }

    /** Puts copies on the desk, with their work unsaved. */
    public void restore(List<UnsavedWork.Copy> copies) {
        for (UnsavedWork.Copy copy : copies) {
            background.run(() -> files.parse(copy.text()), workflow -> {
                Path file = copy.file().isEmpty() ? null : Path.of(copy.file());
                OpenDocument document = new OpenDocument(new FlowDocument(workflow, file, false), keys.next(), null);
                document.rescue();
                document.own(copy.own());
                put(document);
                unsaved.forget(copy.key());
            }, problem -> questions.error(WORDS.text("open.failed", copy.title()), said(problem), ""));
        }
    }

    /** Forgets copies. */
    public void discard(List<UnsavedWork.Copy> copies) {
        copies.forEach(copy -> unsaved.forget(copy.key()));
    }

    private void forget(OpenDocument document) {
        if (document.kept() != null) {
            document.keep(null);
            unsaved.forget(document.key());
        }
    }

    private void put(OpenDocument document) {
        put(document, documents.size());
    }

    private void put(OpenDocument document, int at) {
        documents.add(Math.clamp(at, 0, documents.size()), document);
        active.set(document);
    }

    private void remove(OpenDocument document) {
        int at = documents.indexOf(document);
        documents.remove(document);
        forget(document);
        if (active.get() == document) {
            active.set(documents.isEmpty() ? null : documents.get(Math.min(at, documents.size() - 1)));
        }
    }

    private @Nullable Path folder() {
        OpenDocument document = active.get();
        Path file = document == null ? null : document.flow().fileProperty().get();
        if (file == null && !recent.files().isEmpty()) {
            file = recent.files().getFirst();
        }
        return file == null ? null : file.getParent();
    }

    private static String said(Exception problem) {
        return switch (problem) {
            case java.nio.file.NoSuchFileException e -> WORDS.text("io.missing", e.getFile());
            case java.nio.file.AccessDeniedException e -> WORDS.text("io.denied", e.getFile());
            case IOException e -> WORDS.text("io.other", e.getMessage() == null ? e.toString() : e.getMessage());
            default -> problem.getMessage() == null ? problem.toString() : problem.getMessage();
        };
    }
}
