package dev.flowbench.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.Pending;
import dev.flowbench.app.Runs;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.port.JournalException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code approvals}: what people are asked, over all runs; what is for later review is decided here too. */
final class ApprovalsCommand implements Command {
    private final Console console;
    private final Flowbench flowbench;

    ApprovalsCommand(Console console, Flowbench flowbench) {
        this.console = console;
        this.flowbench = flowbench;
    }

    @Override
    public String name() {
        return "approvals";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(name());
        spec.addPositional(Specs.perhaps("RUN", "approvals.of"));
        spec.addOption(Specs.flag("--json", "json"));
        spec.addOption(Specs.repeated("--decide", "ID=VERDICT", "approvals.decide"));
        spec.addOption(Specs.repeated("--value", "ID=JSON", "resume.value"));
        return Specs.finished(spec, name());
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        try {
            Runs runs = flowbench.runs();
            String given = parsed.matchedPositionalValue(0, "");
            @Nullable String run = given.isEmpty() ? null : RunsCommand.found(runs, given);
            if (RunFlags.values(parsed, "--decide").length + RunFlags.values(parsed, "--value").length > 0) {
                return decide(runs, run, parsed);
            }
            List<Pending> pending = run == null ? runs.pending() : runs.pending(run);
            if (Specs.has(parsed, "--json")) {
                console.result(json(pending).toPrettyString());
            } else if (pending.isEmpty()) {
                console.say(CliTexts.text("approvals.none"));
            } else {
                for (Pending one : pending) {
                    console.result(CliTexts.text("approvals.run", one.run(), Seen.line(one.name()),
                            RunsTable.time(one.since()),
                            CliTexts.text(one.request().blocking() ? "approvals.waits" : "approvals.later"),
                            one.simulated() ? "  " + CliTexts.text("summary.simulated") : ""));
                    Questions.question(one.request()).forEach(line -> console.result("  " + Seen.all(line)));
                    console.result("  " + CliTexts.text(one.request().blocking() ? "ask.goOn" : "approvals.decideSo",
                            one.run(), one.request().id()));
                }
            }
            return ExitCode.DONE;
        } catch (JournalException e) {
            throw new Failure(ExitCode.BAD_USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** Decides what is for later review; what a run waits for is decided where it goes on. */
    private int decide(Runs runs, @Nullable String run, ParseResult parsed) throws Failure, JournalException {
        if (run == null) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("approvals.whichRun"));
        }
        List<Pending> open = runs.pending(run);
        List<Pending> reviews = open.stream().filter(one -> !one.request().blocking()).toList();
        if (reviews.isEmpty()) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("approvals.nothing", run) + (open.isEmpty()
                    ? ""
                    : " " + CliTexts.text("ask.goOn", run, open.getFirst().request().id())));
        }
        List<ApprovalDecided> decisions = ResumeCommand.decisions(run, reviews, RunFlags.values(parsed, "--decide"),
                RunFlags.values(parsed, "--value"));
        for (ApprovalDecided decision : decisions) {
            if (runs.review(run, decision) != Runs.Told.DECIDED) {
                throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("approvals.notOpen", run, decision.id()));
            }
            console.say(CliTexts.text("approvals.decided", run, decision.id()));
        }
        return ExitCode.DONE;
    }

    private static ArrayNode json(List<Pending> pending) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Pending one : pending) {
            var request = one.request();
            all.addObject().put("run", one.run()).put("name", one.name()).put("node", one.node())
                    .put("id", request.id()).put("about", request.about().name().toLowerCase(Locale.ROOT))
                    .put("question", request.question()).put("reason", request.reason())
                    .put("sha256", request.sha256()).put("blocking", request.blocking()).put("since", one.since())
                    .put("simulated", one.simulated())
                    .set("action", request.action());
        }
        return all;
    }
}
