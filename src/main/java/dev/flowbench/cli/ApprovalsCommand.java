package dev.flowbench.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.Pending;
import dev.flowbench.engine.port.JournalException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code approvals}: what people are asked, over all runs. */
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
        spec.addOption(Specs.flag("--json", "json"));
        return Specs.finished(spec, name());
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        try {
            List<Pending> pending = flowbench.runs().pending();
            if (Specs.has(parsed, "--json")) {
                console.result(json(pending).toPrettyString());
            } else if (pending.isEmpty()) {
                console.say(CliTexts.text("approvals.none"));
            } else {
                for (Pending one : pending) {
                    console.result(CliTexts.text("approvals.run", one.run(), one.name(), RunsTable.time(one.since()),
                            CliTexts.text(one.request().blocking() ? "approvals.waits" : "approvals.later")));
                    Questions.question(one.request()).forEach(line -> console.result("  " + line));
                }
            }
            return ExitCode.DONE;
        } catch (JournalException e) {
            throw new Failure(ExitCode.BAD_USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static ArrayNode json(List<Pending> pending) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Pending one : pending) {
            var request = one.request();
            all.addObject().put("run", one.run()).put("name", one.name()).put("node", one.node())
                    .put("id", request.id()).put("about", request.about().name().toLowerCase(Locale.ROOT))
                    .put("question", request.question()).put("reason", request.reason())
                    .put("sha256", request.sha256()).put("blocking", request.blocking()).put("since", one.since())
                    .set("action", request.action());
        }
        return all;
    }
}
