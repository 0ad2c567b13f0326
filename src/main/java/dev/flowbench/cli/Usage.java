package dev.flowbench.cli;

import dev.flowbench.check.Nearest;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with what was typed, in our words. */
final class Usage {
    private Usage() {}

    static String problem(ParameterException e) {
        return switch (e) {
            case MissingParameterException missing when !missing.getMissing().isEmpty() ->
                CliTexts.text("usage.missing",
                        missing.getMissing().stream().map(arg -> arg.isOption()
                                ? ((OptionSpec) arg).longestName() + " " + arg.paramLabel()
                                : arg.paramLabel()).collect(Collectors.joining(", ")));
            case UnmatchedArgumentException unmatched when !unmatched.getUnmatched().isEmpty() -> {
                String word = unmatched.getUnmatched().getFirst();
                String known = Nearest.to(word, e.getCommandLine().getCommandSpec().optionsMap().keySet())
                        .map(near -> " " + CliTexts.text("usage.near", near)).orElse("");
                yield CliTexts.text(word.startsWith("-") ? "usage.option" : "usage.word", word) + known;
            }
            default -> String.valueOf(e.getMessage());
        };
    }
}
