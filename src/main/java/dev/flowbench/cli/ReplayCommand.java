package dev.flowbench.cli;

import dev.flowbench.app.CannotRun;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.Runs;
import dev.flowbench.engine.Divergence;
import dev.flowbench.engine.ReplayReport;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.file.Document;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code replay RUN}: goes over a run again without any effect, and says where it parts from what was recorded. */
final class ReplayCommand implements Command {
    private final Console console;
    private final Flowbench flowbench;

    ReplayCommand(Console console, Flowbench flowbench) {
        this.console = console;
        this.flowbench = flowbench;
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(name());
        spec.addPositional(Specs.one("RUN", "runs.run"));
        spec.addOption(Specs.option("--with", "FILE", "replay.with"));
        return Specs.finished(spec, name());
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        Runs runs = flowbench.runs();
        @Nullable String file = parsed.matchedOptionValue("--with", null);
        @Nullable Document with = file == null ? null : Opened.document(flowbench.documents(), file);
        try {
            String run = RunsCommand.found(runs, parsed);
            ReplayReport report = runs.replay(run, with == null ? null : with.workflow());
            @Nullable Divergence parts = report.divergence();
            if (parts == null) {
                console.result(CliTexts.text(report.whole() ? "replay.same" : "replay.sameSoFar", run,
                        report.reproduced(), outside(report.events() - report.reproduced()), report.hash()));
                return ExitCode.DONE;
            }
            console.result(CliTexts.text("replay.parts", run, parts.seq(), parts.stepKey().isEmpty()
                    ? CliTexts.text("summary.theRun")
                    : parts.stepKey(), report.reproduced(), report.events()));
            if (!parts.field().isEmpty()) {
                console.result(CliTexts.text("replay.field", parts.field()));
            }
            console.result(CliTexts.text("replay.recorded", shown(parts.recorded())));
            console.result(CliTexts.text("replay.now", shown(parts.now())));
            return ExitCode.RUN_FAILED;
        } catch (CannotRun e) {
            throw Refused.failure(file == null ? parsed.matchedPositionalValue(0, "") : file, with, e);
        } catch (JournalException e) {
            throw new Failure(ExitCode.BAD_USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** What a replay is not held against is said to be that, or it would look like a fault. */
    private static String outside(int events) {
        return events == 0 ? "" : CliTexts.text("replay.outside", events);
    }

    private static String shown(String value) {
        return value.isEmpty() ? CliTexts.text("replay.nothing") : value;
    }
}
