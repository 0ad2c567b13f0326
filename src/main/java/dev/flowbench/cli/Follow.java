package dev.flowbench.cli;

import dev.flowbench.app.CannotRun;
import dev.flowbench.engine.Run;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.JournalException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Begins a run, tells of it until it ends, and stops it at the keyboard. */
final class Follow {
    /** As long as a cancelled run may take to end, and its journal to close. */
    private static final long LAST_MILLIS = 2_500;

    private final Interrupts interrupts;

    Follow(Interrupts interrupts) {
        this.interrupts = interrupts;
    }

    /** How a run is begun. */
    @FunctionalInterface
    interface Beginning {
        Run begin(RunListener listener) throws CannotRun, JournalException;
    }

    /** @return one of {@link ExitCode} */
    int run(Beginning beginning, RunReport report) throws CannotRun, JournalException {
        var feed = new Feed();
        var told = new CountDownLatch(1);
        Run run = beginning.begin(feed);
        try (var _ = interrupts.watch(() -> cancel(run, told))) {
            feed.follow(run);
            for (var batch = feed.next(report::said); !batch.isEmpty(); batch = feed.next(report::said)) {
                batch.forEach(report::event);
            }
            What.RunFinished end = feed.end();
            report.end(run.id(), end);
            return exitCode(end);
        } finally {
            told.countDown();
        }
    }

    private static void cancel(Run run, CountDownLatch told) {
        run.cancel(CliTexts.text("run.interrupted"));
        try {
            told.await(LAST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static int exitCode(What.RunFinished end) {
        return switch (end.status()) {
            case DONE -> ExitCode.DONE;
            case PARTIAL -> ExitCode.PARTIAL;
            case CANCELLED -> ExitCode.CANCELLED;
            case WAITING -> ExitCode.NEEDS_PERSON;
            case FAILED, RUNNING, INTERRUPTED -> ExitCode.RUN_FAILED;
        };
    }
}
