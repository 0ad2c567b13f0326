package dev.flowbench.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.app.Documents;
import dev.flowbench.app.Flowbench;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.file.Document;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code check FILE…}: what is wrong with documents, without running them. */
final class CheckCommand implements Command {
    private final Console console;
    private final Flowbench flowbench;

    CheckCommand(Console console, Flowbench flowbench) {
        this.console = console;
        this.flowbench = flowbench;
    }

    @Override
    public String name() {
        return "check";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(name());
        spec.addPositional(Specs.many("FILE", "1..*", "file.many"));
        spec.addOption(Specs.option("--format", "text|json", "check.format"));
        return Specs.finished(spec, name());
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        boolean json = Specs.choice(parsed, "--format", "text", "text", "json").equals("json");
        Documents documents = flowbench.documents();
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        int errors = 0;
        for (String file : parsed.matchedPositionalValue(0, new String[0])) {
            Document document = Opened.document(documents, file);
            List<Documents.Located> problems = documents.problems(document);
            errors += (int) problems.stream().filter(each -> each.problem().isError()).count();
            for (Documents.Located each : problems) {
                if (json) {
                    all.add(json(file, each));
                } else {
                    console.result(Opened.line(file, each.problem(), each.position()));
                }
            }
            if (!json) {
                console.say(CliTexts.text(problems.isEmpty() ? "check.well" : "check.sum", file, problems.size(),
                        problems.stream().filter(each -> each.problem().isError()).count()));
            }
        }
        if (json) {
            console.result(all.toPrettyString());
        }
        return errors == 0 ? ExitCode.DONE : ExitCode.GATE;
    }

    private static ObjectNode json(String file, Documents.Located located) {
        Problem problem = located.problem();
        return JsonNodeFactory.instance.objectNode()
                .put("file", file)
                .put("line", located.position().line())
                .put("column", located.position().column())
                .put("severity", problem.severity().name().toLowerCase(Locale.ROOT))
                .put("code", problem.code())
                .put("message", problem.message())
                .put("wayOut", problem.wayOut())
                .put("node", problem.node())
                .put("field", problem.field())
                .put("pointer", problem.pointer());
    }
}
