package dev.flowbench.cli;

import dev.flowbench.app.Flowbench;
import dev.flowbench.app.Samples;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code samples}: the workflows that come with the program, with their files. */
final class SamplesCommand implements Command {
    private final Console console;
    private final Flowbench flowbench;

    SamplesCommand(Console console, Flowbench flowbench) {
        this.console = console;
        this.flowbench = flowbench;
    }

    @Override
    public String name() {
        return "samples";
    }

    @Override
    public CommandSpec spec() {
        return Specs.finished(Specs.command(name()), name());
    }

    @Override
    public int run(ParseResult parsed) {
        Samples samples = flowbench.samples();
        for (Samples.Sample sample : samples.all()) {
            console.result(sample.id() + "\n  " + sample.description().strip().replaceAll("\\s+", " ") + "\n  "
                    + sample.files().flow());
        }
        if (samples.all().isEmpty()) {
            console.say(CliTexts.text("samples.none", samples.folder().toAbsolutePath()));
        }
        return ExitCode.DONE;
    }
}
