package dev.flowbench.cli;

import dev.flowbench.app.Answers;
import dev.flowbench.app.CannotRun;
import dev.flowbench.app.Companions;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.RunOrder;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.Document;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.model.simulated.Faults;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.model.simulated.SimScript;
import dev.flowbench.model.simulated.SimScriptException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code run FILE}: runs a workflow and prints its result. */
final class RunCommand implements Command {
    private static final long USUAL_SEED = 1;

    private final Console console;
    private final Flowbench flowbench;
    private final Follow follow;

    RunCommand(Console console, Flowbench flowbench, Interrupts interrupts) {
        this.console = console;
        this.flowbench = flowbench;
        this.follow = new Follow(interrupts);
    }

    @Override
    public String name() {
        return "run";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(name());
        spec.addPositional(Specs.one("FILE", "run.file"));
        spec.addOption(Specs.repeated("--input", "NAME=VALUE", "run.input"));
        spec.addOption(Specs.option("--inputs", "FILE|-", "run.inputs"));
        spec.addOption(Specs.flag("--simulate", "run.simulate"));
        spec.addOption(Specs.option("--seed", "N", "run.seed"));
        spec.addOption(Specs.option("--faults", "FAULT=CHANCE,...", "run.faults"));
        spec.addOption(Specs.option("--record", "FILE", "run.record"));
        spec.addOption(Specs.option("--recording", "FILE", "run.recording"));
        spec.addOption(Specs.flag("--dry-run", "run.dry"));
        RunFlags.add(spec);
        RunFlags.addNew(spec);
        return Specs.finished(spec, name());
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        // The first run that validates anything waits for the validator; it loads while the rest is read.
        Thread.ofPlatform().daemon().name("flowbench-warm").start(JsonSchema::warm);
        String file = parsed.matchedPositionalValue(0, "");
        Document document = Opened.document(flowbench.documents(), file);
        Path path = Specs.path(file);
        var beside = new Companions(path);
        Answers answers = answers(parsed, beside, document.workflow());
        var inputs = new Given(console, Specs.has(parsed, "--quiet")).inputs(document.workflow(), beside,
                parsed.matchedOptionValue("--inputs", null),
                parsed.matchedOptionValue("--input", new String[0]));
        var order = new RunOrder(document.workflow(), path, inputs, answers, seed(parsed),
                RunFlags.of(parsed, RunOptions.USUAL));
        RunFlags.requirePinned(order.options(), document.workflow());
        requireWritable(parsed.matchedOptionValue("--record", null));
        var report = new RunReport(console, file, document.workflow(), document, Specs.has(parsed, "--events"),
                Specs.has(parsed, "--quiet")).suffering(faults(parsed, document.workflow()));
        try {
            if (RunFlags.trusts(parsed)) {
                flowbench.runs().allow(document.workflow(), path, null);
            }
            int exitCode = follow.run(feed -> flowbench.runs().start(order, feed), report);
            record(parsed, report.run());
            return exitCode;
        } catch (CannotRun e) {
            throw Refused.failure(file, document, e);
        } catch (JournalException e) {
            throw new Failure(ExitCode.BAD_USAGE, String.valueOf(e.getMessage()));
        }
    }

    private Answers answers(ParseResult parsed, Companions beside, Workflow workflow) throws Failure {
        Pace pace = RunFlags.pace(parsed);
        Faults faults = faults(parsed, workflow);
        @Nullable String recording = parsed.matchedOptionValue("--recording", null);
        boolean simulate = Specs.has(parsed, "--simulate");
        if (recording != null) {
            if (simulate || !faults.rates().isEmpty()) {
                throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("run.oneOf"));
            }
            return new Answers.Recorded(Specs.path(recording));
        }
        if (!simulate) {
            if (!faults.rates().isEmpty()) {
                throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("run.faultsSimulate"));
            }
            return Answers.REAL;
        }
        Optional<Path> script = beside.script();
        try {
            return new Answers.Simulated(script.isPresent() ? SimScript.read(script.get()) : SimScript.NONE,
                    pace, faults);
        } catch (SimScriptException e) {
            throw new Failure(ExitCode.BAD_USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static Faults faults(ParseResult parsed, Workflow workflow) throws Failure {
        try {
            Faults faults = Faults.of(parsed.matchedOptionValue("--faults", ""));
            for (String node : faults.nodes()) {
                if (!node.isEmpty() && workflow.node(node).isEmpty()) {
                    throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("run.faultsNode", node));
                }
            }
            return faults;
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.BAD_USAGE, "--faults: " + e.getMessage());
        }
    }

    /** Before anything is paid. */
    private static void requireWritable(@Nullable String file) throws Failure {
        if (file == null) {
            return;
        }
        Path path = Specs.path(file).toAbsolutePath();
        @Nullable Path folder = path.getParent();
        if (Files.isDirectory(path) || folder == null || !Files.isWritable(folder)
                || Files.exists(path) && !Files.isWritable(path)) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("run.cannotRecord", file));
        }
    }

    /** Writes the run where it was asked for: it answers the same run again, without a key. */
    private void record(ParseResult parsed, String run) throws Failure, JournalException {
        @Nullable String file = parsed.matchedOptionValue("--record", null);
        if (file == null) {
            return;
        }
        try (OutputStream to = Files.newOutputStream(Specs.path(file))) {
            flowbench.runs().export(run, to);
            console.say(CliTexts.text("run.recorded", file));
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_USAGE,
                    CliTexts.text("run.notRecorded", file, String.valueOf(e.getMessage())));
        }
    }

    private static long seed(ParseResult parsed) throws Failure {
        String seed = parsed.matchedOptionValue("--seed", Long.toString(USUAL_SEED));
        try {
            return Long.parseLong(seed);
        } catch (NumberFormatException _) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("run.noSeed", seed));
        }
    }
}
