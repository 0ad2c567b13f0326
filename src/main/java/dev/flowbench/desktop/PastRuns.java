package dev.flowbench.desktop;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.desk.FilePicker;
import dev.flowbench.desktop.desk.OpenDocument;
import dev.flowbench.desktop.fork.ForkModel;
import dev.flowbench.desktop.fork.ForkSheet;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Dialogs;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.desktop.runform.CapsModel;
import dev.flowbench.desktop.runform.CapsView;
import dev.flowbench.desktop.trace.RunsModel;
import dev.flowbench.desktop.trace.RunsView;
import dev.flowbench.engine.Divergence;
import dev.flowbench.engine.ReplayReport;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.flow.Workflow;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.RunTrace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** What is done with runs of the list: taken up, forked, gone over again, written to files and read from them. On the JavaFX thread. */
final class PastRuns implements RunsView.Actions {
    private static final Words WORDS = Words.beside(PastRuns.class);
    private static final String ENDING = ".run.jsonl";

    private final Program program;
    private final Background background;
    private final Dialogs dialogs;
    private final FilePicker picker;
    private final ForkSheet forks;
    private final Reruns reruns;
    private final RunsModel runs;
    private final DryRuns dryRuns;
    private final Shell shell;

    PastRuns(Program program, Background background, Dialogs dialogs, FilePicker picker, ForkSheet forks,
            Reruns reruns, DryRuns dryRuns, RunsModel runs, Shell shell) {
        this.program = program;
        this.background = background;
        this.dialogs = dialogs;
        this.picker = picker;
        this.forks = forks;
        this.reruns = reruns;
        this.runs = runs;
        this.dryRuns = dryRuns;
        this.shell = shell;
    }

    @Override
    public void open(Journal.Summary run, RunTrace trace) {
        if (shell.show(trace) == null) {
            dialogs.error(VisibleText.line(run.name()), WORDS.text("past.busy"), WORDS.text("past.busy.wayOut"));
        }
    }

    @Override
    public void resume(Journal.Summary run) {
        CapsModel caps = new CapsModel();
        VBox content = new VBox(Metrics.SPACE_12,
                wrapped(WORDS.text(run.simulated() ? "past.resume.simulated" : "past.resume.text")),
                Parts.label(WORDS.text("past.resume.caps"), Styles.FORM_LABEL), new CapsView(caps));
        dialogs.ask(WORDS.text("past.resume.title", VisibleText.line(run.name())), content, Feather.PLAY,
                Dialogs.Choice.primary(WORDS.text("past.resume"), () -> caps.budget().ifPresentOrElse(
                        raised -> reruns.resume(run, raised.isEmpty() ? null : raised),
                        () -> dialogs.error(WORDS.text("resume.failed", VisibleText.line(run.name())),
                                caps.caps().stream()
                                        .map(cap -> cap.errorProperty().get()).filter(text -> !text.isEmpty())
                                        .findFirst()
                                        .orElse(""),
                                "",
                                Dialogs.Choice.primary(WORDS.text("past.again"), () -> resume(run))))));
    }

    private @Nullable Workflow current(RunTrace trace) {
        return shell.open(trace.workflow().id()).map(OpenDocument::flow).map(flow -> flow.workflow()).orElse(null);
    }

    @Override
    public void fork(Journal.Summary run, RunTrace trace) {
        @Nullable Workflow now = current(trace);
        background.run(() -> program.runs().options(run.run()), options -> {
            // Whoever forks in the window is there to be asked.
            RunOptions how = options.asking() == RunOptions.Asking.SUSPEND
                    ? options.with(RunOptions.Asking.WAIT)
                    : options;
            forks.show(new ForkModel(trace, now, how, program::preview, background),
                    model -> reruns.fork(model.order(), model.workflow()));
        }, e -> dialogs.error(WORDS.text("fork.failed"), said(e), ""));
    }

    @Override
    public void replay(Journal.Summary run, RunTrace trace, boolean current) {
        @Nullable Workflow with = current ? current(trace) : null;
        if (current && with == null) {
            dialogs.error(VisibleText.line(run.name()), WORDS.text("replay.closed"),
                    WORDS.text("replay.closed.wayOut"));
            return;
        }
        background.run(() -> program.replay(run.run(), with), report -> show(run, trace, report),
                e -> dialogs.error(WORDS.text("replay.failed", VisibleText.line(run.name())), said(e), ""));
    }

    private void show(Journal.Summary run, RunTrace trace, ReplayReport report) {
        DocumentView view = shell.show(trace);
        if (view == null) {
            dialogs.error(VisibleText.line(run.name()), WORDS.text("past.busy"), WORDS.text("past.busy.wayOut"));
            return;
        }
        Divergence divergence = report.divergence();
        if (divergence == null) {
            Node same = Parts.banner(Styles.SUCCESS, Feather.CHECK_CIRCLE,
                    WORDS.text(report.whole() ? "replay.same" : "replay.same.part", Figures.count(report.events())));
            same.setId("note-replay");
            view.traceView().note(same);
            return;
        }
        Node other = divergence(trace, divergence);
        other.setId("note-replay");
        view.traceView().note(other);
        view.trace().selectStep(divergence.stepKey());
    }

    private static Node divergence(RunTrace trace, Divergence at) {
        String step = at.node() == null
                ? WORDS.text("replay.run")
                : trace.node(at.node()).map(dev.flowbench.flow.Node::displayTitle).map(VisibleText::line)
                        .orElse(at.node());
        List<Node> lines = new ArrayList<>();
        lines.add(wrapped(WORDS.text("replay.differs", step,
                at.stepKey().isEmpty() ? "" : " · " + at.stepKey(), at.seq()), Styles.STRONG));
        if (!at.field().isEmpty()) {
            lines.add(wrapped(WORDS.text("replay.field", at.field())));
        }
        lines.add(wrapped(WORDS.text("replay.then", value(at.recorded()))));
        lines.add(wrapped(WORDS.text("replay.now", value(at.now()))));
        VBox box = new VBox(2);
        box.getChildren().setAll(lines);
        box.setMinHeight(Region.USE_PREF_SIZE);
        javafx.scene.layout.HBox banner = new javafx.scene.layout.HBox(Icons.of(Feather.GIT_COMMIT), box);
        banner.getStyleClass().addAll(Styles.BANNER, Styles.WARNING);
        banner.setId("replay-divergence");
        return banner;
    }

    private static String value(String text) {
        return text.isEmpty()
                ? WORDS.text("replay.nothing")
                : text.length() > 400 ? text.substring(0, 400) + "…" : text;
    }

    @Override
    public void report(Journal.Summary run) {
        dryRuns.open(run.run(), run.name());
    }

    @Override
    public void export(Journal.Summary run) {
        picker.saveRun(null, run.workflow() + "-" + run.run() + ENDING).ifPresent(file -> background.run(() -> {
            write(run.run(), file);
            return file;
        }, done -> shell.desk().saidProperty().set(WORDS.text("export.done", String.valueOf(done.getFileName()))),
                e -> dialogs.error(WORDS.text("export.failed", VisibleText.line(run.name())), said(e), "")));
    }

    /** The whole file or none. */
    private void write(String run, Path file) throws Exception {
        Path folder = file.toAbsolutePath().getParent();
        Path beside = Files.createTempFile(folder, ".run", ".part");
        try {
            try (OutputStream out = Files.newOutputStream(beside)) {
                program.runs().export(run, out);
            }
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    @Override
    public void bring() {
        for (Path file : picker.openRuns(null)) {
            background.run(() -> {
                try (InputStream in = Files.newInputStream(file)) {
                    return program.runs().importRun(in);
                } catch (IOException e) {
                    throw new IOException(WORDS.text("import.unreadable", file, String.valueOf(e.getMessage())), e);
                }
            }, brought -> {
                runs.refresh();
                shell.desk().saidProperty()
                        .set(WORDS.text(brought.known() ? "import.known" : "import.done", brought.events()));
            }, e -> dialogs.error(WORDS.text("import.failed", String.valueOf(file.getFileName())), said(e), ""));
        }
    }

    private static Label wrapped(String text, String... styles) {
        Label label = Parts.label(text, styles);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private static String said(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
