package dev.flowbench.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.flowbench.app.CannotRun;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.Pending;
import dev.flowbench.app.Runs;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.model.simulated.Pace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code resume RUN}: takes a run up again that was put away or interrupted, with what a person has decided. */
final class ResumeCommand implements Command {
    private final Console console;
    private final Flowbench flowbench;
    private final Follow follow;

    ResumeCommand(Console console, Flowbench flowbench, Interrupts interrupts) {
        this.console = console;
        this.flowbench = flowbench;
        this.follow = new Follow(interrupts);
    }

    @Override
    public String name() {
        return "resume";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(name());
        spec.addPositional(Specs.one("RUN", "runs.run"));
        spec.addOption(Specs.repeated("--decide", "ID=VERDICT", "resume.decide"));
        spec.addOption(Specs.repeated("--value", "ID=JSON", "resume.value"));
        RunFlags.add(spec);
        return Specs.finished(spec, name());
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        Runs runs = flowbench.runs();
        try {
            String run = RunsCommand.found(runs, parsed);
            runs.mayResume(run);
            if (RunFlags.trusts(parsed)) {
                runs.allow(run, null);
            }
            List<ApprovalDecided> decisions = decisions(run, runs.pending(run), RunFlags.values(parsed, "--decide"),
                    RunFlags.values(parsed, "--value"));
            Pace pace = RunFlags.pace(parsed);
            RunOptions options = RunFlags.of(parsed, runs.options(run));
            var report = RunReport.of(console, runs, run, Specs.has(parsed, "--events"), Specs.has(parsed, "--quiet"));
            return follow.run(feed -> runs.resume(run, CliTexts.text("resume.reason"), _ -> options, decisions, pace,
                    feed), report);
        } catch (CannotRun e) {
            throw Refused.failure(parsed.matchedPositionalValue(0, ""), null, e);
        } catch (JournalException e) {
            throw new Failure(ExitCode.BAD_USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** Decisions as they are typed, on requests that are open. */
    static List<ApprovalDecided> decisions(String run, List<Pending> pending, String[] decided,
            String[] values) throws Failure {
        var edits = new LinkedHashMap<String, JsonNode>();
        for (String value : values) {
            edits.put(asked(run, pending, RunFlags.name(value, "--value", "'ask?1={\"to\": \"...\"}'")).id(),
                    RunFlags.json(value, "--value"));
        }
        var all = new ArrayList<ApprovalDecided>();
        for (String each : decided) {
            What.ApprovalRequested request = asked(run, pending, RunFlags.name(each, "--decide", "'ask?1=approve'"));
            String verdict = each.substring(each.indexOf('=') + 1);
            int colon = verdict.indexOf(':');
            all.add(decision(request, colon < 0 ? verdict : verdict.substring(0, colon), edits.remove(request.id()),
                    colon < 0 ? "" : verdict.substring(colon + 1).strip()));
        }
        // Who says what is to be done in its place approves that.
        for (Map.Entry<String, JsonNode> edit : edits.entrySet()) {
            all.add(decision(asked(run, pending, edit.getKey()), "approve", edit.getValue(), ""));
        }
        return all;
    }

    private static ApprovalDecided decision(What.ApprovalRequested request, String word, @Nullable JsonNode value,
            String comment) throws Failure {
        Verdict verdict = switch (word.strip()) {
            case "approve" -> value == null ? Verdict.APPROVE : Verdict.EDIT;
            case "reject" -> Verdict.REJECT;
            case "happened" -> Verdict.HAPPENED;
            default -> throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("option.choice", "--decide", word,
                    "approve, reject, happened"));
        };
        if (verdict == Verdict.HAPPENED && request.about() != What.ApprovalRequested.About.UNKNOWN) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("resume.notUnknown", request.id()));
        }
        @Nullable JsonNode given = switch (verdict) {
            case EDIT -> value;
            case HAPPENED -> value == null ? NullNode.instance : value;
            case APPROVE, REJECT, TIMED_OUT, ESCALATE -> null;
        };
        return new ApprovalDecided(request.id(), verdict, given, System.getProperty("user.name", ""), comment,
                verdict == Verdict.EDIT && given != null ? Canonical.sha256(given) : request.sha256());
    }

    /** The one open request of that id, or whose node is called so. */
    private static What.ApprovalRequested asked(String run, List<Pending> pending, String id) throws Failure {
        List<Pending> fit = pending.stream().filter(one -> one.request().id().equals(id)).toList();
        if (fit.isEmpty()) {
            fit = pending.stream().filter(one -> id.equals(one.node())).toList();
        }
        if (fit.size() != 1) {
            throw new Failure(ExitCode.BAD_USAGE, pending.isEmpty()
                    ? CliTexts.text("resume.asksNothing", run)
                    : CliTexts.text("resume.notAsked", run, id,
                            String.join(", ", pending.stream().map(one -> one.request().id()).toList())));
        }
        return fit.getFirst().request();
    }
}
