package dev.flowbench.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.app.CannotRun;
import dev.flowbench.app.Flowbench;
import dev.flowbench.check.Preflight;
import dev.flowbench.check.Worst;
import dev.flowbench.check.Worst.Measure;
import dev.flowbench.flow.file.Document;
import dev.flowbench.model.PromptTokens;
import dev.flowbench.trace.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code preflight FILE}: what a run can cost at worst, before it is begun. */
final class PreflightCommand implements Command {
    private final Console console;
    private final Flowbench flowbench;

    PreflightCommand(Console console, Flowbench flowbench) {
        this.console = console;
        this.flowbench = flowbench;
    }

    @Override
    public String name() {
        return "preflight";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(name());
        spec.addPositional(Specs.one("FILE", "run.file"));
        spec.addOption(Specs.flag("--json", "json"));
        return Specs.finished(spec, name());
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        String file = parsed.matchedPositionalValue(0, "");
        Document document = Opened.document(flowbench.documents(), file);
        List<Preflight.Row> rows;
        try {
            rows = flowbench.runs().preflight(document.workflow(), Specs.path(file));
        } catch (CannotRun e) {
            throw Refused.failure(file, document, e);
        }
        long errors = flowbench.documents().problems(document).stream().filter(each -> each.problem().isError())
                .count();
        int exitCode = errors == 0 ? ExitCode.DONE : ExitCode.BAD_USAGE;
        List<PromptTokens.Prompt> prompts = new PromptTokens().of(document.workflow());
        if (Specs.has(parsed, "--json")) {
            console.result(json(rows, prompts).toPrettyString());
            errors(file, errors);
            return exitCode;
        }
        table(rows).forEach(console::result);
        Worst run = rows.getFirst().worst();
        run.open().forEach((measure, nodes) -> console.result(CliTexts.text("preflight.open." + measure.name(),
                Seen.line(String.join(", ", nodes)))));
        if (!prompts.isEmpty()) {
            prompts(prompts).forEach(console::result);
        }
        errors(file, errors);
        return exitCode;
    }

    /** Figures of what cannot run are worth little. */
    private void errors(String file, long errors) {
        if (errors > 0) {
            console.say(CliTexts.text("preflight.errors", file, errors));
        }
    }

    /** What the prompts count as they stand: a feeling for size, beside the bound. */
    private static List<String> prompts(List<PromptTokens.Prompt> prompts) {
        var cells = new ArrayList<List<String>>();
        cells.add(List.of(CliTexts.text("column.prompt"), CliTexts.text("column.model"),
                CliTexts.text("column.tokens")));
        for (PromptTokens.Prompt prompt : prompts) {
            String tokens = Figures.count(prompt.count().tokens());
            cells.add(List.of(Seen.line(prompt.node()), Seen.line(prompt.model()),
                    prompt.count().own() ? tokens : "~" + tokens));
        }
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(CliTexts.text("preflight.prompts"));
        lines.addAll(RunsTable.columns(cells, 2, 2));
        if (prompts.stream().anyMatch(prompt -> !prompt.count().own())) {
            lines.add(CliTexts.text("preflight.alike"));
        }
        return lines;
    }

    private static List<String> table(List<Preflight.Row> rows) {
        var cells = new ArrayList<List<String>>();
        cells.add(List.of(CliTexts.text("column.step"), CliTexts.text("column.kind"), CliTexts.text("column.calls"),
                CliTexts.text("column.tools"), CliTexts.text("column.tokens"), CliTexts.text("column.cost"),
                CliTexts.text("column.time")));
        for (Preflight.Row row : rows) {
            Worst worst = row.worst();
            cells.add(List.of("  ".repeat(row.depth())
                    + (row.node().isEmpty() ? CliTexts.text("summary.theRun") : Seen.line(row.node())),
                    Seen.line(row.kind()),
                    shown(worst, Measure.CALLS), shown(worst, Measure.TOOL_CALLS), shown(worst, Measure.TOKENS),
                    shown(worst, Measure.COST), shown(worst, Measure.TIME)));
        }
        return RunsTable.columns(cells, 2, 6);
    }

    private static String shown(Worst worst, Measure measure) {
        long most = worst.of(measure);
        if (most == Worst.OPEN) {
            return CliTexts.text("preflight.noCap");
        }
        return switch (measure) {
            case CALLS, TOOL_CALLS, TOKENS -> Figures.count(most);
            case COST -> Figures.money(most);
            case TIME -> Figures.time(most > Worst.OPEN / 1_000 ? most : most * 1_000);
        };
    }

    /** Money in billionths of a US dollar, time in milliseconds; null where no cap bounds it. The run's row has the prompts. */
    private static ArrayNode json(List<Preflight.Row> rows, List<PromptTokens.Prompt> prompts) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Preflight.Row row : rows) {
            ObjectNode one = all.addObject().put("node", row.node()).put("kind", row.kind()).put("depth", row.depth());
            ObjectNode open = JsonNodeFactory.instance.objectNode();
            for (Measure measure : Measure.values()) {
                long most = row.worst().of(measure);
                one.put(word(measure), most == Worst.OPEN ? null : (Long) most);
                Set<String> nodes = row.worst().open().getOrDefault(measure, Set.of());
                if (!nodes.isEmpty()) {
                    ArrayNode named = open.putArray(word(measure));
                    nodes.forEach(named::add);
                }
            }
            one.set("noCap", open);
        }
        ArrayNode counted = ((ObjectNode) all.get(0)).putArray("prompts");
        prompts.forEach(prompt -> counted.addObject().put("node", prompt.node()).put("model", prompt.model())
                .put("tokens", prompt.count().tokens()).put("ownEncoding", prompt.count().own()));
        return all;
    }

    private static String word(Measure measure) {
        return switch (measure) {
            case CALLS -> "calls";
            case TOOL_CALLS -> "toolCalls";
            case TOKENS -> "tokens";
            case COST -> "nanoUsd";
            case TIME -> "millis";
        };
    }
}
