package dev.flowbench.cli;

import dev.flowbench.app.Flowbench;
import dev.flowbench.app.Version;
import dev.flowbench.check.Nearest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line. One object serves one command. */
public final class Cli {
    /** What the user's settings and prices decide about; what is wrong with those files is said first. */
    private static final Set<String> PRICED = Set.of("run", "resume", "commit", "fork", "preflight");

    private static final Set<String> OF_WHAT_IS_KEPT = Set.of("runs", "resume", "commit", "fork", "replay", "approvals",
            "mcp", "memory", "secrets", "settings", "switch");

    private final Console console;
    private final Flowbench flowbench;
    private final Designer designer;
    private final Interrupts interrupts;

    /**
     * @param console where it reads and writes
     * @param flowbench the program, wired; whoever made it closes it
     * @param designer opens the window, where no command is named
     * @param interrupts tell of Ctrl+C
     */
    public Cli(Console console, Flowbench flowbench, Designer designer, Interrupts interrupts) {
        this.console = console;
        this.flowbench = flowbench;
        this.designer = designer;
        this.interrupts = interrupts;
    }

    /**
     * Does what is typed.
     *
     * @param arguments as typed, without the program's name
     * @return the exit code: 0 done, 1 the run failed, 2 bad usage or a file that cannot be read or run, 3 partial, 4 nothing
     *     can go on without a person, 5 what was checked is not well, 130 cancelled
     */
    public int run(String... arguments) {
        flowbench.asksPassphrase(console::passphrase);
        try {
            return perform(arguments);
        } catch (Failure e) {
            console.say(e.getMessage());
            return e.exitCode();
        } catch (RuntimeException | Error e) {
            return broken(e);
        } finally {
            console.out().flush();
        }
    }

    private int perform(String... arguments) throws Failure {
        // Asked most often by scripts, and answered without loading the parser.
        if (arguments.length == 1 && (arguments[0].equals("--version") || arguments[0].equals("-V"))) {
            console.result("flowbench " + Version.text());
            return ExitCode.DONE;
        }
        if (arguments.length == 0 || !commands().containsKey(arguments[0]) && !arguments[0].startsWith("-")) {
            return open(arguments);
        }
        return parsed(arguments);
    }

    private int open(String... arguments) throws Failure {
        var files = new ArrayList<Path>();
        for (String argument : arguments) {
            Path file = Specs.path(argument);
            if (!Files.exists(file)) {
                throw new Failure(ExitCode.BAD_USAGE, looksLikeFile(argument)
                        ? CliTexts.text("open.noFile", argument)
                        : CliTexts.text("command.unknown", argument, nearest(argument)));
            }
            files.add(file);
        }
        try {
            designer.open(files);
        } catch (Designer.NoDisplay e) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("open.noDisplay"));
        }
        return ExitCode.DONE;
    }

    private static boolean looksLikeFile(String argument) {
        return argument.contains(".") || argument.contains("/") || argument.contains("\\");
    }

    private String nearest(String word) {
        return Nearest.to(word, commands().keySet()).map(near -> CliTexts.text("command.near", near))
                .orElseGet(() -> CliTexts.text("command.help"));
    }

    private int parsed(String... arguments) throws Failure {
        Map<String, Supplier<Command>> all = commands();
        // Only the command that is named is made; help needs all of them.
        Map<String, Supplier<Command>> needed = all.containsKey(arguments[0])
                ? Map.of(arguments[0], all.get(arguments[0]))
                : all;
        var made = new LinkedHashMap<String, Command>();
        needed.forEach((name, maker) -> made.put(name, maker.get()));
        CommandSpec root = Root.spec();
        made.forEach((name, command) -> root.addSubcommand(name, command.spec()));
        try {
            ParseResult parsed = new CommandLine(root).setUsageHelpAutoWidth(false).parseArgs(arguments);
            ParseResult last = last(parsed);
            if (last.isUsageHelpRequested()) {
                console.result(usage(last.commandSpec()));
                return ExitCode.DONE;
            }
            if (parsed.subcommand() == null) {
                console.result(Specs.has(parsed, "--version")
                        ? "flowbench " + Version.text()
                        : usage(root));
                return ExitCode.DONE;
            }
            String name = parsed.subcommand().commandSpec().name();
            if (OF_WHAT_IS_KEPT.contains(name)) {
                look();
            }
            if (PRICED.contains(name)) {
                flowbench.settings().fault().ifPresent(console::say);
                flowbench.priceFault().ifPresent(console::say);
            }
            return Objects.requireNonNull(made.get(name), name).run(parsed.subcommand());
        } catch (ParameterException e) {
            String command = e.getCommandLine().getCommandSpec().qualifiedName();
            throw new Failure(ExitCode.BAD_USAGE, Usage.problem(e) + "\n" + CliTexts.text("usage.help", command));
        }
    }

    private void look() throws Failure {
        try {
            flowbench.home().look();
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_USAGE, e.getMessage() + " " + CliTexts.text("home.wayOut"));
        }
    }

    private static String usage(CommandSpec spec) {
        // Both --seed 7 and --seed=7 are taken; the first reads better.
        spec.parser().separator(" ");
        return spec.commandLine().getUsageMessage();
    }

    private static ParseResult last(ParseResult parsed) {
        ParseResult at = parsed;
        while (at.subcommand() != null) {
            at = at.subcommand();
        }
        return at;
    }

    private Map<String, Supplier<Command>> commands() {
        var commands = new LinkedHashMap<String, Supplier<Command>>();
        commands.put("run", () -> new RunCommand(console, flowbench, interrupts));
        commands.put("resume", () -> new ResumeCommand(console, flowbench, interrupts));
        commands.put("commit", () -> new CommitCommand(console, flowbench, interrupts));
        commands.put("fork", () -> new ForkCommand(console, flowbench, interrupts));
        commands.put("replay", () -> new ReplayCommand(console, flowbench));
        commands.put("approvals", () -> new ApprovalsCommand(console, flowbench));
        commands.put("check", () -> new CheckCommand(console, flowbench));
        commands.put("preflight", () -> new PreflightCommand(console, flowbench));
        commands.put("format", () -> new FormatCommand(console, flowbench));
        commands.put("schema", () -> new SchemaCommand(console));
        commands.put("runs", () -> new RunsCommand(console, flowbench));
        commands.put("tools", () -> new ToolsCommand(console, flowbench, interrupts));
        commands.put("mcp", () -> new McpCommand(console, flowbench, interrupts));
        commands.put("errors", () -> new ErrorsCommand(console));
        commands.put("models", () -> new ModelsCommand(console, flowbench));
        commands.put("memory", () -> new MemoryCommand(console, flowbench));
        commands.put("secrets", () -> new SecretsCommand(console, flowbench));
        commands.put("settings", () -> new SettingsCommand(console, flowbench));
        commands.put("switch", () -> new SwitchCommand(console, flowbench));
        commands.put("samples", () -> new SamplesCommand(console, flowbench));
        return commands;
    }

    /** A mistake of ours: one friendly line; what a developer needs is in the log. */
    private int broken(Throwable e) {
        @Nullable Throwable cause = e instanceof OutOfMemoryError ? null : e;
        String log = flowbench.home().log().toString();
        // Whoever quoted what failed may have quoted a key.
        var trace = new StringWriter();
        if (cause != null) {
            cause.printStackTrace(new PrintWriter(trace));
        }
        LoggerFactory.getLogger(Cli.class).error("command failed: {}", flowbench.redaction().of(trace.toString()));
        console.say(CliTexts.text("broken", log));
        return ExitCode.RUN_FAILED;
    }
}
