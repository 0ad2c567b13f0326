package dev.flowbench.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.app.CannotRun;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.Runs;
import dev.flowbench.engine.CommitRequest;
import dev.flowbench.engine.DryRun;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.port.JournalException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code commit RUN}: does what a dry run collected, for real unless that was simulated. */
final class CommitCommand implements Command {
    private final Console console;
    private final Flowbench flowbench;
    private final Follow follow;

    CommitCommand(Console console, Flowbench flowbench, Interrupts interrupts) {
        this.console = console;
        this.flowbench = flowbench;
        this.follow = new Follow(interrupts);
    }

    @Override
    public String name() {
        return "commit";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(name());
        spec.addPositional(Specs.one("RUN", "runs.run"));
        spec.addOption(Specs.repeated("--only", "ID[,ID...]", "commit.only"));
        spec.addOption(Specs.repeated("--edit", "ID=JSON", "commit.edit"));
        spec.addOption(Specs.flag("--trust", "flag.trust"));
        spec.addOption(Specs.flag("--events", "run.events"));
        spec.addOption(Specs.flag("--quiet", "run.quiet", "-q"));
        return Specs.finished(spec, name());
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        Runs runs = flowbench.runs();
        try {
            String run = RunsCommand.found(runs, parsed);
            CommitRequest request = request(runs.dryRun(run), run, parsed);
            RunReport report = RunReport.of(console, runs, run, Specs.has(parsed, "--events"),
                    Specs.has(parsed, "--quiet")).fromTheBeginning();
            if (RunFlags.trusts(parsed)) {
                runs.allow(run, null);
            }
            return follow.run(feed -> runs.commit(request, feed), report);
        } catch (CannotRun e) {
            throw Refused.failure(parsed.matchedPositionalValue(0, ""), null, e);
        } catch (JournalException e) {
            throw new Failure(ExitCode.BAD_USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static CommitRequest request(DryRun dry, String run, ParseResult parsed) throws Failure {
        var held = new LinkedHashMap<String, DryRun.Held>();
        dry.effects().forEach(effect -> held.put(effect.id(), effect));
        var edits = new LinkedHashMap<String, JsonNode>();
        for (String edit : RunFlags.values(parsed, "--edit")) {
            edits.put(known(run, held, RunFlags.name(edit, "--edit", "'ID={\"to\": \"...\"}'")),
                    RunFlags.json(edit, "--edit"));
        }
        var only = new LinkedHashSet<String>();
        for (String ids : RunFlags.values(parsed, "--only")) {
            for (String id : ids.split(",")) {
                only.add(known(run, held, id.strip()));
            }
        }
        var approved = new ArrayList<CommitRequest.Approved>();
        for (Map.Entry<String, DryRun.Held> effect : held.entrySet()) {
            if (only.isEmpty() || only.contains(effect.getKey())) {
                @Nullable JsonNode edited = edits.remove(effect.getKey());
                approved.add(new CommitRequest.Approved(effect.getKey(), effect.getValue().sha256(), edited));
            }
        }
        if (!edits.isEmpty()) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("commit.notOnly", edits.firstEntry().getKey()));
        }
        return new CommitRequest(run, List.copyOf(approved), System.getProperty("user.name", ""), "",
                RunOptions.Asking.SUSPEND);
    }

    private static String known(String run, Map<String, DryRun.Held> held, String id) throws Failure {
        if (!held.containsKey(id)) {
            throw new Failure(ExitCode.BAD_USAGE,
                    CliTexts.text("commit.unknown", run, id, String.join(", ", held.keySet())));
        }
        return id;
    }
}
