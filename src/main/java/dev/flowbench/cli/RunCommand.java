package dev.flowbench.cli;

import dev.flowbench.app.Answers;
import dev.flowbench.app.CannotRun;
import dev.flowbench.app.Companions;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.RunOrder;
import dev.flowbench.engine.Run;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.file.Document;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.model.simulated.SimScript;
import dev.flowbench.model.simulated.SimScriptException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code run FILE}: runs a workflow and prints its result. */
final class RunCommand implements Command {
    /** As long as a cancelled run may take to end, and its journal to close. */
    private static final long LAST_MILLIS = 2_500;
    private static final long USUAL_SEED = 1;

    private final Console console;
    private final Flowbench flowbench;
    private final Interrupts interrupts;

    RunCommand(Console console, Flowbench flowbench, Interrupts interrupts) {
        this.console = console;
        this.flowbench = flowbench;
        this.interrupts = interrupts;
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
        spec.addOption(Specs.option("--speed", "instant|real", "run.speed"));
        spec.addOption(Specs.flag("--events", "run.events"));
        spec.addOption(Specs.flag("--quiet", "run.quiet", "-q"));
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
        Answers answers = answers(parsed, beside);
        var inputs = new Given(console, Specs.has(parsed, "--quiet")).inputs(document.workflow(), beside,
                parsed.matchedOptionValue("--inputs", null),
                parsed.matchedOptionValue("--input", new String[0]));
        var order = new RunOrder(document.workflow(), path, inputs, answers, seed(parsed));
        var feed = new Feed();
        var report = new RunReport(console, file, document, Specs.has(parsed, "--events"),
                Specs.has(parsed, "--quiet"));
        var told = new CountDownLatch(1);
        Run run = start(file, document, order, feed);
        try (var _ = interrupts.watch(() -> cancel(run, told))) {
            feed.follow(run);
            for (var batch = feed.next(); !batch.isEmpty(); batch = feed.next()) {
                batch.forEach(report::event);
            }
            What.RunFinished end = feed.end();
            report.end(end);
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

    private Answers answers(ParseResult parsed, Companions beside) throws Failure {
        String speed = Specs.choice(parsed, "--speed", "instant", "instant", "real");
        if (!Specs.has(parsed, "--simulate")) {
            return Answers.REAL;
        }
        Optional<Path> script = beside.script();
        try {
            return new Answers.Simulated(script.isPresent() ? SimScript.read(script.get()) : SimScript.NONE,
                    speed.equals("real") ? Pace.WATCHABLE : Pace.INSTANT);
        } catch (SimScriptException e) {
            throw new Failure(ExitCode.BAD_USAGE, String.valueOf(e.getMessage()));
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

    private Run start(String file, Document document, RunOrder order, Feed feed) throws Failure {
        try {
            return flowbench.runs().start(order, feed);
        } catch (CannotRun e) {
            throw new Failure(ExitCode.BAD_USAGE, words(file, document, e));
        }
    }

    private static String words(String file, Document document, CannotRun e) {
        List<String> lines = switch (e.reason()) {
            case DOCUMENT -> e.problems().stream().map(problem -> Opened.line(file, problem,
                    document.positions().locate(problem.pointer()))).toList();
            case INPUTS ->
                e.wrongInputs().stream().map(wrong -> CliTexts.text("place", file, wrong.message())).toList();
            case NO_KEY -> List.of(CliTexts.text("place", file, Opened.sentence(e.getMessage(), e.wayOut())));
            case STORAGE -> List.of(Opened.sentence(e.getMessage(), e.wayOut()));
        };
        String all = lines.stream().collect(Collectors.joining("\n"));
        return e.reason() == CannotRun.Reason.INPUTS ? all + "\n" + CliTexts.text("run.inputsWayOut") : all;
    }
}
