package dev.flowbench.desktop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.app.Runs;
import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.dryrun.Commits;
import dev.flowbench.desktop.dryrun.DryRunModel;
import dev.flowbench.desktop.dryrun.Report;
import dev.flowbench.desktop.dryrun.ReportView;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Dialogs;
import dev.flowbench.desktop.kit.WaysOut;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.engine.CommitRequest;
import dev.flowbench.engine.DryRun;
import dev.flowbench.engine.Run;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.trace.RunTrace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens the reports of dry runs, and commits what is approved in them. On the JavaFX thread unless it says otherwise. */
final class DryRuns implements Commits {
    private static final Words WORDS = Words.beside(DryRuns.class);

    private final Program program;
    private final Background background;
    private final Dialogs dialogs;
    private final Theme theme;
    private final Consumer<LiveRun> follow;
    private final Consumer<String> showRun;
    private final BiConsumer<String, ReportView> show;
    /** What somebody has decided and not committed, and what is being committed, outlives its pane. */
    private final Map<String, DryRunModel> models = new HashMap<>();

    /**
     * @param follow takes each run that begins
     * @param showRun shows a past run by its id
     * @param show shows a report under that name
     */
    DryRuns(Program program, Background background, Dialogs dialogs, Theme theme, Consumer<LiveRun> follow,
            Consumer<String> showRun, BiConsumer<String, ReportView> show) {
        this.program = program;
        this.background = background;
        this.dialogs = dialogs;
        this.theme = theme;
        this.follow = follow;
        this.showRun = showRun;
        this.show = show;
    }

    /** Opens the report of a dry run, or of the dry run that a run committed. */
    void open(String run, String called) {
        String name = VisibleText.line(called);
        String dry = run.endsWith(DryRun.commitId(""))
                ? run.substring(0, run.length() - DryRun.commitId("").length())
                : run;
        @Nullable DryRunModel known = models.get(dry);
        if (known != null && (known.stageProperty().get() == DryRunModel.Stage.DECIDING
                || known.stageProperty().get() == DryRunModel.Stage.COMMITTING)) {
            show(name, known);
            return;
        }
        background.run(() -> read(dry), report -> {
            if (!report.dry().dry()) {
                dialogs.error(WORDS.text("report.notDry", name), WORDS.text("report.notDry.text"),
                        WORDS.text("report.notDry.wayOut"));
                return;
            }
            DryRunModel model = new DryRunModel(report, this, background, System.getProperty("user.name", ""));
            models.put(dry, model);
            show(name, model);
        }, e -> dialogs.error(WORDS.text("report.failed", name), said(e), ""));
    }

    private void show(String name, DryRunModel model) {
        ReportView view = new ReportView(model, theme, dialogs, this::show);
        show.accept(WORDS.text("report.tab", name), view);
        view.focusRows();
    }

    @Override
    public Report read(String run) throws JournalException {
        Runs runs = program.runs();
        Journal.Header header = runs.header(run).orElse(null);
        String id = DryRun.commitId(run);
        @Nullable RunTrace commit = null;
        if (runs.header(id).isPresent()) {
            commit = runs.trace(id);
            if (commit.finished().isEmpty() && runs.live(id).isEmpty()) {
                commit.interrupted();
            }
        }
        return new Report(runs.dryRun(run), runs.trace(run), commit, header != null && header.imported());
    }

    @Override
    public List<String> violations(String run, DryRun.Held held, JsonNode arguments) throws JournalException {
        return program.runs().violations(run, held, arguments);
    }

    @Override
    public void commit(RunTrace dry, CommitRequest request, Consumer<LiveRun> began, Consumer<String> failed) {
        begin(dry, listener -> program.commit(request, listener), began, failed);
    }

    @Override
    public void proceed(RunTrace dry, Consumer<LiveRun> began, Consumer<String> failed) {
        begin(dry, listener -> program.resume(DryRun.commitId(dry.run()), null, List.of(), listener), began, failed);
    }

    /** Something that begins a run. Blocks. */
    private interface Begin {
        Run run(RunListener listener) throws Program.CannotStart;
    }

    private void begin(RunTrace dry, Begin begin, Consumer<LiveRun> began, Consumer<String> failed) {
        LiveRun live = new LiveRun(dry.workflow());
        RunListener listener = live.listener();
        background.run(() -> begin.run(listener), _ -> {
            follow.accept(live);
            began.accept(live);
        }, e -> {
            live.close();
            failed.accept(said(e));
        });
    }

    @Override
    public void show(String commit) {
        showRun.accept(commit);
    }

    private static String said(Exception e) {
        String message = e.getMessage();
        String text = message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
        return e instanceof Program.CannotStart known && !known.wayOut().isEmpty()
                ? text + "\n" + WaysOut.here(known.wayOut())
                : text;
    }
}
