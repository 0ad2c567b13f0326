package dev.flowbench.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Writes specifications of commands: every word in them comes from the bundle. */
final class Specs {
    private static final int WIDTH = 100;

    private Specs() {}

    /** A command with its description, its examples and {@code --help}. */
    static CommandSpec command(String name) {
        return command(name, name + ".description");
    }

    static CommandSpec command(String name, String key) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().description(plain(key)).width(WIDTH)
                .synopsisHeading("").abbreviateSynopsis(false).optionListHeading("%n").parameterListHeading("%n")
                .descriptionHeading("%n").sortOptions(false).sortSynopsis(false);
        return spec;
    }

    static CommandSpec finished(CommandSpec spec, String name) {
        spec.addOption(flag("--help", "help", "-h"));
        spec.usageMessage().footerHeading("%n" + plain("examples") + "%n").footer(lines(name + ".examples"));
        return spec;
    }

    static OptionSpec flag(String name, String key, String... more) {
        var option = OptionSpec.builder(name, more).type(boolean.class).description(plain(key));
        return (name.equals("--help") ? option.usageHelp(true) : option).build();
    }

    static OptionSpec option(String name, String label, String key) {
        return OptionSpec.builder(name).type(String.class).arity("1").paramLabel(label).description(plain(key)).build();
    }

    static OptionSpec repeated(String name, String label, String key) {
        return OptionSpec.builder(name).type(String[].class).auxiliaryTypes(String.class).arity("1").paramLabel(label)
                .description(plain(key)).build();
    }

    static PositionalParamSpec one(String label, String key) {
        return at(0, label, key);
    }

    /** @param index of the word, from 0 */
    static PositionalParamSpec at(int index, String label, String key) {
        return PositionalParamSpec.builder().index(String.valueOf(index)).type(String.class).arity("1").required(true)
                .paramLabel(label).description(plain(key)).build();
    }

    static PositionalParamSpec perhaps(String label, String key) {
        return PositionalParamSpec.builder().index("0").type(String.class).arity("0..1").required(false)
                .paramLabel(label).description(plain(key)).build();
    }

    static PositionalParamSpec many(String label, String arity, String key) {
        return PositionalParamSpec.builder().index("0..*").type(String[].class).auxiliaryTypes(String.class)
                .arity(arity)
                .required(true).paramLabel(label).description(plain(key)).build();
    }

    static String[] lines(String key) {
        return plain(key).split("\n");
    }

    /** A text that picocli's formatter leaves as it is. */
    static String plain(String key) {
        return CliTexts.text(key).replace("%", "%%");
    }

    static boolean has(ParseResult parsed, String flag) {
        return Boolean.TRUE.equals(parsed.matchedOptionValue(flag, Boolean.FALSE));
    }

    static Path path(String text) throws Failure {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("path.invalid", text, e.getReason()));
        }
    }

    /** One of some words. */
    static String choice(ParseResult parsed, String option, String usual, String... words) throws Failure {
        String value = parsed.matchedOptionValue(option, usual);
        for (String word : words) {
            if (word.equals(value)) {
                return value;
            }
        }
        throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("option.choice", option, value, String.join(", ", words)));
    }

    /** A command of which only its subcommands do something. */
    static CommandSpec family(String name, List<CommandSpec> subcommands) {
        CommandSpec spec = command(name);
        for (CommandSpec sub : subcommands) {
            sub.addOption(flag("--help", "help", "-h"));
            spec.addSubcommand(sub.name(), sub);
        }
        return finished(spec, name);
    }

    /**
     * Which subcommand of {@link #family} was typed.
     *
     * @throws Failure if none was; the message names them
     */
    static ParseResult chosen(ParseResult parsed, String name) throws Failure {
        @Nullable ParseResult sub = parsed.subcommand();
        if (sub == null) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text(name + ".which"));
        }
        return sub;
    }
}
