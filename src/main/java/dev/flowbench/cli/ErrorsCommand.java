package dev.flowbench.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.engine.event.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code errors}: the codes of errors, what each means and what to do. */
final class ErrorsCommand implements Command {
    private final Console console;

    ErrorsCommand(Console console) {
        this.console = console;
    }

    @Override
    public String name() {
        return "errors";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(name());
        spec.addPositional(Specs.many("CODE", "0..*", "errors.code"));
        spec.addOption(Specs.flag("--json", "json"));
        return Specs.finished(spec, name());
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        List<ErrorCode> codes = codes(parsed.matchedPositionalValue(0, new String[0]));
        if (Specs.has(parsed, "--json")) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            for (ErrorCode code : codes) {
                all.addObject().put("code", code.name()).put("cause", code.cause())
                        .put("retried", code.again() == ErrorCode.Again.YES)
                        .put("charged", code.charge().name().toLowerCase(Locale.ROOT))
                        .put("breaker", code.tripsBreaker()).put("todo", code.todo());
            }
            console.result(all.toPrettyString());
            return ExitCode.DONE;
        }
        for (ErrorCode code : codes) {
            console.result(CliTexts.text("errors.line", code.name(), code.cause(),
                    CliTexts.text(switch (code.again()) {
                        case YES -> "errors.retried";
                        case IF_ASKED -> "errors.retriedIfAsked";
                        case NO -> "errors.notRetried";
                    }),
                    CliTexts.text("errors.charge." + code.charge().name().toLowerCase(Locale.ROOT)), code.todo()));
        }
        return ExitCode.DONE;
    }

    private static List<ErrorCode> codes(String[] names) throws Failure {
        if (names.length == 0) {
            return List.of(ErrorCode.values());
        }
        var codes = new ArrayList<ErrorCode>();
        for (String name : names) {
            try {
                codes.add(ErrorCode.valueOf(name.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException _) {
                throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("errors.none", name));
            }
        }
        return codes;
    }
}
