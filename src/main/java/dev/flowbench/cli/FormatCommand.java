package dev.flowbench.cli;

import dev.flowbench.app.Documents;
import dev.flowbench.app.Flowbench;
import dev.flowbench.flow.file.Document;
import dev.flowbench.flow.file.UnsavedDocument;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code format FILE…}: rewrites documents in canonical form. */
final class FormatCommand implements Command {
    private final Console console;
    private final Flowbench flowbench;

    FormatCommand(Console console, Flowbench flowbench) {
        this.console = console;
        this.flowbench = flowbench;
    }

    @Override
    public String name() {
        return "format";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(name());
        spec.addPositional(Specs.many("FILE", "1..*", "file.many"));
        spec.addOption(Specs.flag("--check", "format.check"));
        return Specs.finished(spec, name());
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        boolean check = Specs.has(parsed, "--check");
        Documents documents = flowbench.documents();
        int left = 0;
        for (String file : parsed.matchedPositionalValue(0, new String[0])) {
            Document document = Opened.document(documents, file);
            if (document.canonical()) {
                console.say(CliTexts.text("format.already", file));
            } else if (check) {
                left++;
                console.say(CliTexts.text("format.not", file));
            } else if (document.readOnly()) {
                throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("format.newer", file));
            } else {
                save(documents, file, document);
            }
        }
        return left == 0 ? ExitCode.DONE : ExitCode.GATE;
    }

    private void save(Documents documents, String file, Document document) throws Failure {
        try {
            documents.save(Specs.path(file), document.workflow());
            console.say(CliTexts.text("format.done", file));
        } catch (UnsavedDocument e) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("place", file, Opened.sentence(e.what(), e.wayOut())));
        }
    }
}
