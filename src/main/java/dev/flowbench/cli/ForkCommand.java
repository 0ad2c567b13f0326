package dev.flowbench.cli;

import dev.flowbench.app.CannotRun;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.ForkOrder;
import dev.flowbench.app.Runs;
import dev.flowbench.engine.ForkPreview;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.file.Document;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.trace.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code fork RUN}: a new run that takes from another what is the same, after it has shown what that is. */
final class ForkCommand implements Command {
    private final Console console;
    private final Flowbench flowbench;
    private final Follow follow;

    ForkCommand(Console console, Flowbench flowbench, Interrupts interrupts) {
        this.console = console;
        this.flowbench = flowbench;
        this.follow = new Follow(interrupts);
    }

    @Override
    public String name() {
        return "fork";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(name());
        spec.addPositional(Specs.one("RUN", "runs.run"));
        spec.addOption(Specs.option("--with", "FILE", "fork.with"));
        spec.addOption(Specs.option("--from", "STEP", "fork.from"));
        spec.addOption(Specs.flag("--yes", "fork.yes", "-y"));
        RunFlags.add(spec);
        RunFlags.addNew(spec);
        return Specs.finished(spec, name());
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        Runs runs = flowbench.runs();
        @Nullable String file = parsed.matchedOptionValue("--with", null);
        @Nullable Document with = file == null ? null : Opened.document(flowbench.documents(), file);
        try {
            String run = RunsCommand.found(runs, parsed);
            var order = new ForkOrder(run, with == null ? null : with.workflow(),
                    parsed.matchedOptionValue("--from", null), RunFlags.of(parsed, runs.options(run)));
            Pace pace = RunFlags.pace(parsed);
            List<String> preview = lines(runs.preview(order));
            boolean yes = Specs.has(parsed, "--yes");
            if (!yes && !console.watched()) {
                preview.forEach(console::result);
                console.say(CliTexts.text("fork.shown", run));
                return ExitCode.DONE;
            }
            if (!Specs.has(parsed, "--quiet")) {
                preview.forEach(console::say);
            }
            if (!yes && !console.agreed(CliTexts.text("fork.ask"))) {
                console.say(CliTexts.text("fork.not"));
                return ExitCode.DONE;
            }
            if (RunFlags.trusts(parsed)) {
                runs.allow(order, null);
            }
            boolean events = Specs.has(parsed, "--events");
            boolean quiet = Specs.has(parsed, "--quiet");
            RunReport report = with == null || file == null
                    ? RunReport.of(console, runs, run, events, quiet).fromTheBeginning()
                    : new RunReport(console, file, with.workflow(), with, events, quiet);
            return follow.run(feed -> runs.fork(order, pace, feed), report);
        } catch (CannotRun e) {
            throw Refused.failure(file == null ? parsed.matchedPositionalValue(0, "") : file, with, e);
        } catch (JournalException e) {
            throw new Failure(ExitCode.BAD_USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static List<String> lines(ForkPreview preview) {
        var lines = new ArrayList<String>();
        part(lines, "fork.kept", preview.kept(), false);
        part(lines, "fork.again", preview.again(), true);
        part(lines, "fork.asks", preview.asks(), true);
        part(lines, "fork.depends", preview.depends(), true);
        part(lines, "fork.gone", preview.gone(), false);
        lines.add(CliTexts.text("fork.sum", figures(preview.saved()), range(preview.least(), preview.most())));
        return lines;
    }

    /** The steps of a part by node: a map of 50 documents is one line. */
    private static void part(List<String> lines, String key, List<ForkPreview.Step> steps, boolean open) {
        if (steps.isEmpty()) {
            return;
        }
        lines.add(CliTexts.text(key, steps.size()));
        var nodes = new LinkedHashMap<String, List<ForkPreview.Step>>();
        steps.forEach(step -> nodes.computeIfAbsent(step.node(), _ -> new ArrayList<>()).add(step));
        nodes.forEach((node, of) -> {
            Amount least = Amount.ZERO;
            Amount most = Amount.ZERO;
            for (ForkPreview.Step step : of) {
                least = least.plus(step.least());
                most = most.plus(step.most());
            }
            lines.add(CliTexts.text("fork.node", of.size() == 1 ? of.getFirst().stepKey() : node, of.size(),
                    open ? range(least, most) : figures(least)));
        });
    }

    private static String figures(Amount amount) {
        return CliTexts.text("tokens", Figures.count(amount.tokens())) + ", "
                + Figures.money(amount.nanoUsd(), amount.priced(), false);
    }

    private static String range(Amount least, Amount most) {
        return CliTexts.text("fork.range", Figures.money(least.nanoUsd(), least.priced(), false),
                Figures.money(most.nanoUsd(), most.priced(), false));
    }
}
