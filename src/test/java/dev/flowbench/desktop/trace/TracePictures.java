package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Dialogs;
import dev.flowbench.desktop.kit.Questions;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.event.Progress;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.TraceFlows;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.Hyperlink;
import javafx.scene.image.Image;
import javax.imageio.ImageIO;

/**
 * Writes pictures of the trace pane to {@code target/pictures}, to be looked at: of runs written by hand, or of one that
 * happened, given its document and a file of its events. A main, not a test.
 */
final class TracePictures {
    private static final Path FOLDER = Path.of("target", "pictures");

    private TracePictures() {
    }

    public static void main(String[] args) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        Platform.startup(() -> {
            try {
                if (args.length == 2) {
                    given(new Theme(Theme.Mode.LIGHT), Path.of(args[0]), Path.of(args[1]));
                    return;
                }
                for (Theme.Mode mode : new Theme.Mode[]{Theme.Mode.LIGHT, Theme.Mode.DARK}) {
                    all(new Theme(mode), mode.name().toLowerCase(java.util.Locale.ROOT));
                }
            } catch (Exception e) {
                e.printStackTrace();
            } finally {
                done.countDown();
            }
        });
        done.await();
        Platform.exit();
    }

    /** A run that really happened: its document, and what {@code run --events} printed. */
    private static void given(Theme theme, Path document, Path events) throws Exception {
        RunTrace trace = new RunTrace(new DocumentReader().read(document).workflow());
        byte[] lines = Files.readAllBytes(events);
        EventJson.readLines(lines, 0, lines.length, trace::accept);
        picture(theme, "given", 1280, 700, model -> {
            model.show(trace);
            model.move(3);
        });
        System.out.println(trace.summary());
    }

    private static void all(Theme theme, String mode) throws Exception {
        RunTrace notes = TraceRuns.fold(TraceRuns.notes(true));
        picture(theme, "notes-" + mode, 1280, 400, model -> model.show(notes));
        picture(theme, "notes-judge-" + mode, 1280, 700, model -> {
            model.show(notes);
            model.select(notes.visits("judge").get(1));
        });
        picture(theme, "notes-draft-" + mode, 1280, 700, model -> {
            model.show(notes);
            model.select(notes.visits("draft").get(1));
        });
        picture(theme, "differences-" + mode, 1280, 640, model -> {
            model.show(notes);
            model.select(notes.visits("draft").get(2));
        });
        picture(theme, "notes-loop-" + mode, 1000, 400, model -> {
            model.show(notes);
            model.select(notes.lastVisit("polish"));
        });
        RunTrace review = TraceRuns.fold(TraceRuns.review());
        picture(theme, "review-" + mode, 1280, 400, model -> {
            model.show(review);
            model.nextError();
        });
        RunTrace capped = TraceRuns.fold(TraceRuns.capped());
        picture(theme, "capped-" + mode, 1280, 560, model -> {
            model.show(capped);
            model.select(capped.lastVisit("draft"));
        });
        RunTrace wide = TraceRuns.fold(TraceRuns.wide(2_000));
        picture(theme, "wide-" + mode, 2560, 700, model -> model.show(wide));
        picture(theme, "filtered-" + mode, 1280, 400, model -> {
            model.show(wide);
            model.errorsOnlyProperty().set(true);
            model.nextError();
        });
        picture(theme, "empty-" + mode, 1280, 300, TraceModel::clear);
        picture(theme, "no-match-" + mode, 1280, 400, model -> {
            model.show(notes);
            model.filterTextProperty().set("zebra");
        });
        runs(theme, "runs-" + mode, true);
        runs(theme, "runs-empty-" + mode, false);
        picture(theme, "running-" + mode, 1280, 400, model -> {
            LiveRun live = new LiveRun(TraceFlows.notes());
            RunListener listener = live.listener();
            TraceRuns.notes(false).events().forEach(listener::event);
            long span = TraceRuns.notes(false).events().getLast().where().span();
            listener.progress(new Progress("r", span, "draft", 1,
                    "**Pause and mend.** Stop a run at any step, change a value, and go on fr"));
            model.show(live);
            live.catchUp();
            live.close();
            model.selectedNodeProperty().set("draft");
        });
    }

    private static void runs(Theme theme, String name, boolean some) throws Exception {
        MemoryJournal journal = new MemoryJournal();
        String[] names = {"Release notes", "Contract review", "Support router", "Moderation vote", "Invoice chain",
            "Nested desk"};
        RunStatus[] statuses = RunStatus.values();
        for (int i = 0; some && i < 24; i++) {
            RunStatus status = statuses[(i * 5 + 1) % statuses.length];
            journal.summaries.add(new Journal.Summary("r" + i, "flow", names[i % names.length], "",
                    1_790_000_000_000_000L - i * 7_400_000_000L, 1_200_000L * (1 + i * i), status, i % 3 == 0,
                    new Amount(1286L * (i + 1), 312L * i, 12_300_000L * i, 5, 0, 0, i % 7 != 3),
                    status == RunStatus.PARTIAL ? "tokens" : status == RunStatus.FAILED ? "RATE_LIMIT" : ""));
        }
        RunsModel model = new RunsModel(journal, new Background(Runnable::run, Runnable::run));
        RunsView view = new RunsView(model, theme, new Questions() {
            @Override
            public void ask(String title, String text, Dialogs.Choice... choices) {
            }

            @Override
            public void error(String title, String what, String wayOut, Dialogs.Choice... ways) {
            }
        }, Clock.fixed(Instant.ofEpochSecond(1_790_003_000L), ZoneOffset.UTC), new NoActions());
        Scene scene = new Scene(view, 1000, 400);
        theme.apply(scene);
        model.refresh();
        for (int i = 0; i < 3; i++) {
            view.applyCss();
            view.layout();
        }
        write(scene.snapshot(null), FOLDER.resolve("trace-" + name + ".png"));
    }

    private static void picture(Theme theme, String name, int width, int height, Consumer<TraceModel> shows)
            throws Exception {
        TraceModel model = new TraceModel();
        TraceView view = new TraceView(model, theme);
        Scene scene = new Scene(view, width, height);
        theme.apply(scene);
        shows.accept(model);
        for (int i = 0; i < 3; i++) {
            view.applyCss();
            view.layout();
        }
        if (name.startsWith("differences")) {
            view.lookupAll(".trace-answer .hyperlink").forEach(link -> ((Hyperlink) link).fire());
            view.applyCss();
            view.layout();
        }
        view.paintNow();
        write(scene.snapshot(null), FOLDER.resolve("trace-" + name + ".png"));
    }

    static void write(Image image, Path file) throws Exception {
        BufferedImage copy = new BufferedImage((int) image.getWidth(), (int) image.getHeight(),
                BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < copy.getHeight(); y++) {
            for (int x = 0; x < copy.getWidth(); x++) {
                copy.setRGB(x, y, image.getPixelReader().getArgb(x, y));
            }
        }
        Files.createDirectories(file.getParent());
        ImageIO.write(copy, "png", file.toFile());
    }

    private static final class NoActions implements RunsView.Actions {
        @Override
        public void open(Journal.Summary run, RunTrace trace) {}

        @Override
        public void resume(Journal.Summary run) {}

        @Override
        public void fork(Journal.Summary run, RunTrace trace) {}

        @Override
        public void replay(Journal.Summary run, RunTrace trace, boolean current) {}

        @Override
        public void report(Journal.Summary run) {}

        @Override
        public void export(Journal.Summary run) {}

        @Override
        public void bring() {}
    }
}
