package dev.flowbench.cli;

import dev.flowbench.flow.file.PublishedSchema;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code schema}: the JSON Schema of workflow documents. */
final class SchemaCommand implements Command {
    private final Console console;

    SchemaCommand(Console console) {
        this.console = console;
    }

    @Override
    public String name() {
        return "schema";
    }

    @Override
    public CommandSpec spec() {
        return Specs.finished(Specs.command(name()), name());
    }

    @Override
    public int run(ParseResult parsed) {
        console.result(PublishedSchema.text());
        return ExitCode.DONE;
    }
}
